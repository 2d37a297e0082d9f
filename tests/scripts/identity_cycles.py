# Objects that contain themselves, through every container.
try:
    import mpickle as pickle
except ImportError:
    import pickle


class Node:
    def __init__(self):
        self.next = self


for p in range(6):
    x = []
    x.append(x)
    y = pickle.loads(pickle.dumps(x, p))
    print(p, "list", len(y), y[0] is y)

    x = {}
    x["me"] = x
    y = pickle.loads(pickle.dumps(x, p))
    print(p, "dict", list(y.keys()), y["me"] is y)

    x = ([],)
    x[0].append(x)
    y = pickle.loads(pickle.dumps(x, p))
    print(p, "tuple", type(y) is tuple, y[0][0] is y)

    x = Node()
    y = pickle.loads(pickle.dumps(x, p))
    print(p, "instance", y.next is y)

    x = Node()
    x.next = {x}
    y = pickle.loads(pickle.dumps(x, p))
    print(p, "set", type(y.next) is set, y in y.next, len(y.next))
    y = pickle.loads(pickle.dumps(x.next, p))
    print(p, "set", type(y) is set, len(y), [i.next is y for i in y])

    x = Node()
    x.next = frozenset([x])
    y = pickle.loads(pickle.dumps(x, p))
    print(p, "frozenset", type(y.next) is frozenset, y in y.next, len(y.next))

    x = Node()
    x.next = {x: x}
    y = pickle.loads(pickle.dumps(x, p))
    print(p, "dict key", y.next[y] is y)

    # A ring of different containers.
    a, b, c = [], {}, Node()
    a.append(b)
    b["c"] = c
    c.next = (a,)
    y = pickle.loads(pickle.dumps(a, p))
    print(p, "ring", y[0]["c"].next[0] is y)
    y = pickle.loads(pickle.dumps(b, p))
    print(p, "ring", y["c"].next[0][0] is y)
    y = pickle.loads(pickle.dumps(c, p))
    print(p, "ring", y.next[0][0]["c"] is y)
    y = pickle.loads(pickle.dumps(c.next, p))
    print(p, "ring", y[0][0]["c"].next is y)
