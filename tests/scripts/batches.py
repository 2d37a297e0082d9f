# Items go out in batches of 1,000: one less, exactly, one more.
try:
    import mpickle as pickle
except ImportError:
    import pickle

for p in range(6):
    for n in (999, 1000, 1001):
        x = [1] * n
        y = pickle.loads(pickle.dumps(x, p))
        print(p, "list", len(y), y == x)
    x = tuple(x)
    y = pickle.loads(pickle.dumps(x, p))
    print(p, "tuple", len(y), y == x)
