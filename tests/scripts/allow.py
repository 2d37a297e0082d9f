# The option `allow`: what a pickle may name and call.
import mpickle

try:
    _ = complex
except NameError:
    print("SKIP")  # no complex numbers
    raise SystemExit


class Reading:
    def __init__(self, value):
        self.value = value

    class Unit:
        pass


class Counter:
    def __init__(self):
        self.items = []

    def append(self, item):
        self.items.append(item)


def celsius(x):
    return x * 10


def attempt(what, data, **options):
    try:
        print(what, repr(mpickle.loads(data, **options)))
    except Exception as e:
        print(what, type(e).__name__, e)


class Shown(Reading):
    def __repr__(self):
        return "Shown(%r)" % self.value


reading = mpickle.dumps(Shown(5))
function = mpickle.dumps(celsius)
call = b"c__main__\ncelsius\nK\x04\x85R."
native = b"cbuiltins\nhex\nK\x04\x85R."
sums = b"cbuiltins\nsum\n](K\x01K\x02e\x85R."

# The default: classes and functions written in Python.
attempt("default", reading)
attempt("default", call)
attempt("default", native)
attempt("python", reading, allow="python")
attempt("python", native, allow="python")

# Plain data only.
for data in (reading, function, call, native, mpickle.dumps(ValueError("x")), mpickle.dumps(Shown)):
    attempt("data", data, allow="data")
for p in range(6):
    plain = [None, True, 5, 1 << 70, 1.5, "text", b"\xff", bytearray(b"ab"), (1, {2: 3})]
    print("data", p, mpickle.loads(mpickle.dumps(plain, p), allow="data") == plain)
    print("data", p, mpickle.loads(mpickle.dumps({1, 2}, p), allow="data") == {1, 2})
    print("data", p, mpickle.loads(mpickle.dumps((range(3), complex(0, 2)), p), allow="data"))

# A list of what is permitted, and no more.
attempt("name", reading, allow={"__main__.Shown"})
attempt("class", reading, allow=[Shown])
attempt("module by name", reading, allow=("__main__",))
attempt("another", reading, allow={"__main__.Reading", Counter})
attempt("function", call, allow={celsius})
attempt("function by name", call, allow={"__main__.celsius"})
attempt("class, not function", call, allow={Shown})
# Native functions: by their own name or as themselves, not by their module.
attempt("native", native, allow={hex})
attempt("native by name", native, allow={"builtins.hex"})
attempt("native by module", native, allow={"builtins"})
attempt("another native", sums, allow={hex})
# Data needs no entry.
attempt("nothing", mpickle.dumps([range(2), b"x"]), allow=())
attempt("nothing", reading, allow=())

# A class inside a class is another name.
unit = mpickle.dumps(Reading.Unit)
attempt("outer only", unit, allow={Reading})
print("inner", mpickle.loads(unit, allow={Reading.Unit}) is Reading.Unit)
print("inner by name", mpickle.loads(unit, allow={"__main__.Reading.Unit"}) is Reading.Unit)

# What is registered.
mpickle.alias("plant.celsius", celsius)
mpickle.alias("plant.hex", hex)
mpickle.alias("plant.Shown", Shown)
attempt("alias", b"cplant\nhex\nK\x04\x85R.")
attempt("alias", b"cplant\nhex\nK\x04\x85R.", allow="data")
attempt("alias", b"cplant\nhex\nK\x04\x85R.", allow={"plant.hex"})
attempt("alias", b"cplant\ncelsius\nK\x04\x85R.", allow={"plant"})
attempt("alias", b"cplant\ncelsius\nK\x04\x85R.", allow={celsius})
attempt("alias", b"cplant\ncelsius\nK\x04\x85R.", allow={"plant.Shown"})

# Wrong options.
attempt("text", reading, allow="everything")
attempt("number", reading, allow=5)
attempt("entry", reading, allow=[5])


# Checked where it is used: an object that no name brought.
class Hooks(mpickle.Unpickler):
    def persistent_load(self, id):
        return {"list": [], "counter": Counter(), "hex": hex, "reading": Shown(1), "dict": {}}[id]


class File:
    def __init__(self, data):
        self.data = data

    def read(self, n):
        piece, self.data = self.data[:n], self.data[n:]
        return piece


def hooked(data, **options):
    try:
        print("hook", repr(Hooks(File(data), **options).load()))
    except Exception as e:
        print("hook", type(e).__name__, e)


hooked(b"\x80\x04\x8c\x04listQK\x01a.", allow="data")
hooked(b"\x80\x04\x8c\x04dictQK\x01K\x02s.", allow="data")
hooked(b"\x80\x04\x8c\x07counterQK\x01a.", allow="data")
hooked(b"\x80\x04\x8c\x07readingQ}\x8c\x05valueK\x07sb.", allow="data")
hooked(b"\x80\x04\x8c\x07readingQ}\x8c\x05valueK\x07sb.")
# What the caller's hook returns is the caller's.
hooked(b"\x80\x04\x8c\x03hexQK\x04\x85R.", allow="data")
# Attributes of functions, modules and types are not set.
attempt("build", b"c__main__\ncelsius\n}X\x01\x00\x00\x00aK\x01sb.")
attempt("build", b"c__main__\nShown\n}X\x01\x00\x00\x00aK\x01sb.")
# The result of a call is checked like a name.
attempt("getattr", b"cbuiltins\ngetattr\ncbuiltins\nlist\nX\x06\x00\x00\x00append\x86R.")
attempt("getattr", b"cbuiltins\ngetattr\nc__main__\nReading\nX\x04\x00\x00\x00Unit\x86R.", allow={"__main__.Reading"})
attempt(
    "getattr", b"cbuiltins\ngetattr\nc__main__\nReading\nX\x04\x00\x00\x00Unit\x86R)\x81.", allow={"__main__.Reading"}
)

# A native function that is given as itself, in whatever module: no other one, and not its module.
NATIVE = (
    ("struct", "calcsize", "Vhh\n", "pack"),
    ("binascii", "hexlify", "C\x02ab", "unhexlify"),
    ("json", "dumps", "I5\n", "loads"),
    ("heapq", "heappop", "(lI5\na", "heapify"),
    ("os", "getenv", "VNO_SUCH_NAME\n", "putenv"),
    ("time", "gmtime", "I0\n", "sleep"),
    ("random", "getrandbits", "I0\n", "seed"),
    ("collections", "namedtuple", "VT\nVa\n", "deque"),
)
works = 0
for module, name, args, other in NATIVE:
    try:
        holder = __import__(module)
        function, other = getattr(holder, name), getattr(holder, other)
    except (ImportError, AttributeError):
        # A board without it.
        works += 1
        continue
    data = ("c" + module + "\n" + name + "\n(" + args + "tR.").encode()
    mpickle.loads(data, allow={function})
    for allow in ({other}, {holder}, {module}, "data", "python", ()):
        try:
            mpickle.loads(data, allow=allow)
            print("LOADED", module, name, allow)
        except mpickle.UnpicklingError:
            pass
    works += 1
print("native functions", works)
