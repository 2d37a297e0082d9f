# dispatch_table of a class and of an instance.
try:
    import mpickle as pickle
except ImportError:
    import pickle
if not hasattr(pickle, "Pickler"):
    print("SKIP")  # no Pickler
    raise SystemExit

from io import BytesIO


class Thing:
    def __init__(self, x):
        self.x = x

    def __reduce__(self):
        return Thing, (("by __reduce__", self.x),)


class Sub(Thing):
    pass


def make(*args):
    return "made", args


class P(pickle.Pickler):
    dispatch_table = {Thing: lambda obj: (make, ("class", obj.x))}


def dump(x, p, cls, **attributes):
    f = BytesIO()
    pickler = cls(f, p)
    for name, value in attributes.items():
        setattr(pickler, name, value)
    pickler.dump(x)
    return f.getvalue()


def named(obj):
    return "NAMED"


NAMED = Sub(1)
for p in range(6):
    print(p, pickle.loads(dump(Thing(1), p, P)))
    print(p, pickle.loads(dump([Thing(2), 3], p, pickle.Pickler, dispatch_table={Thing: lambda o: (make, (o.x,))})))
    print(p, pickle.loads(dump(Thing(5), p, pickle.Pickler, dispatch_table={})).x)
    # By the exact class only.
    print(p, pickle.loads(dump(Sub(6), p, P)).x)
    print(p, pickle.loads(dump(NAMED, p, pickle.Pickler, dispatch_table={Sub: named})) is NAMED)
    # States, items, setters as from __reduce__.
    table = {Thing: lambda o: (Thing, (0,), {"y": o.x, "me": o})}
    y = pickle.loads(dump(Thing(7), p, pickle.Pickler, dispatch_table=table))
    print(p, y.x, y.y, y.me is y)
    # Not asked about what has an opcode.
    print(p, pickle.loads(dump([1, "a"], p, pickle.Pickler, dispatch_table={int: 5, str: 5, list: 5})))


class Mapping:
    # Anything with __getitem__ that raises KeyError.
    def __getitem__(self, cls):
        if cls is Thing:
            return lambda obj: (make, ("mapping",))
        raise KeyError(cls)


for p in range(6):
    y = pickle.loads(dump([Thing(1), Sub(2)], p, pickle.Pickler, dispatch_table=Mapping()))
    print(p, y[0], y[1].x)


# A base's table, and one that grows between two dumps.
class Derived(P):
    pass


print(pickle.loads(dump(Thing(1), 4, Derived)))
f = BytesIO()
d = pickle.Pickler(f, 4)
d.dispatch_table = {}
d.dump(Thing(1))
first = len(f.getvalue())
d.clear_memo()
d.dispatch_table[Thing] = lambda obj: (make, ("later",))
d.dump(Thing(1))
print(pickle.loads(f.getvalue()).x, pickle.loads(f.getvalue()[first:]))
