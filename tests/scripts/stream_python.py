# Streams written in Python: with read and readline, with readinto as well.
import gc

try:
    import mpickle as pickle
except ImportError:
    import pickle


class Reader:
    def __init__(self, data):
        self.data = data
        self.pos = 0

    def read(self, n=-1):
        if n < 0:
            n = len(self.data) - self.pos
        r = self.data[self.pos : self.pos + n]
        self.pos += len(r)
        return r

    def readline(self):
        end = self.data.find(b"\n", self.pos) + 1
        if end == 0:
            end = len(self.data)
        r = self.data[self.pos : end]
        self.pos = end
        return r


class IntoReader(Reader):
    def __init__(self, data):
        super().__init__(data)

    def readinto(self, buf):
        r = self.read(len(buf))
        buf[: len(r)] = r
        return len(r)


class Writer:
    def __init__(self):
        self.parts = []

    def write(self, data):
        self.parts.append(bytes(data))
        return len(data)


values = [1, "two", [3, [4]], (7, 8), b"nine" * 100, None, "t" * 300, list(range(100)), 1 << 90, 1.5, bytearray(700)]
for p in range(6):
    w = Writer()
    for x in values:
        pickle.dump(x, w, p)
    data = b"".join(w.parts)
    for cls in (Reader, IntoReader):
        r = cls(data + b"tail")
        print(p, cls.__name__, [pickle.load(r) for x in values] == values, r.read())

    # One pickle at a time: the position is exact after each.
    for cls in (Reader, IntoReader):
        r = cls(data)
        exact = 0
        for x in values:
            start = r.pos
            pickle.load(r)
            exact += r.pos - start > 0 and data[r.pos - 1 : r.pos] == b"."
        print(p, cls.__name__, exact, r.pos == len(data))

for cls in (Reader, IntoReader):
    try:
        pickle.load(cls(b""))
    except EOFError:
        print("EOFError")

# More than is asked for at once: whole, and cut off.
big = bytes(range(256)) * 40
for p in (3, 4, 5):
    for cls in (Reader, IntoReader):
        for x in (big, [bytearray(big), 1, big]):
            # A board does not hold the last pickle as well.
            r = data = None
            gc.collect()
            data = pickle.dumps(x, p)
            r = cls(data + b"tail")
            print(p, cls.__name__, pickle.load(r) == x, r.read())
            try:
                pickle.load(cls(data[:9000]))
            except (EOFError, pickle.UnpicklingError) as e:
                print(type(e).__name__)
