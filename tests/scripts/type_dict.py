# Dictionaries with keys of several types.
try:
    import mpickle as pickle
except ImportError:
    import pickle

for p in range(6):
    print(p, pickle.loads(pickle.dumps({}, p)), pickle.loads(pickle.dumps({1: 2}, p)))
    x = {"a": 1, "b": [2], (1, 2): "t", 7: None, None: {}, 1 << 70: "big", 1.5: "float"}
    y = pickle.loads(pickle.dumps(x, p))
    print(p, type(y) is dict, y == x, len(y), y[(1, 2)], y[1 << 70], y[1.5], y[None])
    x = dict([(i, str(i)) for i in range(50)])
    y = pickle.loads(pickle.dumps(x, p))
    print(p, y == x, sorted(y.keys()) == list(range(50)))
    y[50] = "more"
    del y[0]
    print(p, len(y), 0 in y, y[50], y[49])
    d = {}
    y = pickle.loads(pickle.dumps({"x": d, "y": d, "z": {}}, p))
    print(p, y["x"] is y["y"], y["x"] is y["z"])
    # The same key twice: the last value counts.
print(pickle.loads(b"(S'k'\nI1\nS'k'\nI2\nd."))
