# Every hook and every call of a stream's methods raises in turn: the exception comes through as it is,
# and the next attempt succeeds.
try:
    import mpickle as pickle
except ImportError:
    import pickle
try:
    _ = pickle.Pickler, NotImplemented
except (AttributeError, NameError):
    print("SKIP")  # no Pickler, or no NotImplemented
    raise SystemExit

import gc

if hasattr(gc, "mem_free") and gc.mem_alloc() + gc.mem_free() < 1 << 20:
    print("SKIP")  # takes longer than a board's line waits
    raise SystemExit

from io import BytesIO


class Fault(Exception):
    pass


count = 0
failing = 0
fault = None


def tick():
    global count
    count += 1
    if count == failing:
        raise fault


def every(name, work, good):
    """Calls `work()` until no hook raises; returns how often one did."""
    global count, failing, fault
    raised = 0
    for cls in (Fault, KeyboardInterrupt):
        failing = 0
        while True:
            failing += 1
            count = 0
            fault = cls("n-th", failing)
            try:
                result = work()
                if count >= failing:
                    print(name, failing, "is lost")
            except BaseException as e:
                if e is not fault or e.args != ("n-th", failing):
                    print(name, failing, "another one:", repr(e))
                raised += 1
                failing, at = 0, failing
                result = work()
                failing = at
                if not good(result):
                    print(name, failing, "again:", result)
                continue
            break
        failing = 0
        if not good(result):
            print(name, "result:", result)
    print(name, raised > 0)


class Key:
    def __init__(self, key=0):
        self.key = key

    def __hash__(self):
        tick()
        return hash(self.key)

    def __eq__(self, other):
        tick()
        return self.key == other.key

    def __reduce__(self):
        return Key, (self.key,)


class New:
    def __new__(cls, *args):
        tick()
        return object.__new__(cls)

    def __init__(self, x=None):
        self.x = x

    def __getnewargs__(self):
        tick()
        return ()

    def __getstate__(self):
        tick()
        return {"x": self.x}

    def __setstate__(self, state):
        tick()
        self.x = state["x"]


class Reduce:
    def __init__(self, x=None):
        tick()
        self.x = x

    def __reduce__(self):
        tick()
        return Reduce, (self.x,), {"y": [1]}


class ReduceEx:
    def __reduce_ex__(self, protocol):
        tick()
        return make, (1, 2)


def make(*args):
    tick()
    x = ReduceEx()
    x.args = args
    return x


def ticking(items):
    for item in items:
        tick()
        yield item
    tick()


class Items:
    def __init__(self):
        self.items = []

    def append(self, item):
        tick()
        self.items.append(item)

    def extend(self, items):
        tick()
        self.items += items

    def __setitem__(self, key, value):
        tick()
        self.items.append((key, value))

    def __reduce__(self):
        tick()
        return Items, (), None, ticking([1, 2, 3]), ticking([("a", 1), ("b", 2)])


# An object, how what is loaded is looked at, and what is seen then.
OBJECTS = {
    "keys": (
        [{Key(1): 1, Key(2): 2}, {Key(3), Key(4)}],
        lambda x: (sorted((k.key, x[0][k]) for k in x[0]), sorted(k.key for k in x[1])),
        ([(1, 1), (2, 2)], [3, 4]),
    ),
    "new": ([New([1]), New("x")], lambda x: [y.x for y in x], [[1], "x"]),
    "reduce": ([Reduce(1), Reduce([2])], lambda x: [(y.x, y.y) for y in x], [(1, [1]), ([2], [1])]),
    "reduce_ex": ([ReduceEx()], lambda x: [(type(y) is ReduceEx, y.args) for y in x], [(True, (1, 2))]),
    "items": (Items(), lambda x: x.items, [1, 2, 3, ("a", 1), ("b", 2)]),
}
for name in sorted(OBJECTS):
    obj, view, wanted = OBJECTS[name]
    for p in (0, 2, 4):
        data = pickle.dumps(obj, p)
        if name != "keys":
            every("dumps %s %d" % (name, p), lambda: pickle.dumps(obj, p), lambda d: d == data)
        every("loads %s %d" % (name, p), lambda: view(pickle.loads(data)), lambda x: x == wanted)


# Picklers and Unpicklers.
class Plain:
    pass


def reduce_plain(obj):
    tick()
    return Plain, ()


class P(pickle.Pickler):
    def persistent_id(self, obj):
        tick()
        return "id" if isinstance(obj, str) and obj == "pid" else None

    def reducer_override(self, obj):
        tick()
        return NotImplemented


class Table(pickle.Pickler):
    dispatch_table = {Plain: reduce_plain}


class U(pickle.Unpickler):
    def find_class(self, module, name):
        tick()
        return super().find_class(module, name)

    def persistent_load(self, pid):
        tick()
        return "pid"


class Stream:
    def __init__(self, data=b""):
        self.data = data
        self.at = 0

    def write(self, data):
        tick()
        self.data += bytes(data)
        return len(data)

    def read(self, count=-1):
        tick()
        start = self.at
        self.at = len(self.data) if count < 0 else min(len(self.data), start + count)
        return self.data[start : self.at]

    def readline(self):
        tick()
        start = self.at
        self.at = self.data.find(b"\n", start) + 1 or len(self.data)
        return self.data[start : self.at]


class Into(Stream):
    def readinto(self, buffer):
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


SHARED = ["shared"]
OBJ = [Plain(), "pid", SHARED, {"k": Plain()}, "text" * 100, b"bytes" * 60]


def right(x):
    return type(x[0]) is Plain is type(x[3]["k"]) and x[1:3] == OBJ[1:3] and x[4:] == OBJ[4:]


for p in (0, 2, 4):
    for cls in (P, Table):
        sink = Stream()
        pickler = cls(sink, p)
        pickler.dump(SHARED)

        def dump():
            # What a dump that failed has written is thrown away.
            pickler.clear_memo()
            sink.data = b""
            pickler.dump(OBJ)
            return sink.data

        whole = dump()
        every("%s %d" % (cls.__name__, p), dump, lambda d: d == whole)
    sink = Stream()
    P(sink, p).dump(OBJ)
    every("Unpickler %d" % p, lambda: U(BytesIO(sink.data)).load(), right)
    for cls in (Stream, Into):
        every("load %s %d" % (cls.__name__, p), lambda: U(cls(sink.data)).load(), right)
    data = pickle.dumps(OBJ, p)

    def dump_stream():
        stream = Stream()
        pickle.dump(OBJ, stream, p)
        return stream.data

    every("dump %d" % p, dump_stream, lambda d: right(pickle.loads(d)))

# Buffers out of band.
if hasattr(pickle, "PickleBuffer"):
    DATA = bytearray(b"buffer")

    def callback(buffer):
        tick()
        kept.append(buffer)

    def out_of_band():
        kept.clear()
        data = pickle.dumps([pickle.PickleBuffer(DATA), pickle.PickleBuffer(DATA)], 5, buffer_callback=callback)
        return pickle.loads(data, buffers=ticking([DATA, DATA]))

    kept = []
    every("buffers", out_of_band, lambda x: [bytes(b) for b in x] == [b"buffer", b"buffer"])
