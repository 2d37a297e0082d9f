# reducer_override: asked before everything that has no opcode of its own.
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


class Thing:
    def __init__(self, x):
        self.x = x

    def __reduce__(self):
        return Thing, ("by __reduce__",)


class Other:
    pass


def function():
    pass


def remake(x):
    return Thing(("remade", x))


def text(name):
    return "the " + name


class P(pickle.Pickler):
    def reducer_override(self, obj):
        if isinstance(obj, Thing):
            return remake, (obj.x,), {"more": [obj]}
        if obj is function:
            return text, ("function",)
        if obj is Other:
            return text, ("class",)
        if isinstance(obj, Other) and hasattr(obj, "name"):
            return obj.name
        return NotImplemented


NAMED = Other()
NAMED.name = "NAMED"


def trip(x, p, cls=P):
    f = BytesIO()
    cls(f, p).dump(x)
    return pickle.loads(f.getvalue())


for p in range(6):
    y = trip([Thing(1), 2], p)
    print(p, type(y[0]) is Thing, y[0].x, y[0].more[0] is y[0], y[1])
    print(p, trip((function, text), p)[0], trip((function, text), p)[1] is text)
    print(p, trip({"k": Other}, p))
    print(p, trip([NAMED, NAMED], p)[1] is NAMED)
    t = Thing(3)
    y = trip([t, [t]], p)
    print(p, y[0] is y[1][0], y[0].x)


class Asked(pickle.Pickler):
    def reducer_override(self, obj):
        self.seen.append(type(obj).__name__)
        return NotImplemented


for p in range(2, 6):
    f = BytesIO()
    a = Asked(f, p)
    a.seen = []
    # Not about what has an opcode.
    a.dump([None, True, 5, 1.5, "s", (1,), {"k": []}, {}])
    print(p, a.seen)
    o = Thing(1)
    a.dump([o, o])
    print(p, a.seen[0], a.seen.count("Thing"))


# Before the dispatch table.
class Both(P):
    dispatch_table = {Thing: lambda obj: (text, ("table",)), Other: lambda obj: (text, ("table's other",))}


for p in range(6):
    print(p, trip(Thing(5), p, Both).x, trip(Other(), p, Both))
# None and other things are no answer.
for answer in (None, 5, (), (text,), b"name"):

    class Wrong(pickle.Pickler):
        def reducer_override(self, obj):
            return answer

    try:
        trip(Thing(1), 4, Wrong)
        print("dumped")
    except (pickle.PicklingError, TypeError):
        print("refused")
