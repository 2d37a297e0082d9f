# Named tuples: by themselves, subclassed, in classes, as CPython writes them.
try:
    import mpickle as pickle
except ImportError:
    import pickle
try:
    from collections import namedtuple
except ImportError:
    print("SKIP")  # no namedtuple
    raise SystemExit

Point = namedtuple("Point", ("x", "y"))
Line = namedtuple("Line", ("start", "end"))
Empty = namedtuple("Empty", ())


class Norm(Point):
    def norm(self):
        return self.x * self.x + self.y * self.y


for p in range(6):
    y = pickle.loads(pickle.dumps(Point(1, [2]), p))
    print(p, type(y) is Point, y.x, y.y, y == (1, [2]))
    a = Point(0, 0)
    y = pickle.loads(pickle.dumps([Line(a, a), a], p))
    print(p, y[0].start is y[0].end, y[0].start is y[1], y[0].end.x)
    y = pickle.loads(pickle.dumps(Empty(), p))
    print(p, type(y) is Empty, len(y))
    y = pickle.loads(pickle.dumps(Norm(3, 4), p))
    print(p, type(y) is Norm, y[0], y[1], y.norm())
    print(p, pickle.loads(pickle.dumps((Point, Line), p)) == (Point, Line))
# NEWOBJ of protocol 2 and copyreg's function of protocols 0 and 1, by hand.
y = pickle.loads(b"\x80\x02c__main__\nPoint\nK\x05K\x06\x86\x81.")
print(type(y) is Point, y.x, y.y)
y = pickle.loads(b"ccopyreg\n_reconstructor\n(c__main__\nPoint\nc__builtin__\ntuple\n(I7\nI8\nttR.")
print(type(y) is Point, y.x, y.y)
for data in (b"\x80\x02c__main__\nPoint\nK\x05\x85\x81.", b"\x80\x02c__main__\nPoint\n)\x81."):
    try:
        pickle.loads(data)
        print("loaded")
    except TypeError:
        print("TypeError")
