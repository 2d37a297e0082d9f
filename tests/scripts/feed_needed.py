# Decoder.needed(): reading that many bytes never reads a byte too much, and always gets on.
try:
    import mpickle

    mpickle.Decoder
except (ImportError, AttributeError):
    print("SKIP")  # no Decoder
    raise SystemExit

OBJECTS = [1, "x" * 70, b"y" * 2000, list(range(300)), {"a": [1.5, (2,)]}, bytearray(1000), "e"]
for protocol in range(6):
    data = b"".join([mpickle.dumps(x, protocol) for x in OBJECTS])
    ends = []
    at = 0
    for x in OBJECTS:
        at += len(mpickle.dumps(x, protocol))
        ends.append(at)
    decoder = mpickle.Decoder()
    at = 0
    found = []
    least = most = 1
    while at < len(data):
        n = decoder.needed()
        least = min(least, n)
        most = max(most, n)
        decoder.feed(data[at : at + n])
        at += n
        for obj in decoder:
            found.append(obj == OBJECTS[len(found)] and at == ends[len(found)])
    print(protocol, found == [True] * len(OBJECTS), least, most <= 512)

# As CPython frames it: the frame is read at once.
inner = b"]\x94(" + b"K\x01" * 100 + b"e."
data = b"\x80\x04\x95" + bytes([len(inner)]) + bytes(7) + inner
decoder = mpickle.Decoder()
reads = []
at = 0
while at < len(data):
    n = decoder.needed()
    reads.append(n)
    decoder.feed(data[at : at + n])
    at += n
print(reads, next(decoder) == [1] * 100)

# Whatever size is announced, it asks for little.
for start in (b"\x80\x04\x95\xff\xff\xff\x3f\0\0\0\0", b"B\xff\xff\xff\x3f", b"X\xff\xff\xff\x3fabc"):
    decoder = mpickle.Decoder()
    decoder.feed(start)
    print(list(decoder), decoder.needed())

# At least one byte: before the first, between pickles, with an object that was not fetched.
decoder = mpickle.Decoder()
print(decoder.needed())
decoder.feed(mpickle.dumps(1) + mpickle.dumps(2))
print(decoder.needed(), next(decoder), decoder.needed(), next(decoder), decoder.needed())


# A hook of the pickle that is fed may ask too; to feed or to reset it is not its business.
class Asks:
    def __setstate__(self, state):
        answers.append(decoder.needed())
        for call in (lambda: decoder.feed(b""), decoder.reset, lambda: next(decoder)):
            try:
                call()
                answers.append("taken")
            except RuntimeError as e:
                answers.append(str(e))


asks = Asks()
asks.state = 1
data = mpickle.dumps([asks, "x" * 100])
for size in (1, 7, 1000):
    answers = []
    decoder = mpickle.Decoder()
    for at in range(0, len(data), size):
        decoder.feed(data[at : at + size])
    print(answers, type(next(decoder)[0]) is Asks, decoder.needed())
