# Subclasses of every native container, with and without attributes and slots: whole at every protocol.
try:
    import mpickle as pickle
except ImportError:
    import pickle

try:
    from array import array
    from collections import OrderedDict, deque

    deque([1], 1)
    frozenset()
    complex()
except (ImportError, NameError, ValueError):
    print("SKIP")  # not all containers
    raise SystemExit


class Words(set):
    pass


class Fixed(frozenset):
    pass


class Raw(bytearray):
    pass


class Blob(bytes):
    pass


class Text(str):
    pass


class Row(list):
    pass


class Pair(tuple):
    pass


class Table(dict):
    pass


class Ordered(OrderedDict):
    pass


class Ring(deque):
    pass


class Samples(array):
    pass


class Number(int):
    pass


class Real(float):
    pass


class Phase(complex):
    pass


class Slotted(set):
    __slots__ = ("mark",)


class Deeper(Words):
    pass


high = bytes([0, 10, 65, 127, 128, 255])
made = (
    (Words, ([3, 1, 2],), sorted),
    (Words, (), sorted),
    (Deeper, (["a"],), sorted),
    (Slotted, ([5],), sorted),
    (Fixed, ([3, 1, 2],), sorted),
    (Fixed, (), sorted),
    (Raw, (high,), list),
    (Raw, (), list),
    (Blob, (high,), bytes),
    (Text, ("gr\u00fcn",), str),
    (Row, ([1, [2]],), list),
    (Row, (), list),
    (Pair, ((1, [2]),), list),
    (Table, ({"a": [1]},), lambda x: sorted(x.items())),
    (Ordered, ([("z", 1), ("a", 2)],), lambda x: list(x.items())),
    (Ring, ([3, 1, 2], 5), list),
    (Ring, ([], 2), list),
    (Samples, ("h", [1, -2, 300]), list),
    (Samples, ("d", [1.5, -0.25]), list),
    (Samples, ("B", []), list),
    (Number, (1 << 70,), int),
    (Real, (1.5,), lambda x: x + 0.0),
    (Phase, (1.5, -2.5), lambda x: x + 0.0),
)

for p in range(6):
    for cls, args, plain in made:
        x = cls(*args)
        y = pickle.loads(pickle.dumps(x, p))
        print(p, cls.__name__, type(y) is cls, plain(y) == plain(x))
        x.mark = ["kept"]
        y, z = pickle.loads(pickle.dumps([x, x], p))
        print(p, cls.__name__, type(y) is cls, plain(y) == plain(x), y.mark, y is z)
    # The limit arrives, and the typecode.
    x = Ring([1, 2, 3], 3)
    x.mark = 1
    y = pickle.loads(pickle.dumps(x, p))
    y.append(4)
    print(p, list(y))
    y = pickle.loads(pickle.dumps(Samples("H", [1]), p))
    y.append(65535)
    print(p, list(y), len(bytes(memoryview(y))))
    # The parts of a complex number keep their signs.
    x = pickle.loads(b"\x80\x02c__main__\nPhase\nG\x80\0\0\0\0\0\0\0G\x80\0\0\0\0\0\0\0\x86\x81.")
    y = pickle.loads(pickle.dumps(x, p))
    print(p, [str(part)[0] for part in (y.real, y.imag)])
    # More than a batch.
    y = pickle.loads(pickle.dumps(Words(range(1500)), p))
    print(p, len(y), sorted(y)[-1])


# With an __init__ that takes what CPython's own form brings.
class Titled(set):
    def __init__(self, items=()):
        super().__init__(items)
        self.title = "made"


class Framed(bytearray):
    def __init__(self, data=b"", encoding=None):
        if encoding is None:
            super().__init__(data)
        else:
            super().__init__(data, encoding)
        self.title = "made"


class Named(OrderedDict):
    def __init__(self, *args):
        super().__init__(*args)
        self.title = "made"


for p in range(6):
    for x in (Titled([1, 2]), Framed(high), Named([("b", 1), ("a", 2)])):
        x.title = "kept"
        y = pickle.loads(pickle.dumps(x, p))
        print(p, type(y) is type(x), list(y) == list(x), y.title)


# The state is as the class wants it.
class Own(set):
    def __getstate__(self):
        return {"left": 3}


class Empty(set):
    def __getstate__(self):
        return ()

    def __setstate__(self, state):
        self.got = state


for p in range(6):
    y = pickle.loads(pickle.dumps(Own([1]), p))
    print(p, list(y), y.left)
    y = pickle.loads(pickle.dumps(Empty([1]), p))
    print(p, list(y), y.got)

# As CPython writes them.
for data in (
    b"c__main__\nWords\np0\n((lp1\nI1\naI2\natp2\nRp3\n(dp4\nVmark\np5\nI5\nsb.",
    b"\x80\x04\x8c\x08__main__\x8c\x05Words\x93](K\x01K\x02e\x85R}\x8c\x04markK\x05sb.",
    b"\x80\x04\x8c\x08__main__\x8c\x05Fixed\x93](K\x01K\x02e\x85R}\x8c\x04markK\x05sb.",
    b"c__main__\nRaw\np0\n(Va\\u00e9\nVlatin-1\ntR(dVmark\nI5\nsb.",
    b"\x80\x02c__main__\nFramed\nX\x03\x00\x00\x00a\xc3\xa9X\x07\x00\x00\x00latin-1\x86R}X\x04\x00\x00\x00markK\x05sb.",
    b"\x80\x03c__main__\nRaw\nC\x02a\xe9\x85R}X\x04\x00\x00\x00markK\x05sb.",
    b"\x80\x04\x8c\x08__main__\x8c\x04Ring\x93)K\x05\x86R}\x8c\x04markK\x05sb(K\x01K\x02e.",
    b"\x80\x04\x8c\x08__main__\x8c\x04Ring\x93)R(K\x01K\x02K\x03e}\x8c\x04markK\x05sb.",
    b"\x80\x04\x8c\x08__main__\x8c\x07Ordered\x93)R(K\x01K\x02K\x03K\x04u}\x8c\x04markK\x05sb.",
    b"\x80\x02c__main__\nSamples\nX\x01\x00\x00\x00h](K\x01K\x02e\x86R}X\x04\x00\x00\x00markK\x05sb.",
    b"\x80\x04\x8c\x05array\x8c\x14_array_reconstructor\x93(\x8c\x08__main__\x8c\x07Samples\x93\x8c\x01iK\x08"
    b"C\x08\x01\x00\x00\x00\x02\x00\x00\x00tR}\x8c\x04markK\x05sb.",
    b"\x80\x04\x8c\x05array\x8c\x14_array_reconstructor\x93(\x8c\x08__main__\x8c\x07Samples\x93\x8c\x01hK\x05"
    b"C\x04\x00\x01\x00\x02tR}\x8c\x04markK\x05sb.",
    b"\x80\x04\x8c\x08__main__\x8c\x05Phase\x93G\x80\x00\x00\x00\x00\x00\x00\x00G@\x00\x00\x00\x00\x00\x00\x00\x86\x81"
    b"}\x8c\x04markK\x05sb.",
):
    y = pickle.loads(data)
    print(type(y).__name__, y.mark, [y.real, y.imag] if isinstance(y, complex) else sorted(y))
