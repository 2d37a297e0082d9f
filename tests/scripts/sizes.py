# Sizes of pickles that are too long to show: CPython's, optimized, without a frame.
try:
    import mpickle as pickle
except ImportError:
    import pickle


class Reading:
    def __init__(self, i):
        self.id = "s%d" % i
        self.t = i
        self.ok = True


def cases():
    yield "ints", [i * 37 for i in range(1200)]
    yield "negative", [-i for i in range(300)]
    yield "strings", ["key_%d" % i for i in range(300)]
    yield "dict", dict([("key_%d" % i, i) for i in range(200)])
    yield "records", [{"id": "s%d" % i, "t": i, "temp": i / 4, "ok": True} for i in range(60)]
    yield "tuples", [(i, i + 1) for i in range(200)]
    yield "instances", [Reading(i) for i in range(40)]
    yield "shared", [[i] for i in range(300)] * 2
    yield "bytes", b"x" * 3000
    yield "bytearray", bytearray(3000)
    yield "text", "y" * 3000


for name, x in cases():
    print(name, [len(pickle.dumps(x, p)) for p in range(6)])
