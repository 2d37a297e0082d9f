# Lists: empty, one item, many, nested.
try:
    import mpickle as pickle
except ImportError:
    import pickle

for p in range(6):
    for x in ([], [1], [1, 2], [[]], [[], [[]]], [None, "a", b"b", 1.5, (1,), {2: [3]}]):
        print(p, pickle.loads(pickle.dumps(x, p)))
    a = []
    y = pickle.loads(pickle.dumps([a, a, []], p))
    print(p, y, y[0] is y[1], y[0] is y[2])
