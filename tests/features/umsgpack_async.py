# ALoader with an observer, `await loader.load()`, readers that have readexactly() alone, and adump.
import umsgpack


class Wait:
    def __iter__(self):
        yield None


class Exact:
    def __init__(self, data):
        self.data = data
        self.at = 0

    async def readexactly(self, n):
        await Wait()
        if self.at + n > len(self.data):
            raise EOFError
        piece = self.data[self.at : self.at + n]
        self.at += n
        return piece


class Reader(Exact):
    async def read(self, n):
        await Wait()
        piece = self.data[self.at : self.at + min(n, 3)]
        self.at += len(piece)
        return piece


class Writer:
    def __init__(self):
        self.data = b""

    def write(self, data):
        self.data += bytes(data)

    async def drain(self):
        await Wait()


def run(coroutine):
    for _ in range(100000):
        try:
            coroutine.send(None)
        except StopIteration as e:
            return e.value


@umsgpack.ext_serializable(0x10)
class Point:
    def __init__(self, x):
        self.x = x

    def packb(self):
        return umsgpack.dumps(self.x)

    @staticmethod
    def unpackb(data, options):
        return ("point", umsgpack.loads(data), sorted(options))


# Ext of every kind of head: the one of 17 bytes has a length before its code.
OBJECTS = [1, "two", [3, {4: b"5"}], Point("x" * 15), Point(1), "z" * 600, None]
EXPECT = [("point", obj.x, ["observer", "own"]) if isinstance(obj, Point) else obj for obj in OBJECTS]
DATA = [umsgpack.dumps(obj) for obj in OBJECTS]


class Observer:
    def __init__(self):
        self.seen = [b""]

    def __call__(self, data):
        self.seen[-1] += data
        if not data:
            self.seen.append(b"")


async def iterate(reader):
    observer = Observer()
    got = []
    try:
        async for obj in umsgpack.ALoader(reader, observer=observer, own=1):
            got.append(obj)
    except EOFError:
        print("EOFError")
    print(got == EXPECT, observer.seen[:-1] == DATA, observer.seen[-1])


run(iterate(Reader(b"".join(DATA))))
run(iterate(Exact(b"".join(DATA))))


async def by_hand(reader):
    seen = []
    loader = umsgpack.ALoader(reader, observer=seen.append)
    print(await loader.load(), seen[-1])
    print(await loader.aload(), b"".join(seen))
    print(await loader.load(), seen[-1])
    try:
        await loader.load()
    except EOFError:
        print("EOFError")
    loader = umsgpack.ALoader(Reader(b"\x92\x01"))
    try:
        await loader.load()
    except EOFError as e:
        print("EOFError", e)
    print(await umsgpack.aload(Reader(b"\x92\x01\x02")))


run(by_hand(Reader(b"\x01\x92\x02\x03\xa1x")))


async def dump():
    writer = Writer()
    for obj in OBJECTS:
        await umsgpack.adump(obj, writer)
    print(writer.data == b"".join(DATA))


run(dump())

# What a loader shows.
reader = Reader(b"")
for observer, options in ((None, {}), (print, {"use_tuple": True, "more": 5})):
    loader = umsgpack.ALoader(reader, observer=observer, **options)
    print(loader.fp is reader, loader.observer is observer, loader.options.get("more"), loader.options.get("use_tuple"))
