# Every way to dump and load: streams, Pickler and Unpickler, Decoder, buffers, packets.
import array
from io import BytesIO

import mpickle
from harness import Broken, every


class Thing:
    def __init__(self, x=None):
        self.x = x


OBJ = [1, "text" * 30, {"k": (1, 2), "b": b"bytes" * 40}, [3, 4], 1 << 70]
THINGS = [Thing([1, "x"]), Thing(Thing(2)), "pid"]


def whole(x):
    return x == OBJ


def things(x):
    return x[0].x == [1, "x"] and x[1].x.x == 2 and x[2] == "pid"


class Sink:
    def __init__(self):
        self.data = b""

    def write(self, data):
        self.data += bytes(data)
        return len(data)


class Tap:
    """A stream in Python that reads."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def read(self, count):
        start = self.at
        self.at = min(start + count, len(self.data))
        return self.data[start : self.at]

    def readline(self):
        end = self.data.find(b"\n", self.at) + 1 or len(self.data)
        return self.read(end - self.at)


class Filler(Tap):
    def readinto(self, buffer):
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


for protocol in (0, 2, 4, 5):
    data = mpickle.dumps(OBJ, protocol)

    def to_sink(make):
        def work(_):
            sink = make()
            mpickle.dump(OBJ, sink, protocol)
            return sink.data if isinstance(sink, Sink) else sink.getvalue()

        return work

    for kind in (Sink, BytesIO):
        every("dump %s %d" % (kind.__name__, protocol), to_sink(kind), lambda d: mpickle.loads(d) == OBJ)
    for kind in (Tap, Filler, BytesIO):
        every("load %s %d" % (kind.__name__, protocol), lambda _: mpickle.load(kind(data)), whole)

    # Pickler: what was written by a dump that failed is thrown away.
    class P(mpickle.Pickler):
        def persistent_id(self, obj):
            return "the id" if obj == "pid" else None

        def reducer_override(self, obj):
            return (Thing, (obj.x,)) if isinstance(obj, Thing) else NotImplemented

    class U(mpickle.Unpickler):
        def find_class(self, module, name):
            return Thing if name == "Thing" else super().find_class(module, name)

        def persistent_load(self, pid):
            return "pid"

    SHARED = ["shared", "text"]

    class Dumping:
        def __init__(self):
            self.sink = Sink()
            self.pickler = P(self.sink, protocol)
            self.pickler.dump(SHARED)
            self.good = len(self.sink.data)
            self.done = False

        def dump(self):
            if not self.done:
                self.sink.data = self.sink.data[: self.good]
                self.pickler.dump([THINGS, SHARED])
                self.done = True
            return self.sink.data

    def both(data):
        unpickler = U(BytesIO(data))
        first = unpickler.load()
        loaded, second = unpickler.load()
        return first is second and first == SHARED and things(loaded)

    every("Pickler %d" % protocol, Dumping.dump, both, Dumping)

    sink = Sink()
    P(sink, protocol).dump(THINGS)

    def load_more(file):
        file.seek(0)
        return U(file).load()

    every("Unpickler %d" % protocol, load_more, things, lambda: BytesIO(sink.data))

    def unpickler():
        file = BytesIO(sink.data)
        return file, U(file)

    def load_kept(subject):
        file, unpickler = subject
        file.seek(0)
        return unpickler.load()

    def load_kept_again(subject):
        subject[1].memo = {}
        return load_kept(subject)

    every("Unpickler kept %d" % protocol, load_kept, things, unpickler, load_kept_again)

    # Decoder: refuses after an error, until it is reset.
    def feed(decoder, step=7):
        got = []
        for at in range(0, len(data), step):
            decoder.feed(data[at : at + step])
            got += list(decoder)
        return got

    def feed_again(decoder):
        try:
            if list(decoder) == [OBJ]:
                # The last call failed when all was over.
                pass
            if decoder.needed() < 1:
                raise Broken("needed")
        except mpickle.UnpicklingError:
            pass
        decoder.reset()
        return feed(decoder)

    if hasattr(mpickle, "Decoder"):
        every("Decoder %d" % protocol, feed, lambda x: x == [OBJ], mpickle.Decoder, feed_again)

    # Memory of the program's.
    def into(buffer):
        end = mpickle.dump_into(OBJ, buffer, 3, protocol)
        obj, at = mpickle.load_from(buffer, 3)
        return obj if at == end else None

    if hasattr(mpickle, "dump_into"):
        every("into %d" % protocol, into, whole, lambda: bytearray(2000))

    if hasattr(mpickle, "pack"):
        packet = mpickle.pack(OBJ, protocol)
        every("pack %d" % protocol, lambda _: mpickle.pack(OBJ, protocol), lambda x: x == packet)

        def unpack(unpacker):
            got = []
            for at in range(0, len(packet), 50):
                unpacker.feed(packet[at : at + 50])
                got += list(unpacker)
            return got[-1]

        every("Unpacker %d" % protocol, unpack, whole, mpickle.Unpacker)

    every("allow %d" % protocol, lambda _: mpickle.loads(data, allow="data"), whole)
    named = mpickle.dumps(THINGS, protocol)
    every(
        "allow names %d" % protocol,
        lambda _: mpickle.loads(named, allow=["__main__.Thing", "copyreg"]),
        things,
    )
    every("limits %d" % protocol, lambda _: mpickle.loads(data, max_objects=500, max_depth=9, max_memo=99), whole)
    if hasattr(mpickle, "ndarray"):
        every("copy=False %d" % protocol, lambda _: mpickle.loads(data, copy=False), lambda x: len(x) == len(OBJ))

# Buffers outside of the pickle.
BUFFERS = [bytearray(100), bytearray(b"x" * 50)]


def out_of_band(_):
    buffers = []
    data = mpickle.dumps([mpickle.PickleBuffer(b) for b in BUFFERS], 5, buffer_callback=buffers.append)
    return mpickle.loads(data, buffers=buffers)


every("buffers", out_of_band, lambda x: [bytes(b) for b in x] == [bytes(b) for b in BUFFERS])

# Numerical arrays, by the pickle that numpy writes.
if hasattr(mpickle, "ndarray"):
    matrix = mpickle.ndarray((3, 4), "<i2", bytes(range(24)))
    for protocol in (0, 2, 4, 5):
        data = mpickle.dumps(matrix, protocol)
        every("dumps ndarray %d" % protocol, lambda _: mpickle.dumps(matrix, protocol), lambda d: d == data)
        every("loads ndarray %d" % protocol, lambda _: mpickle.loads(data), lambda x: x[2, 3] == matrix[2, 3])
    ints = array.array("i", range(40))
    data = mpickle.dumps(ints, 5)
    every("loads copy=False", lambda _: mpickle.loads(data, copy=False), lambda x: list(x) == list(ints))


# Awaited.
class Reader:
    def __init__(self, data):
        self.tap = Tap(data)

    async def read(self, count):
        return self.tap.read(min(count, 9))


class Writer(Sink):
    async def drain(self):
        pass


def step(awaitable):
    try:
        while True:
            awaitable.send(None)
    except StopIteration as end:
        return end.value


if hasattr(mpickle, "aload"):
    data = mpickle.dumps(OBJ)
    every("aload", lambda _: step(mpickle.aload(Reader(data))), whole)

    def adump(_):
        writer = Writer()
        step(mpickle.adump(OBJ, writer))
        return writer.data

    every("adump", adump, lambda d: mpickle.loads(d) == OBJ)
