# Strings and bytes around the lengths where the opcode changes.
try:
    import mpickle as pickle
except ImportError:
    import pickle

for p in range(6):
    for n in (0, 1, 2, 254, 255, 256, 257, 1000):
        x = "q" * n
        y = pickle.loads(pickle.dumps(x, p))
        z = pickle.loads(pickle.dumps(x.encode(), p))
        print(p, n, y == x, z == x.encode(), type(z) is bytes)
    # Two bytes of UTF-8 a character: the length that counts is the encoded one.
    for n in (127, 128):
        x = "\u00e9" * n
        y = pickle.loads(pickle.dumps(x, p))
        print(p, n, y == x, len(y))
