# Strings and bytes around 64 KiB.
try:
    import mpickle as pickle
except ImportError:
    import pickle

try:
    bytearray(600000)
except MemoryError:
    print("SKIP")  # no memory for 600000 bytes in one piece
    raise SystemExit

for p in range(6):
    for n in (65534, 65535, 65536, 65537, 70000):
        x = "w" * n
        y = pickle.loads(pickle.dumps(x, p))
        print(p, n, len(y), y == x)
        x = x.encode()
        y = pickle.loads(pickle.dumps(x, p))
        print(p, n, len(y), y == x)
