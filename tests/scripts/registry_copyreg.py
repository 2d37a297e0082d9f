# copyreg: reducers by type, as CPython has them.
try:
    import mpickle as pickle
except ImportError:
    import pickle
import copyreg
import io


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __reduce__(self):
        return Point, ("by", "__reduce__")


class Child(Point):
    pass


def pair(p):
    return Point, (p.x + 1, p.y + 1)


def attempt(f, *args):
    try:
        print(f(*args))
    except Exception as e:
        print(type(e).__name__)


def show(p):
    print(type(p).__name__, p.x, p.y)


for p in range(6):
    show(pickle.loads(pickle.dumps(Point(1, 2), p)))

copyreg.pickle(Point, pair)
print(copyreg.dispatch_table[Point] is pair)
for p in range(6):
    show(pickle.loads(pickle.dumps(Point(1, 2), p)))
    # Subclasses are other types.
    show(pickle.loads(pickle.dumps(Child(1, 2), p)))

# Shared objects stay shared, and the reducer is asked once for each.
a = Point(3, 4)
b = pickle.loads(pickle.dumps([a, a]))
print(b[0] is b[1], b[0].x)


# A table of the Pickler's own stands in for it.
class Mine(pickle.Pickler):
    dispatch_table = {Child: lambda p: (Point, ("own", "table"))}


def mine(obj):
    f = io.BytesIO()
    Mine(f).dump(obj)
    return pickle.loads(f.getvalue())


show(mine(Child(1, 2)))
show(mine(Point(1, 2)))

# What a reducer returns is checked.
for value in (None, 5, (), (Point,), (Point, [1, 2]), (5, ()), (1, 2, 3, 4, 5, 6, 7)):
    copyreg.pickle(Point, lambda p: value)
    try:
        pickle.dumps(Point(1, 2))
        print("dumped")
    except (pickle.PicklingError, TypeError):
        print("refused")

# A str is the name of a global.
origin = Point(0, 0)
copyreg.pickle(Point, lambda p: "origin")
for p in range(6):
    print(pickle.loads(pickle.dumps(origin, p)) is origin)

attempt(copyreg.pickle, Point, 5)
attempt(copyreg.pickle, Point, pair, 5)
attempt(copyreg.pickle, Point, pair, Point)
attempt(copyreg.constructor, 5)
attempt(copyreg.constructor, Point)

del copyreg.dispatch_table[Point]
show(pickle.loads(pickle.dumps(Point(1, 2))))
