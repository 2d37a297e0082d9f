# Keys that are texts or small ints, which go into a table without MicroPython's comparisons, among others.
try:
    import mpickle as pickle
except ImportError:
    import pickle
import io
import struct


class Text:
    # Equal to a text, and of its hash.
    def __init__(self, text):
        self.text = text

    def __hash__(self):
        return hash(self.text)

    def __eq__(self, other):
        return self.text == (other.text if isinstance(other, Text) else other)


def check(n, what, seen, wanted):
    if seen != wanted:
        print(n, what, seen, wanted)


# Names that count upwards, in many lengths: all are found again, by other objects of the same text.
sizes = (1, 2, 3, 4, 5, 12, 13, 17, 100)
try:
    bytearray(400000)
    sizes += (999, 1000, 1001, 3000)
except MemoryError:
    pass  # a board has no room for these
for n in sizes:
    x = dict([("key_%d" % i, i) for i in range(n)])
    y = pickle.loads(pickle.dumps(x))
    found = all([y["key_" + str(i)] == i for i in range(n)])
    check(n, "names", (x == y, len(y), found, "key_" in y, "key_%d" % n in y), (True, n, True, False, False))
    for i in range(0, n, 2):
        del y["key_%d" % i]
    y["key_0"] = "back"
    check(n, "left", (len(y), y["key_0"]), (n // 2 + 1, "back"))
    check(n, "odd", [("key_%d" % i) in y for i in range(4)], [i == 0 or i % 2 == 1 and i < n for i in range(4)])
    x = dict([(i * 7 - 40, i) for i in range(n)])
    y = pickle.loads(pickle.dumps(x))
    found = all([y[i * 7 - 40] == i for i in range(n)])
    check(n, "numbers", (x == y, len(y), found, 3 in y), (True, n, True, False))
print("sizes")

# One-letter texts, empty ones, ones that are interned, of any letters.
x = {"": 0, "a": 1, "append": 2, "append ": 3, "\xe9": 4, "\u20ac" * 3: 5, "x" * 300: 6, "x" * 299 + "y": 7}
y = pickle.loads(pickle.dumps(x))
print(x == y, y["append"], y["app" + "end "], y["x" * 300], y["x" * 299 + "y"], y[""], y["a"])

# Equal keys of different types, small and large tables: the first key stays, the last value counts.
pairs = [(1, "int"), (True, "bool"), (1.0, "float"), (0, "zero"), (False, "false"), ((), "tuple"), ("a", "text")]
for more in (0, 20, 100):
    items = [(str(i) * 3, i) for i in range(more)] + pairs + [(i + 10, i) for i in range(more)]
    data = b"\x80\x04}(" + b"".join([pickle.dumps(o, 2)[2:-1] for pair in items for o in pair]) + b"u."
    y = pickle.loads(data)
    print(len(y), repr(y[1]), y[0], y["a"], y[()], 1.5 in y, None in y)
    print([k for k in sorted(y.keys(), key=str) if k == 1 or k == 0])

# An object that says that it equals a text, on either side.
a, b = Text("same"), "same"
for first, second in ((a, b), (b, a)):
    data = b"\x80\x04}(" + b"".join([pickle.dumps(o, 2)[2:-1] for o in (first, 1, second, 2)]) + b"u."
    y = pickle.loads(data)
    print(len(y), y["same"], [type(k).__name__ for k in y])


# A table that hooks of its own pickle leave entries out of.
class Unpickler(pickle.Unpickler):
    def persistent_load(self, key):
        if key == "made":
            self.table = dict([("k%d" % i, i) for i in range(40)])
        else:
            for i in range(0, 40, 3):
                del self.table["k%d" % i]
        return self.table


data = b"\x80\x04X\x04\x00\x00\x00madeQ0X\x07\x00\x00\x00deletedQ("
for i in range(0, 40, 2):
    data += b"X\x03\x00\x00\x00k%02dK\x01X\x02\x00\x00\x00k%dK\x02" % (i, i % 10)
y = Unpickler(io.BytesIO(data + b"u.")).load()
print(len(y), sorted(y.items()))

# Twice the same key, in one batch and in two.
print(pickle.loads(b"(X\x02\x00\x00\x00abI1\nX\x02\x00\x00\x00abI2\nd."))
print(
    pickle.loads(b"}(X\x02\x00\x00\x00abI1\nu(X\x02\x00\x00\x00abI2\nX\x02\x00\x00\x00cdI3\nu.") == {"ab": 2, "cd": 3}
)

# Where objects are 64 bits wide and pointers are not, half of this key is the mark of a deleted entry.
for low in (0, 4, 8, 12):
    x = {struct.unpack("<d", bytes([low, 0, 0, 0, 0, 0, 0xF0, 0x3F]))[0]: low, "b": 2}
    print(pickle.loads(pickle.dumps(x)) == x, len(pickle.loads(pickle.dumps(x))))
