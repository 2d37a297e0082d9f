# ALoader and aload, driven by hand: what asyncio does, without asyncio.
try:
    import mpickle

    mpickle.ALoader
except (ImportError, AttributeError):
    print("SKIP")  # no ALoader
    raise SystemExit


class Wait:
    # An awaitable that yields itself once, and is told what becomes of that.
    def __init__(self, value):
        self.value = value

    def __iter__(self):
        yield self
        return self.value


class Reader:
    def __init__(self, data, most=1000):
        self.data = data
        self.pos = 0
        self.most = most
        self.reads = []
        self.thrown = []

    async def read(self, n):
        self.reads.append(n)
        try:
            await Wait(None)
        except BaseException as e:
            self.thrown.append(type(e).__name__)
            raise
        end = self.pos + min(n, self.most)
        piece = self.data[self.pos : end]
        self.pos += len(piece)
        return piece


def run(coroutine, steps=100000):
    for _ in range(steps):
        try:
            coroutine.send(None)
        except StopIteration as e:
            return e.value
    return "not done"


async def all_of(loader):
    objects = []
    async for obj in loader:
        objects.append(obj)
    return objects


OBJECTS = [1, "two", [3, {4: (5,)}], b"6" * 600, bytearray(b"7" * 1100), list(range(50)), None]
DATA = b"".join([mpickle.dumps(x) for x in OBJECTS])

for most in (1, 7, 1000):
    print(most, run(all_of(mpickle.ALoader(Reader(DATA, most)))) == OBJECTS)
    reader = Reader(DATA, most)
    print(run(all_of(mpickle.ALoader(reader, read_ahead=300))) == OBJECTS, len(reader.reads) < 40 or most < 1000)
print(run(all_of(mpickle.ALoader(Reader(b"")))))

# One at a time: no byte more is read.
reader = Reader(DATA + b"tail")
ends = []
at = 0
for x in OBJECTS:
    at += len(mpickle.dumps(x))
    ends.append(at)
for x, end in zip(OBJECTS, ends):
    print(run(mpickle.aload(reader, read_ahead=300)) == x, reader.pos == end)


async def one(reader, **options):
    return await mpickle.aload(reader, **options)


print(run(one(Reader(b"U\x01\xe9."), encoding="bytes")))

# The end of the stream: between objects, and inside of one.
for data in (DATA[:1], DATA[: ends[0]], DATA[: ends[1] - 1], DATA[: ends[3] - 9], b"X\x90\x01\0\0abc"):
    try:
        print(len(run(all_of(mpickle.ALoader(Reader(data))))))
    except EOFError as e:
        print("EOFError", e)
for data in (b"", b"N"):
    try:
        run(mpickle.aload(Reader(data)))
    except EOFError as e:
        print("EOFError", e)

# Errors have the offset in the stream; the loader refuses until it is reset.
reader = Reader(DATA[: ends[1]] + b"]\xff" + DATA)
loader = mpickle.ALoader(reader)
for _ in range(5):
    try:
        print(run(loader.__anext__()))
    except mpickle.UnpicklingError as e:
        print(str(e) == "invalid load key '\\xff' at byte %d" % (ends[1] + 1) or e)
loader.reset()
print(run(loader), run(loader))

# The observer: the bytes of each object, and nothing of the next one; at its end b"".
seen = []
print(run(all_of(mpickle.ALoader(Reader(DATA), seen.append, read_ahead=100))) == OBJECTS)
parts = []
part = b""
for piece in seen:
    part += piece
    if not piece:
        parts.append(part)
        part = b""
print(part, parts == [mpickle.dumps(x) for x in OBJECTS])


class Hash:
    def __init__(self):
        self.sum = 0

    def update(self, data):
        self.sum = (self.sum * 31 + sum(data)) & 0xFFFFFF


one_by_one, at_once = Hash(), Hash()
run(mpickle.aload(Reader(DATA[: ends[0]], 1), one_by_one))
for byte in DATA[: ends[0]]:
    at_once.update(bytes([byte]))
at_once.update(b"")
print(one_by_one.sum == at_once.sum)


# An observer that raises at the end keeps the object back, one that raises before has lost bytes.
def strict(data):
    if not data and len(bad) < 1:
        bad.append(1)
        raise ValueError("checksum")
    if data == b"\x02":
        raise ValueError("byte")


bad = []
loader = mpickle.ALoader(Reader(mpickle.dumps(1) + mpickle.dumps(5) + mpickle.dumps(2), 1), strict)
for _ in range(4):
    try:
        print(run(loader))
    except Exception as e:
        print(type(e).__name__, e)


# Interrupted: what is thrown reaches the read, and the loader goes on where it was.
class Cancelled(BaseException):
    pass


reader = Reader(DATA, 3)
loader = mpickle.ALoader(reader)
objects = []
interrupted = steps = 0
while len(objects) < len(OBJECTS):
    steps += 1
    try:
        if steps % 5 == 0:
            loader.throw(Cancelled())
        else:
            loader.send(None)
    except Cancelled:
        interrupted += 1
    except StopIteration as e:
        objects.append(e.value)
print(objects == OBJECTS, interrupted > 50, len(reader.thrown) > 50)

# close() ends the read as well.
loader = mpickle.ALoader(Reader(DATA))
loader.send(None)
loader.close()
loader.close()
print(run(loader))

# Thrown in before anything is awaited.
try:
    mpickle.aload(Reader(DATA)).throw(Cancelled())
except Cancelled:
    print("Cancelled")


# A reader that swallows what is thrown and goes on.
class Stubborn(Reader):
    async def read(self, n):
        try:
            await Wait(None)
        except Cancelled:
            await Wait(None)
        piece = self.data[self.pos : self.pos + n]
        self.pos += len(piece)
        return piece


loader = mpickle.ALoader(Stubborn(DATA))
loader.send(None)
print(type(loader.throw(Cancelled())).__name__, run(loader))

# Two at a time are one too many.
loader = mpickle.ALoader(Reader(DATA))
first = all_of(loader)
first.send(None)
try:
    run(all_of(loader))
except RuntimeError as e:
    print("RuntimeError", e)
print(run(first) == OBJECTS)

# A reader whose read() raises, or returns something else.
for wrong in (OSError(5), "text", 5):

    class Broken:
        async def read(self, n):
            if isinstance(wrong, Exception):
                raise wrong
            return wrong

    try:
        run(mpickle.aload(Broken()))
    except (OSError, TypeError) as e:
        print(type(e).__name__)
for reader in (None, 5):
    try:
        mpickle.ALoader(reader)
    except AttributeError:
        print("AttributeError")
