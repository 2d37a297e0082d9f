# Cycles through subclasses of containers: nothing is lost, at any protocol.
try:
    import mpickle as pickle
except ImportError:
    import pickle

try:
    from collections import OrderedDict, deque

    deque([1], 1)
    frozenset()
except (ImportError, NameError, ValueError):
    print("SKIP")  # not all containers
    raise SystemExit


class Node:
    pass


class Row(list):
    pass


class Table(dict):
    pass


class Ordered(OrderedDict):
    pass


class Words(set):
    pass


class Titled(set):
    def __init__(self, items=()):
        super().__init__(items)


class Fixed(frozenset):
    pass


class Pair(tuple):
    pass


class Ring(deque):
    pass


def values(x):
    return list(x.values()) if isinstance(x, dict) else list(x)


for p in range(6):
    for make in (
        lambda n: Row([n]),
        lambda n: Table({"k": n}),
        lambda n: Table({n: n}),
        lambda n: Ordered([("k", n)]),
        lambda n: Words([n]),
        lambda n: Titled([n]),
        lambda n: Fixed([n]),
        lambda n: Pair((n,)),
        lambda n: Ring([n], 3),
    ):
        # From the container, and from what is in it.
        n = Node()
        x = make(n)
        n.parent = x
        y = pickle.loads(pickle.dumps(x, p))
        print(p, type(y).__name__, len(y), [i.parent is y for i in values(y)])
        m = pickle.loads(pickle.dumps(n, p))
        print(p, type(m.parent).__name__, len(m.parent), [i is m for i in values(m.parent)])
        # Through an attribute of the container.
        x.me = [x, n]
        y = pickle.loads(pickle.dumps([n, x], p))[1]
        print(p, len(y), y.me[0] is y, y.me[1].parent is y)

# A container that holds itself: from protocol 2 on, as CPython.
for p in range(2, 6):
    x = Row()
    x.extend([x, (x,), {"x": x}])
    y = pickle.loads(pickle.dumps(x, p))
    print(p, len(y), y[0] is y, y[1][0] is y, y[2]["x"] is y)
    x = Table()
    x["x"] = x
    y = pickle.loads(pickle.dumps(x, p))
    print(p, y["x"] is y)
    x = Ring([], 2)
    x.append([x])
    y = pickle.loads(pickle.dumps(x, p))
    print(p, [i[0] is y for i in y])
