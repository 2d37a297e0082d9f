# dump_into takes no heap for a record without shared references; dumps none but for its result.
import gc

try:
    import micropython
    import mpickle

    mpickle.dump_into
    micropython.heap_lock
    gc.mem_alloc
except (ImportError, AttributeError):
    print("SKIP")  # no dump_into, heap_lock or gc.mem_alloc
    raise SystemExit


class Reading:
    def __init__(self):
        self.sensor = "bme280"
        self.value = 21.5
        self.tags = ["a1", "b2"]


RECORDS = [
    None,
    [],
    {"id": 17, "ok": True, "t": 21.5, "name": "sensor 1"},
    (1, -1, 300, 70000, 1 << 40, -(1 << 60), 1 << 100, "text", b"bytes", bytearray(b"array")),
    {"k%d" % i: i for i in range(30)},
    {"a": {"b": {"c": [1, (2, [3])]}}, "f": frozenset((1,)), "s": {2}},
    list(range(500)),
    Reading(),
    "x" * 700,
]
buf = bytearray(1600)


def locked(obj, offset, protocol):
    micropython.heap_lock()
    try:
        end = mpickle.dump_into(obj, buf, offset, protocol)
    except MemoryError:
        end = None
    micropython.heap_unlock()
    return end


# The very first call, too.
print(locked(RECORDS[2], 0, 4) == len(mpickle.dumps(RECORDS[2])))
for protocol in (5, 4, 3, 2):
    for i, record in enumerate(RECORDS):
        end = locked(record, i, protocol)
        if end is None:
            print("took heap", protocol, i)
        elif bytes(buf[i:end]) != mpickle.dumps(record, protocol):
            print("differs", protocol, i)
print("no heap")

# What is larger goes on with the heap, and gives it back.
large = [["%d" % i] for i in range(100)]
shared = [large[0], large[0]]
gc.collect()
before = gc.mem_alloc()
gc.disable()
for i in range(50):
    mpickle.dump_into(large, buf)
    mpickle.dump_into(shared, buf)
print("given back", gc.mem_alloc() - before)
size = mpickle.dump_into(RECORDS[2], buf)
data = mpickle.dumps(RECORDS[2])
gc.collect()
before = gc.mem_alloc()
data = mpickle.dumps(RECORDS[2])
one = gc.mem_alloc() - before
before = gc.mem_alloc()
for i in range(50):
    data = mpickle.dumps(RECORDS[2])
print("only results", gc.mem_alloc() - before == 50 * one, one <= size + 64)
gc.enable()

# From a full heap.
heap = []
gc.collect()
try:
    while True:
        heap.append(bytearray(4000))
except MemoryError:
    pass
try:
    while True:
        heap.append(bytearray(16))
except MemoryError:
    pass
end = mpickle.dump_into(RECORDS[2], buf)
heap = None
gc.collect()
print("full heap", mpickle.load_from(buf)[0] == RECORDS[2], end == size)
