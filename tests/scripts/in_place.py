# loads(data, copy=False) from a buffer on the heap: large payloads are read-only views of it.
import array
import gc

import mpickle

try:
    mpickle.loads(b"N.", copy=False)
except TypeError:
    print("SKIP")  # no in-place
    raise SystemExit

if not hasattr(mpickle, "ndarray"):
    print("SKIP")  # no arrays
    raise SystemExit


def show(x):
    if isinstance(x, (memoryview, bytes, bytearray, str)):
        return "%s %d %r" % (type(x).__name__, len(x), bytes(x)[:3] if not isinstance(x, str) else x[:3])
    return "%s %r" % (type(x).__name__, x)


DATA = {
    "bytes": bytes(range(200)),
    "bytearray": bytearray(range(200)),
    "short": b"ab",
    "short bytearray": bytearray(b"cd"),
    "str": "xyz" * 200,
    "ints": array.array("h", range(100)),
    "few": array.array("h", (1, 2, 3)),
    "none": array.array("h"),
    "int": 1 << 40,
    "big int": (1 << 700) + 1,
}
for protocol in range(3, 6):
    pickle = mpickle.dumps(DATA, protocol)
    for buffer in (pickle, bytearray(pickle), memoryview(b"123" + pickle)[3:]):
        loaded = mpickle.loads(buffer, copy=False)
        print(protocol, type(buffer).__name__)
        for name in sorted(loaded):
            x = loaded[name]
            if name == "ints":
                print(name, type(x).__name__, x.dtype, len(x), x[0], x[99], list(x) == list(range(100)))
            elif name in ("few", "none"):
                print(name, type(x).__name__, list(x))
            else:
                print(name, show(x) if not isinstance(x, int) else x == DATA[name])

# Views cannot be written, and keep the buffer alive.
view = mpickle.loads(mpickle.dumps(bytes(range(100)) * 3), copy=False)
for i in range(20):
    gc.collect()
    bytearray(1000)
print(bytes(view) == bytes(range(100)) * 3)
try:
    view[0] = 1
except TypeError:
    print("TypeError")

# Numerical arrays too.
shape = (40, 5)
a = mpickle.ndarray(shape, "<i4")
for i in range(40):
    for j in range(5):
        a[i, j] = 1000 * i + j
for protocol in (4, 5):
    data = mpickle.dumps({"a": a, "again": a}, protocol)
    gc.collect()
    before = gc.mem_alloc()
    x = mpickle.loads(data, copy=False)
    gc.collect()
    print(protocol, gc.mem_alloc() - before < 600, x["a"] == a, x["a"] is x["again"])
    y = x["a"]
    if type(y) is mpickle.ndarray:
        try:
            y[0, 0] = 5
        except (TypeError, ValueError):
            print("refused")
    else:
        print("refused")
    del x, y

# As ever without the option, and from a stream.
print(type(mpickle.loads(mpickle.dumps(bytes(100)))), type(mpickle.loads(mpickle.dumps(bytes(100)), copy=True)))
