# Dictionaries and sets around the batch of 1,000 items.
try:
    import mpickle as pickle
except ImportError:
    import pickle

try:
    bytearray(200000)
except MemoryError:
    print("SKIP")  # no memory for 200000 bytes in one piece
    raise SystemExit

for p in range(6):
    for n in (999, 1000, 1001, 2001):
        x = dict([(i, None) for i in range(n)])
        y = pickle.loads(pickle.dumps(x, p))
        print(p, "dict", len(y), y == x)
        x = set(range(n))
        y = pickle.loads(pickle.dumps(x, p))
        print(p, "set", len(y), y == x)
    x = [[i] for i in range(2001)]
    y = pickle.loads(pickle.dumps(x, p))
    print(p, "list", len(y), y == x)
