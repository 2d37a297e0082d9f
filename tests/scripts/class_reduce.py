# __reduce__ with tuples of two to six items.
try:
    import mpickle as pickle
except ImportError:
    import pickle


class Point:
    def __init__(self, x, y=0):
        self.x = x
        self.y = y


class Two(Point):
    def __reduce__(self):
        return Two, (self.x, self.y)


class Three(Point):
    def __reduce__(self):
        return Three, (self.x,), {"y": self.y, "extra": "state"}


class ThreeWithSetstate(Point):
    def __reduce__(self):
        return ThreeWithSetstate, (self.x,), [self.y]

    def __setstate__(self, state):
        self.y = ("set", state)


class Four(list):
    def __reduce__(self):
        return Four, (), None, iter([1, 2, 3])


class Five(dict):
    def __reduce__(self):
        return Five, (), None, None, iter([("a", 1), ("b", [2])])


def setter(obj, state):
    obj.x = ("by the setter", state)


class Six(Point):
    def __reduce__(self):
        return Six, (0, self.y), self.x, None, None, setter

    def __setstate__(self, state):
        self.x = "never"


class Nones(Point):
    def __reduce__(self):
        return Nones, (self.x, self.y), None, None, None, None


for p in range(6):
    a = pickle.loads(pickle.dumps(Two(1, [2]), p))
    print(p, type(a) is Two, a.x, a.y)
    a = pickle.loads(pickle.dumps(Three("x", (1, 2)), p))
    print(p, type(a) is Three, a.x, a.y, a.extra)
    a = pickle.loads(pickle.dumps(ThreeWithSetstate(3, 4), p))
    print(p, a.x, a.y)
    a = pickle.loads(pickle.dumps(Four([9]), p))
    print(p, type(a) is Four, list(a))
    a = pickle.loads(pickle.dumps(Five(), p))
    print(p, type(a) is Five, sorted(a.keys()), a["a"], a["b"])
    a = pickle.loads(pickle.dumps(Six({"k": 1}, 5), p))
    print(p, type(a) is Six, a.x, a.y)
    a = pickle.loads(pickle.dumps(Nones(6, 7), p))
    print(p, type(a) is Nones, a.x, a.y)
    # The same object twice stays one object.
    a = Two(8, 9)
    b = pickle.loads(pickle.dumps([a, a], p))
    print(p, b[0] is b[1], b[0].x)
