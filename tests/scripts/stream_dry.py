# Streams that do not block: what load says when nothing has come yet, and what Decoder does with the same.
try:
    import mpickle

    mpickle.load
    mpickle.Decoder
except (ImportError, AttributeError):
    print("SKIP")  # no streams, or no Decoder
    raise SystemExit

DATA = mpickle.dumps([1, "two", b"3" * 500, bytearray(600)])


class Stream:
    """Gives pieces, and None after each."""

    def __init__(self, *pieces):
        self.pieces = list(pieces)

    def read(self, n):
        if not self.pieces:
            return b""
        piece = self.pieces[0]
        if piece is None or len(piece) <= n:
            self.pieces.pop(0)
            return piece
        self.pieces[0] = piece[n:]
        return piece[:n]


class Into(Stream):
    def readinto(self, buffer):
        piece = self.read(len(buffer))
        if piece is None:
            return None
        buffer[: len(piece)] = piece
        return len(piece)


def attempt(stream):
    try:
        return mpickle.load(stream) == mpickle.loads(DATA)
    except Exception as e:
        return type(e).__name__ + " " + str(e)


for kind in (Stream, Into):
    # Nothing yet: nothing is lost, and the next load reads it.
    stream = kind(None, DATA)
    print(attempt(stream), attempt(stream))
    for cut in (1, 2, 8, 20, 400, len(DATA) - 300, len(DATA) - 1):
        print(cut, attempt(kind(DATA[:cut], None, DATA[cut:])))
    # The end of a stream is something else.
    print(attempt(kind()), attempt(kind(DATA[:20])), attempt(kind(None, b"")))
    unpickler = getattr(mpickle, "Unpickler", None)
    stream = kind(DATA, None, DATA)
    if unpickler:
        unpickler = unpickler(stream)
        print(unpickler.load() == mpickle.loads(DATA))
        try:
            unpickler.load()
        except EOFError as e:
            print("no data yet" in str(e))
        print(unpickler.load() == mpickle.loads(DATA))

# Decoder keeps what it has.
stream = Stream(DATA[:1], None, DATA[1:20], None, None, DATA[20:])
decoder = mpickle.Decoder()
found = []
while not found:
    decoder.feed(stream.read(decoder.needed()))
    found.extend(decoder)
print(found == [mpickle.loads(DATA)], stream.pieces)
