# range, by its three numbers.
try:
    import mpickle as pickle
except ImportError:
    import pickle

for p in range(6):
    for x in (range(0), range(5), range(2, 9, 3), range(10, -10, -4), range(-3, 100000)):
        y = pickle.loads(pickle.dumps(x, p))
        print(p, type(y) is range, len(y), list(y[:5]))
    r = range(3)
    y = pickle.loads(pickle.dumps([r, r], p))
    print(p, y[0] is y[1])
print(list(pickle.loads(b"c__builtin__\nxrange\n(I1\nI9\nI3\ntR.")))
