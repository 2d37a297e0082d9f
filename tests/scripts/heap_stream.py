# A bytearray of 100 KiB from a stream that never holds it as a whole: a board has room for it once.
import gc

try:
    import mpickle as pickle
except ImportError:
    import pickle

SIZE = 100 * 1024
HEAD = b"\x80\x05\x96" + SIZE.to_bytes(8, "little")


class Reader:
    """The pickle of a bytearray with the numbers 0 to 250 again and again, made while it is read."""

    def __init__(self):
        self.at = 0

    def byte(self, at):
        if at < len(HEAD):
            return HEAD[at]
        at -= len(HEAD)
        return at % 251 if at < SIZE else b"."[0]

    def fill(self, buffer):
        n = min(len(buffer), len(HEAD) + SIZE + 1 - self.at)
        at = self.at
        for i in range(n):
            buffer[i] = self.byte(at + i)
        self.at += n
        return n

    def read(self, n=-1):
        buffer = bytearray(n if n >= 0 else 512)
        return bytes(buffer[: self.fill(buffer)])

    def readline(self):
        return self.read()


class IntoReader(Reader):
    def readinto(self, buffer):
        return self.fill(buffer)


for stream in (Reader, IntoReader):
    x = None
    gc.collect()
    x = pickle.load(stream())
    print(stream.__name__, type(x), len(x), x[0], x[250], x[251], x[SIZE - 1] == (SIZE - 1) % 251)
    print(all(x[i] == i % 251 for i in range(SIZE)))
