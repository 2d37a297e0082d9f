# Cycles through a frozenset itself: read at protocols 4 and 5, where CPython writes them whole.
try:
    import mpickle as pickle
except ImportError:
    import pickle


class Node:
    pass


for p in (4, 5):
    x = Node()
    f = frozenset([x])
    x.back = f
    y = pickle.loads(pickle.dumps(f, p))
    print(p, type(y) is frozenset, len(y), [i.back is y for i in y])
