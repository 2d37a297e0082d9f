# Messages have what one searches for: the byte or name of the pickle, escaped and cut, where it is, and what helps.
try:
    import mpickle

    mpickle.Pickler
    mpickle.load
except (ImportError, AttributeError):
    print("SKIP")  # no mpickle with classes
    raise SystemExit


def attempt(call, *args, **kwargs):
    try:
        print(call(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__, e)


# The first byte of files that are no pickles.
for data in (
    b"\x1f\x8b\x08\x00\x00",
    b"<!DOCTYPE html>\n<html>\n",
    b"version https://git-lfs.github.com/spec/v1\n",
    b"PK\x03\x04\x14\x00\x00\x00\n",
    b"\x93NUMPY\x01\x00v\x00{'descr': '<f8'}\n",
    b'{"a": 1}\n',
    b"x\x9c\x01\x02",
    b"\x80\x04}\x8c\x01k\r\n.",
    b"\xfe\xff",
    b"]<",
    b"'",
):
    attempt(mpickle.loads, data)
# Protocols.
for data in (b"\x80\x06.", b"\x80\x0c.", b"N\x80\xff."):
    attempt(mpickle.loads, data)
attempt(mpickle.dumps, 1, 6)

# Names: what stands in the pickle cannot act on a terminal, nor fill it.
for module, name in (
    (b"plant", b"Reading"),
    (b"plant\r\x1b[2J", b"x"),
    (b"plant", b'it\'s\t"x"'),
    (b"plant", b"\xd0\xbf"),
    (b"m" * 64, b"n" * 65),
    (b"m" * 500, b"n" * 3000),
    (b"__main__", b"Missing"),
    (b"__main__", b"attempt.inner"),
    (b"datetime", b"datetime"),
    (b"decimal", b"Decimal"),
    (b"uuid", b"UUID"),
    (b"fractions", b"Fraction"),
    (b"builtins", b"eval"),
):
    attempt(mpickle.loads, b"c" + module + b"\n" + name + b"\n.")
attempt(mpickle.loads, b"c__main__\nattempt\n.", allow="data")

# Texts of Python 2 and damaged text: where, and what to try.
for data in (b"]U\x03a\xe4\xf6.", b"]S'a\\xe4'\n.", b"T\x02\x00\x00\x00\xc3\xa9."):
    attempt(mpickle.loads, data)
    attempt(mpickle.loads, data, encoding="latin1")
attempt(mpickle.loads, b"U\x01\xe4.", encoding="utf-8")
attempt(mpickle.loads, b"]X\x02\x00\x00\x00\xc3(.")
attempt(mpickle.loads, b"]c\xff\n\n.")


class File:
    """A stream that hands out pieces of 100 bytes."""

    def __init__(self, data):
        self.data = data

    def read(self, n):
        piece, self.data = self.data[: min(n, 100)], self.data[min(n, 100) :]
        return piece


attempt(mpickle.load, File(b"](T\x58\x02\x00\x00" + b"a" * 599 + b"\xe4."))
attempt(mpickle.load, File(b"](X\x58\x02\x00\x00" + b"a" * 599 + b"\xe4."))
attempt(mpickle.load, File(b"\x1f\x8b"))
if hasattr(mpickle, "Decoder"):
    decoder = mpickle.Decoder()
    decoder.feed(b"N.N.]U")
    print(list(decoder))
    attempt(decoder.feed, b"\x01\xe4.")
if hasattr(mpickle, "load_from"):
    attempt(mpickle.load_from, b"N.]U\x01\xe4.", 2)
    attempt(mpickle.load_from, b"N.]\x1f", 2)

# Arguments.
attempt(mpickle.loads, "N.")
attempt(mpickle.loads, 5)
attempt(mpickle.loads, b"N.", encodings="latin1")
attempt(mpickle.loads, b"N.", encoding="klingon")
attempt(mpickle.loads, b"N.", errors="surrogateescape")
attempt(mpickle.dumps, 1, protocl=2)
attempt(mpickle.loads, b"N.", **{"two words": 1})
