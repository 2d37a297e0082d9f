# Decoder: errors tell the offset in the stream, nothing is read on behind them, reset() starts anew.
try:
    import mpickle

    mpickle.Decoder
except (ImportError, AttributeError):
    print("SKIP")  # no Decoder
    raise SystemExit

good = mpickle.dumps([1, 2])


def attempt(function, *args):
    try:
        print(function(*args))
    except Exception as e:
        print(type(e).__name__, e)


# What came before the error is handed out first.
for size in (1, 4, 1000):
    decoder = mpickle.Decoder()
    data = good * 3 + b"\x80\x04\xff."
    objects = []
    try:
        for at in range(0, len(data), size):
            decoder.feed(data[at : at + size])
            for obj in decoder:
                objects.append(obj)
    except mpickle.UnpicklingError as e:
        print(size, objects, e, len(good) * 3 + 2)
    attempt(decoder.feed, good)
    attempt(next, decoder)
    decoder.reset()
    decoder.feed(good)
    print(list(decoder))
    # The offset started anew.
    attempt(decoder.feed, b"\xff")

# In the middle of everything.
decoder = mpickle.Decoder()
decoder.feed(good[:-2])
decoder.reset()
decoder.feed(good)
print(list(decoder))
decoder.feed(good * 2)
decoder.reset()
print(list(decoder))
# In a line: where it goes on without an end is forgotten too.
decoder.feed(b"I1234567")
decoder.reset()
decoder.feed(b"I1\n.I23456789\n.")
print(list(decoder))

# Where sizes do not fit, and in text.
for data in (b"\x80\x06", b"]\x95\x02\0\0\0\0\0\0\0X\x09\0\0\0", b"g7\n", b"]q\xffr\xff\xff\xff\x7f"):
    attempt(mpickle.Decoder().feed, data)


# Code of the program's that fails, and that comes back in.
class Bad:
    def __setstate__(self, state):
        raise ValueError("state")


decoder = mpickle.Decoder()
bad = b"\x80\x02c__main__\nBad\n)\x81K\x01b."
mpickle.register(Bad, "__main__.Bad")
attempt(decoder.feed, bad)
attempt(decoder.feed, good)
decoder.reset()


class Again:
    def __setstate__(self, state):
        attempt(decoder.feed, good)
        attempt(decoder.reset)
        attempt(next, decoder)
        chunk[:] = b"?" * len(chunk)


mpickle.register(Again, "__main__.Again")
chunk = bytearray(bad.replace(b"Bad", b"Again"))
# The chunk was overwritten while it was worked on: what follows in it is what stands there then.
attempt(decoder.feed, chunk)
decoder.reset()
decoder.feed(good)
print(list(decoder))
