# allow and the limits, by every way to load: what is within them arrives, one less is refused and named.
import io
import os

try:
    from binascii import crc32

    import mpickle

    mpickle.Decoder, mpickle.aload, mpickle.load_from, mpickle.Unpickler, mpickle.Unpacker
    mpickle.loads(b"N.", max_bytes=2)
except (ImportError, AttributeError, TypeError):
    print("SKIP")  # not all features
    raise SystemExit
try:
    bytearray(200000)
except MemoryError:
    print("SKIP")  # a board, which has less memory
    raise SystemExit


class Reader:
    def __init__(self, data):
        self.file = io.BytesIO(data)

    async def read(self, count):
        return self.file.read(count)


def run(coroutine):
    try:
        while True:
            coroutine.send(None)
    except StopIteration as end:
        return end.value


async def first(loader):
    async for obj in loader:
        return obj


def fed(data, **options):
    decoder = mpickle.Decoder(**options)
    for at in range(len(data)):
        decoder.feed(data[at : at + 1])
    return next(decoder)


def unpacked(data, **options):
    unpacker = mpickle.Unpacker(**options)
    # As pack() makes it.
    data += crc32(data).to_bytes(4, "little")
    packet = b"\x00"
    blocks = data.split(b"\x00")
    for block in blocks:
        while len(block) >= 254:
            packet += b"\xff" + block[:254]
            block = block[254:]
        packet += bytes([len(block) + 1]) + block
    unpacker.feed(packet + b"\x00")
    return next(unpacker)


WAYS = {
    "loads": mpickle.loads,
    "load": lambda data, **options: mpickle.load(io.BytesIO(data), **options),
    "Unpickler": lambda data, **options: mpickle.Unpickler(io.BytesIO(data), **options).load(),
    "Decoder": fed,
    "ALoader": lambda data, **options: run(first(mpickle.ALoader(Reader(data), **options))),
    "aload": lambda data, **options: run(mpickle.aload(Reader(data), **options)),
    "load_from": lambda data, **options: mpickle.load_from(b"before" + data + b"behind", 6, **options)[0],
    "Unpacker": unpacked,
}


class Disk:
    def __init__(self):
        self.image = bytearray(50 * 512)

    def readblocks(self, block, buf):
        buf[:] = self.image[block * 512 : block * 512 + len(buf)]

    def writeblocks(self, block, buf):
        self.image[block * 512 : block * 512 + len(buf)] = buf

    def ioctl(self, op, arg):
        return {4: 50, 5: 512}.get(op)


def restored(data, **options):
    with open("/options/a", "wb") as f:
        f.write(data + crc32(data).to_bytes(4, "little"))
    return mpickle.restore("/options/a", **options)


if hasattr(mpickle, "restore") and hasattr(os, "VfsFat"):
    disk = Disk()
    os.VfsFat.mkfs(disk)
    os.mount(os.VfsFat(disk), "/options")
    WAYS["restore"] = restored


class Thing:
    def __init__(self, x=0):
        self.x = x


class Other:
    pass


SHARED = []
OBJ = [SHARED, SHARED, {"k": (1, 2)}]
DATA = mpickle.dumps(OBJ, 4)
# Of a class that is not here.
FAR = mpickle.dumps(Thing(7), 4).replace(b"__main__", b"far_away")


def passes(load, data, **options):
    try:
        return load(data, **options) is not None
    except mpickle.UnpicklingError:
        return False


# What each limit has to be.
LEAST = {
    "max_bytes": len(DATA),
    "max_depth": 3,
    # The lists, the dictionary, its key, the tuple and its numbers.
    "max_objects": 7,
    "max_memo": 1,
}
for name in sorted(WAYS):
    load = WAYS[name]
    same = load(DATA)
    print(name, same == OBJ, same[0] is same[1])
    for limit in sorted(LEAST):
        least = LEAST[limit]
        print(name, limit, load(DATA, **{limit: least}) == OBJ, end=" ")
        try:
            print("loaded", load(DATA, **{limit: least - 1}))
        except mpickle.UnpicklingError as e:
            print(limit in str(e) or e)
    # Together, and no limits at all.
    print(name, load(DATA, **LEAST) == OBJ, load(DATA, max_bytes=None, max_depth=None) == OBJ)

    for allow in ("data", "python", [Thing], ["__main__.Thing"], [Other], ["__main__"], (), None):
        what = allow if isinstance(allow, (str, tuple)) else "a list" if allow else allow
        print(name, what, passes(load, mpickle.dumps(Thing(7), 4), allow=allow), end=" ")
        print(load(DATA, allow=allow) == OBJ)
    if hasattr(mpickle, "Stub"):
        stub = load(FAR, unknown="stub")
        print(name, stub, stub.x, load(DATA, unknown="stub") == OBJ, end=" ")
        for options in ({}, {"unknown": None}, {"unknown": "stub", "allow": "data"}):
            try:
                print("loaded", load(FAR, **options))
            except (mpickle.UnpicklingError, ValueError) as e:
                print(type(e).__name__, end=" ")
        print("in turn")
    for wrong in ("everything", 5, [5]):
        try:
            print("loaded", load(DATA, allow=wrong))
        except (TypeError, ValueError) as e:
            print(name, type(e).__name__)

# A Decoder and a loader keep their options for all that follows.
for data, options in ((DATA, {"max_objects": 6}), (mpickle.dumps(Thing(1), 4), {"allow": "data"})):
    small = mpickle.dumps([1], 4)
    decoder = mpickle.Decoder(**options)
    loader = mpickle.ALoader(Reader(small + small + data), **options)
    for _ in range(2):
        decoder.feed(small)
        print(next(decoder), run(first(loader)), end=" ")
    for take in (lambda: decoder.feed(data) or next(decoder), lambda: run(first(loader))):
        try:
            print("loaded", take())
        except mpickle.UnpicklingError:
            print("refused", end=" ")
    decoder.reset()
    decoder.feed(small)
    print(next(decoder))
