# namedtuples, found again by the name they have in the main module.
try:
    import mpickle as pickle
except ImportError:
    import pickle

from collections import namedtuple

Point = namedtuple("Point", ("x", "y"))
Solo = namedtuple("Solo", ("only",))
for p in range(6):
    y = pickle.loads(pickle.dumps(Point(1, "two"), p))
    print(p, type(y) is Point, y.x, y.y, y == (1, "two"))
    y = pickle.loads(pickle.dumps(Solo([1]), p))
    print(p, type(y) is Solo, y.only)
    a = Point(3, 4)
    y = pickle.loads(pickle.dumps([a, a, Point(a, None)], p))
    print(p, y[0] is y[1], y[2].x is y[0], y[2].y)
    y = pickle.loads(pickle.dumps(Point(range(3), [range(2)]), p))
    print(p, list(y.x), list(y.y[0]))
