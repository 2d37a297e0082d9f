# What only mpickle calls raises in turn: it comes through as it is, and the next attempt succeeds.
try:
    import mpickle

    mpickle.Decoder, mpickle.Unpickler, mpickle.dump_into, mpickle.pack, mpickle.aload
except (ImportError, AttributeError):
    print("SKIP")  # not all features
    raise SystemExit

import gc

if hasattr(gc, "mem_free") and gc.mem_alloc() + gc.mem_free() < 1 << 20:
    print("SKIP")  # takes longer than a board's line waits
    raise SystemExit

from io import BytesIO


class Fault(Exception):
    pass


count = 0
failing = 0
fault = None


def tick():
    global count
    count += 1
    if count == failing:
        raise fault


def every(name, work, good, recover=None):
    """Calls `work()` until nothing raises, and again after each failure; says how many there were."""
    global count, failing, fault
    raised = 0
    for cls in (Fault, KeyboardInterrupt):
        n = 0
        while True:
            n += 1
            failing, count, fault = n, 0, cls(n)
            try:
                result = work()
                if count >= n:
                    print(name, n, "is lost")
            except BaseException as e:
                failing = 0
                if e is not fault or e.args != (n,):
                    print(name, n, "another one:", repr(e))
                raised += 1
                if recover is not None:
                    recover()
                result = work()
                if not good(result):
                    print(name, n, "again:", result)
                continue
            break
        failing = 0
        if not good(result):
            print(name, "result:", result)
    print(name, raised > 0)


class Delta:
    def __init__(self, days=0):
        self.days = days


def reduce_delta(delta):
    tick()
    return (delta.days,)


def load_delta(days):
    tick()
    return Delta(days)


mpickle.register(Delta, "datetime.delta", reduce=reduce_delta, load=load_delta)
OBJ = [Delta(1), {"d": Delta([2])}, "text" * 30]


def right(x):
    return x[0].days == 1 and x[1]["d"].days == [2] and x[2] == OBJ[2]


for p in (0, 2, 5):
    data = mpickle.dumps(OBJ, p)
    every("dumps %d" % p, lambda: mpickle.dumps(OBJ, p), lambda d: d == data)
    every("loads %d" % p, lambda: mpickle.loads(data), right)

    # The same decoder all the time: it refuses what comes before it is reset.
    decoder = mpickle.Decoder()

    def feed():
        got = []
        for at in range(0, len(data), 9):
            decoder.feed(data[at : at + 9])
            got += list(decoder)
        return got

    def recover():
        for refused in (lambda: decoder.feed(data), lambda: next(decoder)):
            try:
                refused()
                print("went on")
            except mpickle.UnpicklingError:
                pass
        decoder.reset()

    every("Decoder %d" % p, feed, lambda x: len(x) == 1 and right(x[0]), recover)

    # The same Unpickler, whose memo is from before.
    file = BytesIO(data)
    unpickler = mpickle.Unpickler(file)

    def load():
        file.seek(0)
        unpickler.memo = {}
        return unpickler.load()

    every("Unpickler %d" % p, load, right)

    room = bytearray(400)

    def into():
        end = mpickle.dump_into(OBJ, room, 0, p)
        obj, at = mpickle.load_from(room)
        return obj if at == end else None

    every("into %d" % p, into, right)

    packet = mpickle.pack(OBJ, p)
    every("pack %d" % p, lambda: mpickle.pack(OBJ, p), lambda d: d == packet)
    unpacker = mpickle.Unpacker()

    def unpack():
        unpacker.feed(packet)
        (obj,) = unpacker
        return obj

    # A packet whose pickle raises is taken.
    every("Unpacker %d" % p, unpack, right)
    print(unpacker.damaged, list(unpacker))


# Names that are allowed come out of an iterable.
def ticking(items):
    for item in items:
        tick()
        yield item
    tick()


every("allow", lambda: mpickle.loads(data, allow=ticking([Delta, "datetime.delta"])), right)


# Awaited: the stream and the observer.
class Line:
    def __init__(self, data=b""):
        self.data = data

    async def read(self, count):
        tick()
        piece = self.data[: min(count, 30)]
        self.data = self.data[len(piece) :]
        return piece

    def write(self, data):
        tick()
        self.data += bytes(data)
        return len(data)

    async def drain(self):
        tick()


def run(awaitable):
    try:
        while True:
            awaitable.send(None)
    except StopIteration as end:
        return end.value


def observer(data):
    tick()


def adump():
    line = Line()
    run(mpickle.adump(OBJ + [b"bytes" * 60], line))
    return line.data


every("aload", lambda: run(mpickle.aload(Line(data), observer)), right)
every("adump", adump, lambda d: right(mpickle.loads(d)))

# In the middle of a line.
file = BytesIO(b"I1234567")
unpickler = mpickle.Unpickler(file)
try:
    unpickler.load()
except mpickle.UnpicklingError:
    file.seek(0)
    file.write(b"I1\n.I2\n.")
    file.seek(0)
    print(unpickler.load(), unpickler.load())
