"""The objects that are measured, the same under MicroPython and CPython.

Their random numbers come from a generator of our own, so that both interpreters build the same object.
"""


class Sample:
    """Three attributes, for the workload of instances."""

    def __init__(self, number):
        self.name = "s%d" % number
        self.number = number
        self.value = number / 4


class Random:
    """Numerical Recipes' linear congruential generator; the upper bits only."""

    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        """An integer from 0 to n - 1, for n up to 65,536."""
        self.state = (self.state * 1664525 + 1013904223) & 0xFFFFFFFF
        return (self.state >> 16) * n >> 16

    def word(self, length):
        """A word of lower-case letters."""
        return "".join([chr(97 + self.below(26)) for _ in range(length)])

    def bytes(self, n):
        """Bytes without a pattern."""
        return bytes([self.below(256) for _ in range(n)])


def integers(n=10000):
    """The integers from 0."""
    return list(range(n))


def floats(n=10000):
    """Random integers divided by 97."""
    r = Random(2)
    return [(r.below(65536) * 1000 + r.below(1000)) / 97.0 for _ in range(n)]


def dictionary(n=2000):
    """A dictionary of strings to integers."""
    r = Random(3)
    result = {}
    for i in range(n):
        result["key_%d" % i] = r.below(10000)
    return result


def records(n=1000):
    """Sensor records."""
    r = Random(4)
    return [
        {
            "id": "sensor-%03d" % i,
            "t": 1700000000 + i,
            "temp": r.below(4000) / 100 - 5,
            "ok": r.below(10) != 0,
            "tags": ["room%d" % r.below(50), "floor%d" % r.below(5)],
        }
        for i in range(n)
    ]


def block(n=65536):
    """One bytes object."""
    return Random(5).bytes(256) * (n // 256)


def weights_bytes(size=16384):
    """Model weights as bytes, a layer each."""
    pattern = Random(6).bytes(256)
    result = {}
    for i in range(10):
        result["layer%d.weight" % i] = pattern * (size // 256)
    return result


def weights_bytearray(size=16384):
    """Model weights as bytearrays, a layer each."""
    pattern = Random(6).bytes(256)
    result = {}
    for i in range(10):
        layer = result["layer%d.weight" % i] = bytearray(size)
        for j in range(0, size, 256):
            layer[j : j + 256] = pattern
    return result


def strings(n=2000):
    """Distinct strings of 6 to 10 characters."""
    r = Random(7)
    return [r.word(2 + r.below(5)) + "%04d" % i for i in range(n)]


def nested(n=200):
    """A list in a list in a list."""
    x = []
    for _ in range(n - 1):
        x = [x]
    return x


def instances(n=500):
    """Instances of a class in Python."""
    return [Sample(i) for i in range(n)]


def long_integers(n=2000):
    """Integers of 64 to 128 bits, both signs."""
    r = Random(8)
    result = []
    for _ in range(n):
        x = 1
        for _ in range(4):
            x = x << 16 | r.below(65536)
        x = x << r.below(64) | r.below(65536)
        result.append(-x if r.below(2) else x)
    return result


# Letter, what it is, the function that builds it, whether json has anything for it.
WORKLOADS = (
    ("a", "10,000 ints", integers, True),
    ("b", "10,000 floats", floats, True),
    ("c", "dict of 2,000", dictionary, True),
    ("d", "1,000 records", records, True),
    ("e", "64 KiB bytes", block, False),
    ("f", "10 x 16 KiB bytes", weights_bytes, False),
    ("F", "10 x 16 KiB bytearray", weights_bytearray, False),
    ("g", "2,000 strings", strings, True),
    ("h", "list nested 200", nested, True),
    ("i", "500 instances", instances, False),
    ("j", "2,000 long ints", long_integers, True),
)

# Smaller ones, for the heap that an operation needs.
SMALL = (
    ("b'", "1,000 floats", lambda: floats(1000), True),
    ("c'", "dict of 500", lambda: dictionary(500), True),
    ("d'", "100 records", lambda: records(100), True),
    ("f'", "10 x 4 KiB bytearray", lambda: weights_bytearray(4096), False),
)


def build(letter):
    """The object of that letter."""
    for name, _, make, _ in WORKLOADS + SMALL:
        if name == letter:
            return make()
    raise KeyError(letter)
