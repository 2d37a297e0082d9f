# Names of modules and attributes that do not exist leave nothing behind: MicroPython never forgets a name.
import gc

import mpickle

PROTO4 = b"\x80\x04"


def text(value):
    return b"\x8c" + bytes([len(value)]) + value.encode()


def refused(module, name):
    try:
        mpickle.loads(PROTO4 + text(module) + text(name) + b"\x93.")
    except Exception as e:
        return type(e).__name__
    return "accepted"


def kept(make):
    """Bytes that a hundred refused pickles keep."""
    for i in range(20):
        refused(*make(i))
    gc.collect()
    before = gc.mem_alloc()
    errors = set()
    for i in range(20, 120):
        errors.add(refused(*make(i)))
    gc.collect()
    return errors, gc.mem_alloc() - before < 1000


print("modules", kept(lambda i: ("unheard_of_module_with_a_long_name_%d" % i, "f")))
print("submodules", kept(lambda i: ("mpickle.unheard_of_submodule_%d" % i, "f")))
print("in packages", kept(lambda i: ("collections.unheard_of_submodule_%d" % i, "f")))
print("names", kept(lambda i: ("mpickle", "unheard_of_name_that_is_long_%d" % i)))
print("dotted", kept(lambda i: ("mpickle", "PickleError.unheard_of_name_%d" % i)))
print("dots", kept(lambda i: ("unheard_of..module_%d" % i, "f")), kept(lambda i: (".%d" % i, "f")))
