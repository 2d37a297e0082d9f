# What is registered is registered as a whole or not at all, and what was there stays.
import copyreg

import mpickle
from harness import Broken, every


class Delta:
    def __init__(self, days=0, seconds=0):
        self.days = days
        self.seconds = seconds


class Old:
    pass


def reduce_delta(delta):
    return delta.days, delta.seconds


def load_delta(days, seconds):
    return Delta(days, seconds)


mpickle.register(Old, "kept.Old")
OLD = mpickle.dumps(Old)


def kept():
    return b"kept" in mpickle.dumps(Old) and mpickle.loads(OLD) is Old


def known(name):
    try:
        return mpickle.loads(b"c%s\n%s\n." % name)
    except mpickle.UnpicklingError:
        return None


def forget():
    for name in (b"datetime", b"delta"), (b"other", b"name"):
        if known(name) is not None:
            mpickle.unregister((b"%s.%s" % name).decode())


def register(_):
    mpickle.register(Delta, "datetime.delta", reduce=reduce_delta, load=load_delta)
    return True


def registered(result):
    if not kept():
        raise Broken("what was registered before")
    if known((b"datetime", b"delta")) is not Delta:
        return False
    delta = mpickle.loads(mpickle.dumps(Delta(3, 4), 2))
    return result and (delta.days, delta.seconds) == (3, 4)


def again(_):
    # Registered or not, but not by halves.
    if known((b"datetime", b"delta")) is Delta:
        registered(True)
    return register(None)


every("register", register, registered, forget, again)

delta = Delta(5, 6)
register(None)
DATA = mpickle.dumps(delta, 4)
every("dumps registered", lambda _: mpickle.dumps(delta, 4), lambda d: d == DATA)
every("loads registered", lambda _: mpickle.loads(DATA), lambda x: (x.days, x.seconds) == (5, 6))


def unregister(_):
    mpickle.unregister("datetime.delta")
    return True


def unregister_again(_):
    if known((b"datetime", b"delta")) is not None:
        unregister(None)
    return True


every("unregister", unregister, lambda x: x and kept(), lambda: register(None), unregister_again)


def alias(_):
    return mpickle.alias("other.name", alias)


every("alias", alias, lambda x: x is alias and known((b"other", b"name")) is alias and kept(), forget)


# copyreg
def own_reduce(obj):
    return Old, ()


def no_reducer():
    copyreg.dispatch_table.clear()


def pickle(_):
    copyreg.pickle(Delta, own_reduce)
    return mpickle.dumps(delta, 2)


every("copyreg.pickle", pickle, lambda d: isinstance(mpickle.loads(d), Old), no_reducer)
no_reducer()


def no_code():
    if (__name__, "Delta") in copyreg._extension_registry:
        copyreg.remove_extension(__name__, "Delta", 77)


def extension(_):
    copyreg.add_extension(__name__, "Delta", 77)
    return mpickle.dumps(Delta, 2)


every("add_extension", extension, lambda d: b"\x82\x4d" in d and mpickle.loads(d) is Delta, no_code)


def remove(_):
    no_code()
    return mpickle.dumps(Delta, 2)


def coded():
    copyreg.add_extension(__name__, "Delta", 77)


def remove_again(_):
    coded()
    return remove(None)


every("remove_extension", remove, lambda d: b"\x82\x4d" not in d and mpickle.loads(d) is Delta, coded, remove_again)

# Names of the library mPickle.
try:
    import mpickle.mpickle as compat
except ImportError:
    compat = None
if compat is not None:

    class Sensor:
        def __init__(self, x=0):
            self.x = x

    def clear():
        compat.registered_pickle_dict_list.clear()
        compat.dispatch_table.clear()

    def register_pickle(_):
        compat.register_pickle(
            Sensor,
            reduce_func=lambda s: (Sensor, (s.x,)),
            reconstruct_func=lambda x: Sensor(x),
        )
        return mpickle.dumps(Sensor(3))

    every(
        "register_pickle",
        register_pickle,
        lambda d: mpickle.loads(d).x == 3,
        clear,
        lambda _: (clear(), register_pickle(_))[1],
    )
    clear()
    big = 1 << 300
    every("encode_long", lambda _: compat.decode_long(compat.encode_long(big)), lambda x: x == big)
    every("codecs", lambda _: compat.codecs.encode("text" * 20, "utf-8"), lambda x: x == b"text" * 20)
