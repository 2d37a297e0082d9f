# A hook, a method or the stream raises: Pickler and Unpickler work on, and lose nothing.
try:
    import mpickle as pickle
except ImportError:
    import pickle
try:
    _ = pickle.Pickler, NotImplemented
except (AttributeError, NameError):
    print("SKIP")  # no Pickler, or no NotImplemented
    raise SystemExit

from io import BytesIO


class Fault(Exception):
    pass


class Bomb:
    armed = True

    def __init__(self, name=None):
        self.name = name

    def __reduce__(self):
        if Bomb.armed:
            raise Fault("reduce")
        return Bomb, ("went well",)


class BombState:
    def __getstate__(self):
        if Bomb.armed:
            raise Fault("getstate")
        return {"a": 1}


def items(n):
    for i in range(n):
        yield i
    if Bomb.armed:
        raise Fault("items")


class BombItems(list):
    def __reduce__(self):
        return BombItems, (), None, items(3)


class P(pickle.Pickler):
    def persistent_id(self, obj):
        if obj == "bomb" and Bomb.armed:
            raise Fault("persistent_id")
        return None

    def reducer_override(self, obj):
        if isinstance(obj, Overridden) and Bomb.armed:
            raise Fault("reducer_override")
        return NotImplemented


class Overridden:
    pass


class Sink:
    def __init__(self):
        self.data = b""
        self.full = False

    def write(self, data):
        if self.full:
            raise OSError(28)
        self.data += bytes(data)
        return len(data)


for p in range(6):
    for bomb in (Bomb(), BombState(), BombItems(), "bomb", Overridden()):
        before, inside, after = ["before"], ["inside"], ["after"]
        sink = Sink()
        pickler = P(sink, p)
        Bomb.armed = True
        pickler.dump([before, "text"])
        good = len(sink.data)
        try:
            pickler.dump([inside, before, ["deep", inside, bomb], after])
            print(p, "dumped")
        except Fault as e:
            print(p, e.args)
        # What the failed dump wrote is thrown away; what it memoized must not be relied on.
        sink.data = sink.data[:good]
        Bomb.armed = False
        pickler.dump([inside, before, after, inside])
        pickler.dump([bomb, bomb])
        u = pickle.Unpickler(BytesIO(sink.data))
        a, b, c = u.load(), u.load(), u.load()
        print(p, a, b, b[1] is a[0], b[0] is b[3], c[0] is c[1], type(c[0]).__name__)

for p in range(6):
    sink = Sink()
    pickler = pickle.Pickler(sink, p)
    shared = ["shared"]
    pickler.dump(shared)
    good = len(sink.data)
    sink.full = True
    try:
        pickler.dump(["x" * 300, b"y" * 300, ["new"], shared])
    except OSError as e:
        print(p, "OSError", e.args[0])
    sink.full = False
    sink.data = sink.data[:good]
    pickler.dump([shared, "x" * 3])
    u = pickle.Unpickler(BytesIO(sink.data))
    a, b = u.load(), u.load()
    print(p, a, b, a is b[0])


class Broken:
    def __init__(self, x):
        self.x = x

    def __setstate__(self, state):
        if Bomb.armed:
            raise Fault("setstate")
        self.x = state


class U(pickle.Unpickler):
    def find_class(self, module, name):
        if name == "Bomb" and Bomb.armed:
            raise Fault("find_class")
        return super().find_class(module, name)

    def persistent_load(self, pid):
        if Bomb.armed:
            raise Fault("persistent_load")
        return ["pid", pid]


for p in range(2, 6):
    Bomb.armed = False
    for x in (Broken([1]), Bomb):
        f = BytesIO()
        pickle.dump(["first"], f, p)
        pickle.dump([["deep", x]], f, p)
        at = len(f.getvalue())
        pickle.dump(("third", 3), f, p)
        data = f.getvalue()
        f = BytesIO(data)
        u = U(f)
        print(p, u.load())
        Bomb.armed = True
        try:
            u.load()
            print(p, "loaded")
        except Fault as e:
            print(p, e.args)
        Bomb.armed = False
for data in (b"Pabc\n.", b"\x80\x02]Pabc\na."):
    f = BytesIO(data)
    u = U(f)
    Bomb.armed = True
    try:
        u.load()
    except Fault as e:
        print(e.args)
    f.seek(0)
    Bomb.armed = False
    print(u.load())
