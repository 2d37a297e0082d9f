# Tuples nested 5,000 deep, which CPython's C stack has no room for: 80,000 bytes on a board's heap.
import gc

try:
    import mpickle as pickle
except ImportError:
    import pickle


def depth(x):
    n = 0
    while x:
        n += 1
        x = x[0]
    return n


gc.collect()
print(depth(pickle.loads(b"N" + b"\x85" * 5000 + b".")))
