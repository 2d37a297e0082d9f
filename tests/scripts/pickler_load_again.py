# Unpickler.load again and again until EOFError, from streams of both kinds.
try:
    import mpickle as pickle
except ImportError:
    import pickle
if not hasattr(pickle, "Pickler"):
    print("SKIP")  # no Pickler
    raise SystemExit

from io import BytesIO


class Reader:
    # As small as a stream may be; never more than it is asked for.
    def __init__(self, data):
        self.data = data
        self.at = 0

    def read(self, n=-1):
        n = len(self.data) - self.at if n < 0 else n
        part = self.data[self.at : self.at + n]
        self.at += len(part)
        return part

    def readline(self):
        end = self.data.find(b"\n", self.at)
        return self.read(end + 1 - self.at if end >= 0 else -1)


OBJECTS = (1, "text", ["list", [2]], {"k": (None, True)}, b"bytes", "x" * 300, 1 << 40, [])
for p in range(6):
    f = BytesIO()
    for x in OBJECTS:
        pickle.dump(x, f, p)
    for stream in (BytesIO(f.getvalue()), Reader(f.getvalue())):
        u = pickle.Unpickler(stream)
        n = 0
        try:
            while True:
                if u.load() != OBJECTS[n]:
                    print(p, "wrong", n)
                n += 1
        except EOFError:
            print(p, n)
        # And once more.
        try:
            u.load()
            print(p, "loaded")
        except EOFError:
            print(p, "EOFError")
    # The stream has what follows, to the byte.
    g = BytesIO(f.getvalue() + b"rest")
    u = pickle.Unpickler(g)
    for x in OBJECTS:
        u.load()
    print(p, g.read())
# A stream that grows.
f = BytesIO()
u = pickle.Unpickler(f)
for i in range(3):
    try:
        u.load()
        print("loaded")
    except EOFError:
        print("EOFError")
    at = f.tell()
    pickle.dump(["item", i], f)
    f.seek(at)
    print(u.load())
# Protocols may change from one to the next.
f = BytesIO()
for p in (0, 5, 1, 4, 2, 3):
    pickle.dump([p, "p"], f, p)
f.seek(0)
u = pickle.Unpickler(f)
print([u.load() for i in range(6)])
# What one pickle memoized the next may fetch.
u = pickle.Unpickler(BytesIO(b"]q\x00.(h\x00h\x00t."))
a = u.load()
b = u.load()
print(b[0] is a, b[1] is a)
