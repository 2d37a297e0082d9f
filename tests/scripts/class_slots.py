# Instances of classes with __slots__: their state is (attributes, slots).
try:
    import mpickle as pickle
except ImportError:
    import pickle


class Point:
    __slots__ = ("x", "y")


class Named(Point):
    __slots__ = "name"


class Free(Point):
    pass


def made(cls, **attributes):
    obj = cls()
    for name in attributes:
        setattr(obj, name, attributes[name])
    return obj


OBJECTS = (
    made(Point, x=1, y=2),
    made(Point, x=1),
    made(Point),
    made(Named, x=1, y=2, name="n"),
    made(Free, x=1, y=2, other=3),
    made(Free, other=3),
)


def sorted_items(part):
    return sorted(part.items()) if isinstance(part, dict) else part


for protocol in range(2, 6):
    for obj in OBJECTS:
        back = pickle.loads(pickle.dumps(obj, protocol))
        names = [n for n in ("name", "other", "x", "y") if hasattr(back, n)]
        print(protocol, type(back).__name__, [(n, getattr(back, n)) for n in names])

# What the state looks like to a class that takes it itself.
written = [pickle.dumps(obj) for obj in OBJECTS]


def show(self, state):
    print(type(self).__name__, [sorted_items(p) for p in state] if isinstance(state, tuple) else sorted_items(state))


Point.__setstate__ = show
for data in written:
    pickle.loads(data)
