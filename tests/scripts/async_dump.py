# adump, driven by hand: it writes in pieces and drains as it goes.
try:
    import mpickle

    mpickle.adump
except (ImportError, AttributeError):
    print("SKIP")  # no adump
    raise SystemExit


class Wait:
    def __iter__(self):
        yield self


class Writer:
    def __init__(self):
        self.data = b""
        self.waiting = self.most = self.drains = 0
        self.fail = None

    def write(self, data):
        if self.fail is not None and len(self.data) > self.fail:
            raise OSError(5)
        self.data += data
        self.waiting += len(data)
        self.most = max(self.most, self.waiting)

    async def drain(self):
        self.drains += 1
        await Wait()
        self.waiting = 0


def run(coroutine):
    while True:
        try:
            coroutine.send(None)
        except StopIteration as e:
            return e.value


class Point:
    def __init__(self, x):
        self.x = x


shared = [1, 2]
OBJECTS = [
    None,
    "x" * 3000,
    b"y" * 3000,
    bytearray(b"z" * 3000),
    list(range(1000)),
    {i: i * 1000 for i in range(300)},
    {str(i) for i in range(100)},
    frozenset([i * 1000 for i in range(100)]),
    tuple([i * 70000 for i in range(200)]),
    [shared, shared, "x" * 3000],
    [[[[i]]] for i in range(100)],
]
for protocol in range(6):
    results = []
    for x in OBJECTS:
        writer = Writer()
        results.append(run(mpickle.adump(x, writer, protocol)) is None)
        results.append(mpickle.loads(writer.data) == x)
        results.append(writer.waiting == 0)
        # Before protocol 3 long text, or bytes as text, is written at once.
        results.append(protocol < 3 or (writer.most <= 1024 and writer.drains >= len(writer.data) // 1024))
    print(protocol, all(results))


# What a stream gets from dump() it gets from adump().
class File:
    def __init__(self):
        self.data = b""

    def write(self, data):
        self.data += data


for protocol in range(6):
    same = []
    for x in OBJECTS:
        file, writer = File(), Writer()
        mpickle.dump(x, file, protocol)
        run(mpickle.adump(x, writer, protocol))
        same.append(file.data == writer.data)
    print(protocol, all(same))
file = x = None

writer = Writer()
x = Point(Point("deep"))
run(mpickle.adump(x, writer))
print(mpickle.loads(writer.data).x.x)

# Options.
buffers = []
writer = Writer()
run(mpickle.adump(mpickle.PickleBuffer(b"data"), writer, protocol=5, buffer_callback=buffers.append))
print(writer.data, bytes(buffers[0]))

# Errors come out where it is awaited.
writer = Writer()
writer.fail = 500
try:
    run(mpickle.adump(OBJECTS, writer))
except OSError:
    print("OSError")
try:
    run(mpickle.adump([1, lambda: 0], Writer()))
except mpickle.PicklingError:
    print("PicklingError")
for args in ((1,), (1, None), (1, 5)):
    try:
        mpickle.adump(*args)
    except (TypeError, AttributeError) as e:
        print(type(e).__name__)


class Mute:
    def write(self, data):
        pass


try:
    mpickle.adump(1, Mute())
except AttributeError:
    print("AttributeError")


# Interrupted: it ends there.
class Cancelled(BaseException):
    pass


writer = Writer()
dump = mpickle.adump(OBJECTS, writer)
dump.send(None)
dump.send(None)
try:
    dump.throw(Cancelled())
except Cancelled:
    print("Cancelled", 0 < len(writer.data) < 1000)

# What changes while it is written.
victim = bytearray(5000)
dump = mpickle.adump([victim], Writer(), 5)
for _ in range(4):
    dump.send(None)
victim[:] = b"short"
try:
    run(dump)
except RuntimeError as e:
    print(e)
entries = {i: "v" * 50 for i in range(200)}
dump = mpickle.adump(entries, Writer())
for _ in range(4):
    dump.send(None)
entries["new"] = 1
try:
    run(dump)
except RuntimeError as e:
    print(e)
