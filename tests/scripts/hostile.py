# Hostile input: each item is refused with an error of these classes (or is harmless), takes no
# more heap than stated at any time, and leaves the module usable.
#
# What goes beyond a limit does so by little, so that who lacks the limit comes to no harm.
import gc
import sys

import mpickle

REFUSED = (mpickle.UnpicklingError, EOFError, ValueError, TypeError, OverflowError, AttributeError, ImportError)
# Bytes of heap for each byte of input, and for any input.
PER_BYTE = 64
ANYWAY = 6 * 1024 if sys.maxsize < 1 << 40 else 12 * 1024

Q = b"\x00\x00\x00\x00\x00\x00\x00"
TABLE = [
    ("nothing", b""),
    ("lone STOP", b"."),
    ("PROTO 255", b"\x80\xffN."),
    ("PROTO 6", b"\x80\x06N."),
    ("FRAME of 2**63", b"\x80\x04\x95" + Q + b"\x80N."),
    ("FRAME of 2**40", b"\x80\x04\x95\x00\x00\x00\x00\x00\x01\x00\x00N."),
    ("straddles a FRAME", b"\x80\x04\x95\x03" + Q + b"X\x05\x00\x00\x00hello."),
    ("FRAME in a FRAME", b"\x80\x04\x95\x14" + Q + b"\x95\x02" + Q + b"N."),
    ("BINUNICODE8 of 2**63", b"\x8d" + Q + b"\x80abc."),
    ("BINUNICODE8 of 2**64-1", b"\x8d" + b"\xff" * 8 + b"abc."),
    ("BINBYTES of 1 GiB", b"B\x00\x00\x00\x40abc."),
    ("BYTEARRAY8 of 2**40", b"\x96\x00\x00\x00\x00\x00\x01\x00\x00abc."),
    ("BYTEARRAY8 of 2**32-1", b"\x96\xff\xff\xff\xff\x00\x00\x00\x00abc."),
    ("BYTEARRAY8 of 2**32+4", b"\x96\x04\x00\x00\x00\x01\x00\x00\x00abcd."),
    ("LONG4 negative", b"\x8b\xff\xff\xff\xff."),
    ("LONG4 of 2**31-1", b"\x8b\xff\xff\xff\x7fabc."),
    ("LONG of many digits", b"L" + b"9" * 5000 + b"L\n."),
    ("INT of many digits", b"I" + b"7" * 5000 + b"\n."),
    ("LONG_BINPUT of 1,025 more than bytes read", b"Nr\x07\x04\x00\x00."),
    ("PUT of 1,025 more", b"Np1032\n."),
    ("PUT -1", b"Np-1\n."),
    ("PUT of a big number", b"Np99999999999999999999\n."),
    ("GET of nothing", b"g0\n."),
    ("BINGET of nothing", b"h\x00."),
    ("LONG_BINGET 2**32-1", b"j\xff\xff\xff\xff."),
    ("MEMOIZE on nothing", b"\x94."),
    ("DUP on nothing", b"2."),
    ("POP on nothing", b"0."),
    ("POP across a MARK", b"N(00."),
    ("TUPLE without MARK", b"NNt."),
    ("APPENDS without MARK", b"]NNe."),
    ("SETITEMS without MARK", b"}NNu."),
    ("ADDITEMS without MARK", b"\x8fN\x90."),
    ("APPENDS, nothing below", b"(NNe."),
    ("TUPLE3 of two", b"NN\x87."),
    ("TUPLE2 across a MARK", b"N(N\x86."),
    ("APPEND to an int", b"K\x01K\x02a."),
    ("APPEND to a tuple", b")K\x02a."),
    ("SETITEM on an int", b"K\x01K\x02K\x03s."),
    ("SETITEMS of three", b"}(K\x01K\x02K\x03u."),
    ("DICT of three", b"(K\x01K\x02K\x03d."),
    ("unhashable key", b"}]K\x01s."),
    ("dict as its own key", b"}\x94h\x00K\x01s."),
    ("REDUCE of an int", b"K\x01)R."),
    ("REDUCE on no tuple", b"cbuiltins\nlist\n]R."),
    ("NEWOBJ on no type", b"K\x01)\x81."),
    ("NEWOBJ_EX with None", b"cbuiltins\nlist\n)N\x92."),
    ("NEWOBJ_EX with None", b"cbuiltins\nlist\nN}\x92."),
    ("BUILD on a list", b"]}X\x01\x00\x00\x00aK\x01sb."),
    ("BUILD on a type", b"cbuiltins\nlist\n}X\x01\x00\x00\x00aK\x01sb."),
    ("BUILD on a function", b"c__main__\nharmless\n}X\x01\x00\x00\x00aK\x01sb."),
    ("a module by name", b"cmpickle\ngc\n."),
    ("STACK_GLOBAL on ints", b"K\x01K\x02\x93."),
    ("dotted name", b"\x8c\x08builtins\x8c\x0blist.append\x93."),
    ("dotted module", b"cbuiltins.list\nappend\n."),
    ("empty name", b"c\n\n."),
    ("name without newline", b"cbuiltins\nlist"),
    ("very long name", b"c" + b"m" * 300 + b"\nx\n."),
    ("EXT 0", b"\x82\x00."),
    ("EXT unregistered", b"\x82\x07."),
    ("EXT negative", b"\x84\xff\xff\xff\xff."),
    ("PERSID", b"Pid\n."),
    ("BINPERSID", b"NQ."),
    ("NEXT_BUFFER", b"\x97."),
    ("READONLY_BUFFER on None", b"N\x98."),
    ("bad UTF-8", b"X\x02\x00\x00\x00\xff\xfe."),
    ("bad UTF-8, short", b"\x8c\x01\xc3."),
    ("eval", b"cbuiltins\neval\nX\x03\x00\x00\x001+1\x85R."),
    ("eval, Python 2", b"c__builtin__\neval\nX\x03\x00\x00\x001+1\x85R."),
    ("exec by INST", b"(X\x01\x00\x00\x00aibuiltins\nexec\n."),
    ("import by OBJ", b"(cbuiltins\n__import__\nX\x02\x00\x00\x00gco."),
    ("gc.collect", b"cgc\ncollect\n)R."),
    ("bytearray of a number", b"cbuiltins\nbytearray\nK\x05\x85R."),
    ("bytes of a number", b"cbuiltins\nbytes\nK\x05\x85R."),
    ("bytes by NEWOBJ", b"cbuiltins\nbytes\nK\x05\x85\x81."),
    ("bytes by OBJ", b"(cbuiltins\nbytes\nK\x05o."),
    ("bytes by __newobj__", b"ccopyreg\n__newobj__\ncbuiltins\nbytes\nK\x05\x86R."),
    ("bytes by _reconstructor", b"ccopyreg\n_reconstructor\ncbuiltins\nbytes\nh\x00K\x05\x87R."),
    ("a range as a list", b"cbuiltins\nlist\ncbuiltins\nrange\nK\x05\x85R\x85R."),
    ("a range as a set", b"cbuiltins\nset\ncbuiltins\nrange\nK\x05\x85R\x85R."),
    ("a deque with twice the places", b"ccollections\ndeque\n)J\x00\x00\x02\x00\x86R."),
    ("text of a list", b"cbuiltins\nstr\n]K\x05a\x85R."),
    ("number of many digits", b"cbuiltins\nint\nX\x88\x13\x00\x00" + b"8" * 5000 + b"\x85R."),
    ("tuples of tuples as a key", b"}N\x85" + b"2\x86" * 20 + b"K\x01s."),
    ("tuples of tuples in a set", b"\x8f(N\x85" + b"2\x86" * 20 + b"\x90."),
    ("tuples of tuples in a frozenset", b"(N\x85" + b"2\x86" * 20 + b"\x91."),
    ("tuples of tuples for set()", b"cbuiltins\nset\n]N\x85" + b"2\x86" * 20 + b"a\x85R."),
    ("tuples of tuples for dict()", b"cbuiltins\ndict\n]N\x85" + b"2\x86" * 20 + b"K\x01\x86a\x85R."),
    ("frozensets in a key", b"}(K\x01\x91" + b"2\x86" * 20 + b"K\x01s."),
    ("key of 33 tuples", b"}N" + b"\x85" * 33 + b"K\x01s."),
    ("a class made by type()", b"cbuiltins\ntype\n(X\x01\x00\x00\x00X)}tR."),
    ("a class made by NEWOBJ of type", b"cbuiltins\ntype\n(X\x01\x00\x00\x00X)}t\x81."),
    ("a class made by OBJ of type", b"(cbuiltins\ntype\nX\x01\x00\x00\x00X)}o."),
    ("a class made by INST of type", b"(X\x01\x00\x00\x00X)}ibuiltins\ntype\n."),
    ("a class made by __newobj__ of type", b"ccopyreg\n__newobj__\n(cbuiltins\ntype\nX\x01\x00\x00\x00X)}tR."),
    ("the type of a function", b"cbuiltins\ntype\nc__main__\nharmless\n\x85R."),
    ("what type() returned is called", b"cbuiltins\ntype\ncbuiltins\nEllipsis\n\x85R)R."),
    ("a native function by dill's name", b"cdill._dill\n_load_type\nX\x04\x00\x00\x00eval\x85R."),
    ("a range as a struct_time", b"ctime\nstruct_time\ncbuiltins\nrange\nK\x05\x85R}\x86R."),
    ("state of a class", b"cbuiltins\nValueError\n}X\x04\x00\x00\x00args)sb."),
    ("array of no typecode", b"carray\narray\nX\x01\x00\x00\x00z]\x86R."),
    ("array of a number", b"carray\narray\nX\x01\x00\x00\x00iK\x05\x86R."),
    ("many names of nothing", b"(" + b"c\n\n" * 300),
    ("many names of nothing on the stack", b"\x8c\x00\x94(" + b"h\x00h\x00\x93" * 300),
    ("many objects of nothing", b"cx\ny\n\x94(" + b"h\x00)\x81" * 300),
    ("many objects of nothing with items", b"cx\ny\n\x94(" + b"h\x00)\x81Na" * 300),
    ("2,000 MARKs and no STOP", b"(" * 2000),
]


