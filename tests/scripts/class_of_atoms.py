# Subclasses of str, int, tuple and bytes, with attributes.
try:
    import mpickle as pickle
except ImportError:
    import pickle


class Name(str):
    pass


class Count(int):
    def next(self):
        return Count(self + 1)


class Pair(tuple):
    def swapped(self):
        return (self[1], self[0])


class Blob(bytes):
    pass


for p in range(6):
    x = Name("text")
    x.lang = "en"
    y = pickle.loads(pickle.dumps(x, p))
    print(p, type(y) is Name, str(y), y == "text", y.lang, len(y))
    x = Count(41)
    x.unit = ["pcs"]
    y = pickle.loads(pickle.dumps(x, p))
    print(p, type(y) is Count, int(y), y + 1, y.unit, int(y.next()))
    x = Pair((1, [2]))
    x.note = {"k": 1}
    y = pickle.loads(pickle.dumps(x, p))
    print(p, type(y) is Pair, y[0], y[1], len(y), y.swapped(), y.note)
    y = pickle.loads(pickle.dumps(Blob(b"\x00\xff"), p))
    print(p, type(y) is Blob, bytes(y), y[1])
    x = Pair(())
    y = pickle.loads(pickle.dumps([x, x, Name("")], p))
    print(p, y[0] is y[1], type(y[2]) is Name, len(y[2]))
