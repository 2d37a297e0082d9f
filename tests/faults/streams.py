# Streams in Python and native ones, written, read, and awaited.
from io import BytesIO

import mpickle
from harness import every
from samples import OBJ, Filler, Sink, Tap, whole

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
