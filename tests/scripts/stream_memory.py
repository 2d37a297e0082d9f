# dump and load through streams take a small buffer, the memo, and what is loaded.
import gc

try:
    import mpickle

    gc.mem_alloc
    mpickle.Pickler
except (ImportError, AttributeError):
    print("SKIP")  # no Pickler, or no gc.mem_alloc
    raise SystemExit


class Meter:
    # Takes all, and looks how much of the heap is in use.
    def __init__(self):
        self.size = 0
        self.writes = 0
        self.most = 0

    def write(self, data):
        self.size += len(data)
        self.writes += 1
        if self.writes % 64 == 1:
            gc.collect()
            self.most = max(self.most, gc.mem_alloc())
        return len(data)


gc.collect()
before = gc.mem_alloc()
items = [None] * 256
# 1 KiB where a reference to an object takes four bytes, and an eighth more where it takes eight.
ROOM = 1024 if gc.mem_alloc() - before < 2048 else 1152
if "protobuf" in getattr(mpickle, "features", ()):
    # A decoder and an encoder of any format are larger.
    ROOM += 192
items = None

COUNT = 1000
names = ["n%d" % (i % 10) for i in range(10)]
records = [(i, names[i % 10], 20000 + i, True) for i in range(COUNT)]
meter = Meter()
pickler = mpickle.Pickler(meter)
# Without a memo: it is counted apart.
pickler.fast = True
pickler.dump(1)
gc.collect()
before = gc.mem_alloc()
meter.most = meter.writes = 0
pickler.dump(records)
print("dump", meter.size > 12 * COUNT, meter.most - before <= ROOM)
records = pickler = None

# The memo is all that comes on top: 1,000 records and 10 names in a table at least half full.
records = [[i] for i in range(200)]
meter = Meter()
gc.collect()
before = gc.mem_alloc()
mpickle.dump(records, meter)
# Two words and a half of a table a quarter empty, twice while it grows.
print("memo", meter.most - before <= 1024 + 201 * 8 * 8)
records = None


class Source:
    # A bytearray of `size` zeros, without having it.
    def __init__(self, size):
        self.head = b"\x80\x05\x96" + size.to_bytes(8, "little")
        self.left = size
        self.end = b"."
        self.most = 0

    def readinto(self, buf):
        n = len(buf)
        if self.head:
            n = min(n, len(self.head))
            buf[:n] = self.head[:n]
            self.head = self.head[n:]
            return n
        gc.collect()
        self.most = max(self.most, gc.mem_alloc())
        if self.left:
            n = min(n, self.left)
            self.left -= n
            return n
        buf[: len(self.end)] = self.end
        return len(self.end)


gc.collect()
# A board has less; the payload needs a piece of the heap without gaps.
SIZE = 64 * 1024 if gc.mem_free() > 256 * 1024 else 16 * 1024
source = Source(SIZE)
gc.collect()
before = gc.mem_alloc()
obj = mpickle.load(source)
gc.collect()
# Rounded up to the heap's blocks.
most = SIZE + ROOM + 32
print("load", len(obj) == SIZE, source.most - before <= most, gc.mem_alloc() - before <= most)
