# The bytes of small pickles: what CPython writes, optimized, without a frame.
try:
    import mpickle as pickle
except ImportError:
    import pickle

try:
    from collections import OrderedDict, namedtuple

    _ = complex, NotImplemented
except (ImportError, NameError):
    print("SKIP")  # no OrderedDict, no complex numbers, or no NotImplemented
    raise SystemExit


class Thing:
    def __init__(self, value):
        self.value = value


Pair = namedtuple("Pair", ("a", "b"))
shared = ["shared"]
text = "some text"
thing = Thing(1)
selfish = []
selfish.append(selfish)
ring = ([],)
ring[0].append(ring)
cases = (
    ("none", None),
    ("bools", [True, False]),
    ("ints", [0, 1, 255, 256, 65535, 65536, -1, -256, 2147483647, -2147483648]),
    ("longs", [2147483648, -2147483649, 1 << 62, -(1 << 63)]),
    ("float", [0.0, 1.5, -0.25]),
    ("complex", complex(1, -2)),
    ("str", ["", "a", "caf\u00e9", "\u20ac", "\U0001f600"]),
    ("str escapes", ["\\", "\n", "\r", "\x00", "\x1a", "\u0100"]),
    ("bytes", [b"", b"a", b"\x00\xff"]),
    ("bytearray", [bytearray(), bytearray(b"ab\xff")]),
    ("lists", [[], [1], [1, 2]]),
    ("tuples", [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)]),
    ("dicts", [{}, {1: 2}]),
    ("ordered", OrderedDict([("b", 1), ("a", 2)])),
    ("sets", [set(), {1}]),
    ("frozensets", [frozenset(), frozenset([1])]),
    ("range", range(1, 10, 2)),
    ("ellipsis", ...),
    ("not implemented", NotImplemented),
    ("exception", ValueError("text", 1)),
    ("class", Thing),
    ("builtins", [int, ValueError]),
    ("instance", Thing(5)),
    ("two instances", [Thing(1), Thing(2)]),
    ("namedtuple", Pair(1, 2)),
    ("shared list", [shared, shared]),
    ("shared later", [[1], shared, [2], shared]),
    ("shared twice", [shared, [text, text], shared]),
    ("shared text", [text, 1, text]),
    ("shared instance", [thing, thing]),
    ("shared tuple", [(1, 2)] * 2),
    ("cycle", selfish),
    ("tuple cycle", ring),
)

for name, x in cases:
    for p in range(6):
        print(name, p, pickle.dumps(x, p))
