# A stream written in Python gets large payloads as they are, without a copy: the object, or its memory.
import gc

try:
    import mpickle

    gc.mem_alloc
    mpickle.Pickler
    memoryview
except (ImportError, AttributeError, NameError):
    print("SKIP")  # no Pickler, no gc.mem_alloc or no memoryview
    raise SystemExit
try:
    from array import array
except ImportError:
    print("SKIP")  # no array
    raise SystemExit

SIZE = 16 * 1024


class Meter:
    # How much of the heap is in use at most, and what came as a large piece.
    def __init__(self):
        self.most = 0
        self.large = []
        self.size = 0

    def write(self, data):
        gc.collect()
        self.most = max(self.most, gc.mem_alloc())
        self.size += len(data)
        if len(data) > 1000:
            self.large.append((type(data), len(data)))
        return len(data)


class Keeper:
    # Keeps all that it gets, as it gets it.
    def __init__(self):
        self.pieces = []

    def write(self, data):
        self.pieces.append(data)
        return len(data)


def measure(obj, protocol):
    meter = Meter()
    gc.collect()
    before = gc.mem_alloc()
    mpickle.dump(obj, meter, protocol)
    kinds = [kind.__name__ for kind, size in meter.large if size == SIZE]
    return kinds, meter.most - before <= SIZE // 2, meter.size > SIZE


for make in (
    lambda: b"b" * SIZE,
    lambda: bytearray(SIZE),
    lambda: "s" * SIZE,
    lambda: array("H", bytes(SIZE)),
    lambda: memoryview(bytearray(SIZE)),
):
    obj = make()
    print(type(obj).__name__, measure(obj, 5))
    keeper = Keeper()
    mpickle.dump([obj, obj, 1], keeper, 5)
    obj = None
    gc.collect()
    filler = [b"?" * 100 for _ in range(50)]
    first, second, one = mpickle.loads(b"".join([bytes(piece) for piece in keeper.pieces]))
    same = make()
    shared = first is second
    if isinstance(same, str):
        first, same = bytes(first, "ascii"), bytes(same, "ascii")
    print(bytes(first) == bytes(same), shared)
    keeper = first = second = same = filler = None

# The object itself, where that is bytes; small pieces are the stream's to keep.
payload = b"p" * 1000
keeper = Keeper()
mpickle.dump([payload, "small", b"small"], keeper)
print([piece is payload for piece in keeper.pieces], [type(piece).__name__ for piece in keeper.pieces])
payload = bytearray(1000)
keeper = Keeper()
mpickle.dump(payload, keeper, 5)
print([piece is payload for piece in keeper.pieces])
# A memoryview of larger items, and a part of one.
for view in (memoryview(array("H", bytes(2000))), memoryview(bytes(range(200)) * 10)[5:1500]):
    keeper = Keeper()
    mpickle.dump(view, keeper)
    print(mpickle.loads(b"".join([bytes(piece) for piece in keeper.pieces])) == bytes(view))


# A write that changes the size of what it gets.
class Grower:
    def write(self, data):
        if data is victim:
            victim.extend(b"more" * 1000)
        return len(data)


victim = bytearray(1000)
mpickle.dump([victim, victim], Grower(), 5)
print(len(victim))