def harmless():
    return "called"


def attempt(data, **options):
    """What came of it, with the heap that is left."""
    try:
        mpickle.loads(data, **options)
        return "LOADED"
    except REFUSED as e:
        return type(e).__name__
    except MemoryError:
        return "took more"
    except Exception as e:
        return "WRONG: " + type(e).__name__


class Rest:
    """All of the heap but one piece of `size` bytes is in use inside."""

    def __init__(self, size):
        self.size = size

    def __enter__(self):
        gc.collect()
        gc.disable()
        self.rest = None
        # Else they would be given back as well.
        self.errors = errors = [None] * 20
        try:
            hole = bytearray(self.size)
        except MemoryError:
            # All there is is less than that.
            return
        size = 1 << 20
        at = 0
        while size >= 32:
            try:
                self.rest = (bytearray(size), self.rest)
            except MemoryError as e:
                errors[at] = e
                at += 1
                size //= 2
        hole = None  # noqa: F841 (it is given back)
        gc.collect()

    def __exit__(self, *_):
        gc.enable()
        self.rest = self.errors = None
        gc.collect()


def measure(data, **options):
    """What came of it, with so much of the heap and no collections."""
    with Rest(PER_BYTE * len(data) + ANYWAY):
        return attempt(data, **options)


CHECK = mpickle.dumps([1, {"a": (2, b"3")}])
while TABLE:
    # Boards have little memory: what has been tried is forgotten.
    name, data = TABLE.pop(0)
    outcome = measure(data)
    # The same with stand-ins, which may be made of it: then its end may be what is missing.
    stubs = measure(data, unknown="stub") if "stub" in mpickle.features else outcome
    if stubs not in (outcome, "LOADED", "EOFError"):
        outcome += ", with stubs " + stubs
    if mpickle.loads(CHECK) != [1, {"a": (2, b"3")}]:
        outcome += ", BROKEN"
    print(name, outcome)

