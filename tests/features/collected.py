# A collection at every allocation: nothing that a dump or load needs is lost.
import gc

try:
    import mpickle as pickle
except ImportError:
    import pickle

VALUES = (
    [[], (), {}, "", b"", 1.5, "text" * 9, b"bytes" * 9, 1 << 70, -(1 << 70)],
    {f"key {i}": [i, str(i), (i, {i: float(i)})] for i in range(20)},
    [[[[["deep"]]]]] * 3,
    [bytearray(b"array"), {1, 2, 3}, frozenset([4, (5, 6)])],
    ["shared", ["list"]] * 5,
)

if hasattr(gc, "mem_free"):
    gc.threshold(1)
for p in range(2, 6):
    for x in VALUES:
        print(p, pickle.loads(pickle.dumps(x, p)) == x)
if hasattr(gc, "mem_free"):
    gc.threshold(-1)
