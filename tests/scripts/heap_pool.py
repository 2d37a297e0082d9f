# The memory of small objects, which loads takes many pieces at a time: what it did not need is given back, and
# each object is one for the collector.
import gc
import io

try:
    import mpickle as pickle

    mem_alloc = gc.mem_alloc
except ImportError:
    import pickle

    # CPython has no count: the numbers below do not depend on it.
    def mem_alloc():
        return 0


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


def sample(n):
    return [
        {
            "name": "number %d" % i,
            "float": i + 0.5,
            "long": -(1 << 70) - i,
            "bytes": b"b" * (i % 70),
            "tuple": tuple(range(i % 12)),
            "list": [[], [i], [str(i)] * (i % 20)],
            "point": Point(i, {i: -i, "s": None}),
            "array": bytearray(i % 40),
        }
        for i in range(n)
    ]


def view(x):
    return [sorted([(k, repr(v)) for k, v in r.items() if k != "point"]) + [r["point"].x, r["point"].y] for r in x]


def used():
    gc.collect()
    return mem_alloc()


# Loads and drops: nothing stays.
for n in (0, 1, 2, 3, 5, 9, 17, 40):
    wanted = view(sample(n))
    data = pickle.dumps(sample(n))
    counts = []
    for _ in range(5):
        x = pickle.loads(data)
        assert view(x) == wanted
        x = None
        counts.append(used())
    # The last object may still be seen somewhere on the C stack.
    print(n, abs(counts[4] - counts[1]) < 100)


# What a load holds is what it made, without a collection: a second object of the same input takes as much.
data = pickle.dumps([1.5 + i for i in range(50)] + ["text %d" % i for i in range(50)])
keep = []
sizes = []
for i in range(6):
    keep.append(None)
for i in range(6):
    gc.collect()
    a = mem_alloc()
    keep[i] = pickle.loads(data)
    b = mem_alloc()
    gc.collect()
    c = mem_alloc()
    sizes.append(c - a)
    # At most the decoder's own memory is garbage.
    assert b - c < 6000, b - c
print(len(set(sizes)) == 1)


# A hook collects in the middle, and drops what was read.
class Collecting(pickle.Unpickler):
    def persistent_load(self, key):
        gc.collect()
        for _ in range(50):
            bytearray(33)
        return [key] * 3


class Persistent(pickle.Pickler):
    def persistent_id(self, obj):
        if isinstance(obj, Point):
            return obj.x


f = io.BytesIO()
Persistent(f).dump(sample(30))
x = Collecting(io.BytesIO(f.getvalue())).load()
print(
    [r["point"] for r in x][:3],
    [r["name"] for r in x] == ["number %d" % i for i in range(30)],
    [r["float"] for r in x] == [i + 0.5 for i in range(30)],
    [r["long"] for r in x] == [-(1 << 70) - i for i in range(30)],
    [len(r["array"]) for r in x] == list(range(30)),
    [r["tuple"] for r in x] == [tuple(range(i % 12)) for i in range(30)],
)

# Objects grow, shrink and go one by one; fewer where a board has no room for these.
try:
    bytearray(400000)
    count = 40
except MemoryError:
    count = 16
x = pickle.loads(pickle.dumps(sample(count)))
for i, r in enumerate(x):
    r["list"].extend(range(i))
    r["list"][1].append("more")
    r["array"] += b"grows" * i
    for j in range(i):
        r["key %d" % j] = j
    r["point"].z = [i] * i
for i in range(0, count, 2):
    x[i] = None
gc.collect()
more = [pickle.loads(pickle.dumps(sample(3))) for _ in range(10)]
y = x[1::2]
print(
    [len(r) for r in y][:4],
    [len(r["array"]) for r in y][:4],
    [r["list"][1] for r in y][:2],
    [sum(r["point"].z) for r in y][:4],
)
print(all([view(m) == view(sample(3)) for m in more]))

# Half of what was read goes, and as much is read again.
keep = []
data = pickle.dumps([float(i) + 0.25 for i in range(40)] + [str(i) * 5 for i in range(20)])
for i in range(400):
    keep.extend(pickle.loads(data))
    keep = keep[::2]
print(len(keep), keep[0], keep[-1])