# The heap is told from less.
data = (b"C\xff" + bytes(255)) * 5 + b"."
for size in (1000, 3000):
    with Rest(size):
        outcome = attempt(data)
    print(size, outcome)

# Harmless, however it looks: at the limit, and not beyond.
print(len(mpickle.loads(b"}N" + b"\x85" * 32 + b"K\x01s.")))
print(len(mpickle.loads(b"}N\x85" + b"2\x86" * 10 + b"K\x01s.")))
print(mpickle.loads(b"Nr\x06\x04\x00\x00."), mpickle.loads(b"Np1031\n."))
print(mpickle.loads(b"(l(lp0\n0g0\n."))
laughs = mpickle.loads(b"]\x94]\x94(h\x00h\x00e.")
print(laughs)
x = mpickle.loads(b"]N\x85" + b"2\x86" * 20 + b"a.")
print(len(x), len(x[0]))
x = mpickle.loads(b"(" * 1000 + b"K\x05" + b"t" * 1000 + b".")
while isinstance(x, tuple):
    x = x[0]
print(x)
x = mpickle.loads(b"\x8c\x03\xed\xa0\x80.")
print(len(x))
# Every code that is no opcode. Those of buffers are none in a build without them.
bad = 0
for code in [code for code in range(256) if code not in (0x97, 0x98)]:
    try:
        mpickle.loads(bytes((78, code, 46)))
    except REFUSED as e:
        bad += "load key" in str(e)
print(bad)
