# Decoder: pickles fed in pieces of any size, several in a piece, from any kind of buffer.
try:
    import mpickle

    mpickle.Decoder
except (ImportError, AttributeError):
    print("SKIP")  # no Decoder
    raise SystemExit
from array import array


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


shared = [1]
OBJECTS = [
    None,
    -5,
    1 << 70,
    1.5,
    "",
    "x" * 300,
    b"b" * 700,
    bytearray(b"c" * 600),
    [],
    list(range(70)),
    {"k": "v", 7: (1, 2, 3)},
    [shared, shared, {"s": shared}],
    {1, 2},
    frozenset((3,)),
    Point(1, [2, 3]),
    "last",
]


def same(a, b):
    if type(a) is Point:
        return type(b) is Point and (a.x, a.y) == (b.x, b.y)
    return type(a) is type(b) and a == b


class Dice:
    def __init__(self):
        self.state = 12345

    def throw(self, most):
        self.state = (self.state * 1103515245 + 12345) & 0x3FFFFFFF
        return 1 + (self.state >> 8) % most


dice = Dice()
for protocol in range(6):
    data = b"".join([mpickle.dumps(x, protocol) for x in OBJECTS])
    for size in (1, 2, 3, 7, 64, 100000, 0):
        decoder = mpickle.Decoder()
        count = at = 0
        while at < len(data):
            n = size or dice.throw(150)
            decoder.feed(memoryview(data)[at : at + n])
            at += n
            for obj in decoder:
                if not same(OBJECTS[count], obj):
                    print("differs", protocol, size, count, obj)
                count += 1
        print(protocol, size, count == len(OBJECTS))

# Identity within a pickle, and none across pickles.
decoder = mpickle.Decoder()
decoder.feed(mpickle.dumps([shared, shared]) * 2)
a, b = decoder
print(a[0] is a[1], b[0] is b[1], a[0] is b[0])

# Any buffer; the chunk may be used for something else as soon as feed() returns.
data = mpickle.dumps([1, "two", b"3" * 100])
for kind in (bytes, bytearray, lambda d: memoryview(bytearray(d)), lambda d: array("B", d)):
    decoder = mpickle.Decoder()
    chunk = kind(data[:50])
    decoder.feed(chunk)
    if kind is bytearray:
        chunk[:] = bytes(50)
    decoder.feed(kind(data[50:]))
    print(list(decoder) == [[1, "two", b"3" * 100]])
for wrong in (5, "text"):
    try:
        mpickle.Decoder().feed(wrong)
    except TypeError as e:
        print("TypeError", e)

# What a UART's read() returns at a timeout: nothing happens, wherever in a pickle.
decoder = mpickle.Decoder()
decoder.feed(None)
print(decoder.needed(), list(decoder))
for byte in mpickle.dumps([1, "two", b"3" * 100]):
    decoder.feed(bytes([byte]))
    decoder.feed(None)
print(decoder.needed(), list(decoder) == [[1, "two", b"3" * 100]])

# Objects are made as they are fetched: what follows is kept.
decoder = mpickle.Decoder()
decoder.feed(mpickle.dumps(1) + mpickle.dumps(2) + mpickle.dumps(3)[:-1])
print(next(decoder))
decoder.feed(b".")
print(next(decoder), next(decoder), list(decoder))
decoder.feed(mpickle.dumps(4))
print(list(decoder), list(decoder))
decoder.feed(b"")
print(list(decoder))

# Every prefix leaves it waiting.
for protocol in range(6):
    data = mpickle.dumps([OBJECTS[i] for i in (2, 3, 5, 6, 10)], protocol)
    waiting = 0
    for n in range(len(data)):
        decoder = mpickle.Decoder()
        decoder.feed(data[:n])
        waiting += list(decoder) == [] and decoder.needed() <= len(data) - n
        if n % 50 == 0:
            decoder.feed(data[n:])
            if len(list(decoder)) != 1:
                print("did not recover", protocol, n)
    print(protocol, waiting == len(data))

# Options are those of loads.
decoder = mpickle.Decoder(encoding="latin1")
decoder.feed(b"U\x02\xe9\xe8.")
print([ord(c) for c in next(decoder)])
decoder = mpickle.Decoder(buffers=[b"one", b"two"])
decoder.feed(b"\x80\x05\x97.\x80\x05\x97.")
print([bytes(x) for x in decoder])
try:
    mpickle.Decoder(b"data")
except TypeError:
    print("TypeError")


# A subclass.
class Logged(mpickle.Decoder):
    pass


decoder = Logged()
decoder.feed(mpickle.dumps("sub"))
print(list(decoder))
