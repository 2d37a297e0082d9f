# Unpacker: good packets are delivered, damaged ones are counted.
try:
    import mpickle

    mpickle.pack, mpickle.Unpacker
except (ImportError, AttributeError):
    print("SKIP")  # no packets
    raise SystemExit


def show(unpacker):
    print(list(unpacker), unpacker.good, unpacker.damaged, unpacker.damage)


OBJECTS = [None, 7, "text", b"\x00\xff" * 40, [1, [2]], {"k": (0.5, True)}, "x" * 600]
line = b"".join([mpickle.pack(obj) for obj in OBJECTS])

# In pieces of any size.
for step in (1, 2, 3, 7, 64, 254, 255, 5000):
    unpacker = mpickle.Unpacker()
    got = []
    for at in range(0, len(line), step):
        unpacker.feed(line[at : at + step])
        got += list(unpacker)
    print(step, got == OBJECTS, unpacker.good, unpacker.damaged, unpacker.damage)

# It is its own iterator, and goes on after it ended. None is what a UART has when it has nothing.
unpacker = mpickle.Unpacker()
print(iter(unpacker) is unpacker, unpacker.feed(None), unpacker.feed(b""))
show(unpacker)
packet = mpickle.pack("a")
unpacker.feed(packet[:4])
show(unpacker)
unpacker.feed(bytearray(packet[4:]))
unpacker.feed(memoryview(packet))
show(unpacker)
show(unpacker)

# Only what is damaged is lost.
damaged = bytearray(packet)
damaged[3] ^= 0x10
unpacker.feed(damaged + packet)
show(unpacker)
unpacker.feed(packet[:-2] + packet)
show(unpacker)
# Without the delimiter at the end: the next packet begins with one.
unpacker.feed(packet[:-1] + packet)
show(unpacker)
# With another byte in its place.
unpacker.feed(packet[:-1] + b"\x33" + packet)
show(unpacker)
unpacker.feed(b"noise" + packet + b"\x00\x00\x00" + packet[:3])
show(unpacker)
unpacker.reset()
show(unpacker)
unpacker.feed(packet[3:] + packet)
show(unpacker)

# Memory is bounded, on a line that hangs too.
small = mpickle.Unpacker(max_size=20)
small.feed(b"\xff" * 1000)
show(small)
small.feed(b"\xff" * 1000)
show(small)
small.feed(mpickle.pack("x" * 14) + mpickle.pack("x" * 15) + mpickle.pack("x" * 16))
show(small)
small.feed(mpickle.pack(list(range(2000))) + packet)
show(small)
for size in (None, 65536):
    large = mpickle.Unpacker(size)
    large.feed(mpickle.pack("x" * 5000))
    print([len(obj) for obj in large])


# What loads refuses is raised, once; the packets after it are there.
class Gone:
    pass


class Bad:
    def __setstate__(self, state):
        raise RuntimeError("state")

    def __getstate__(self):
        return 1


unpacker = mpickle.Unpacker()
unpacker.feed(b"".join([mpickle.pack(obj) for obj in (1, Bad(), 2, Gone(), 3)]))
del Gone
got = []
while True:
    try:
        got.append(next(unpacker))
    except (RuntimeError, mpickle.UnpicklingError) as e:
        got.append(type(e).__name__)
    except StopIteration:
        break
print(got, unpacker.good, unpacker.damaged, unpacker.damage)


# Code of a pickle may use the Unpacker that it came from.
class Nested:
    def __getstate__(self):
        return 1

    def __setstate__(self, state):
        unpacker.feed(mpickle.pack("nested") * 3)
        self.next = next(unpacker)


unpacker = mpickle.Unpacker()
unpacker.feed(mpickle.pack(Nested()) + mpickle.pack("second"))
print([obj if isinstance(obj, str) else obj.next for obj in unpacker])

# loads' options.
data = mpickle.Unpacker(encoding="bytes", buffers=[b"out of band"])
kept = []
data.feed(mpickle.pack(mpickle.PickleBuffer(b"x"), 5, buffer_callback=kept.append))
print(list(data), len(kept))


# Each packet has memory of its own, so what refers to it stays as it is.
data = mpickle.Unpacker(copy=False)
kept = []
for byte in (b"x", b"y", b"z"):
    data.feed(mpickle.pack([byte * 600]))
    kept += [obj[0] for obj in data]
print([bytes(obj) == bytes(obj[:1]) * 600 and obj[0] for obj in kept])
data = mpickle.Unpacker(allow="data")
data.feed(mpickle.pack(Nested()) + mpickle.pack([1]))
try:
    next(data)
except mpickle.UnpicklingError as e:
    print(type(e).__name__, list(data))

for wrong in ((-1,), ("x",), (1, 2)):
    try:
        mpickle.Unpacker(*wrong)
    except (TypeError, ValueError) as e:
        print(type(e).__name__)
for wrong in ("text", 1, [1]):
    try:
        unpacker.feed(wrong)
    except TypeError as e:
        print(type(e).__name__)
try:
    unpacker.good = 1
except AttributeError as e:
    print(type(e).__name__)

# A limit beyond every size is none, or refused, and never cut off.
try:
    unpacker = mpickle.Unpacker(max_size=1 << 62)
    unpacker.feed(line)
    print(len(list(unpacker)) == len(OBJECTS))
except OverflowError:
    print(True)
