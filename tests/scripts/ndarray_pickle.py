# mpickle.ndarray is written as a call of numpy.ndarray, and read back.
try:
    import mpickle as pickle
    from mpickle import ndarray
except ImportError:
    print("SKIP")  # no ndarray
    raise SystemExit

try:
    import ulab  # noqa: F401 (arrays become ulab's then)

    print("SKIP")  # no arrays of mpickle's own: they are ulab's
    raise SystemExit
except ImportError:
    pass

data = bytearray(range(24))
a = ndarray((2, 3), "<u2", data)
for p in range(6):
    s = pickle.dumps(a, p)
    b = pickle.loads(s)
    print(p, len(s), s)
    print(b == a, b.dtype, b.shape, b.strides)
    b[1, 2] = 5
    print(b[1, 2], a[1, 2])

# 58 bytes at protocol 4, and 65 at protocol 5, of which 24 are items.
f = ndarray((2, 3))
print(len(pickle.dumps(f, 4)), len(pickle.dumps(f, 5)))

kinds = (
    ("without dimensions", ndarray((), "<i4", b"\x07\x00\x00\x00")),
    ("empty", ndarray((0, 3), "<f8")),
    ("big-endian", ndarray((2, 2), ">u4", data)),
    ("with an offset", ndarray((2, 2), "<u2", data, 4)),
    ("Fortran order", ndarray((2, 3), "<u2", data, 0, (2, 4))),
    ("three dimensions, Fortran order", ndarray((2, 3, 4), "u1", data, 0, (1, 2, 6))),
    ("with gaps", ndarray((2, 3), "<u2", data, 0, (12, 4))),
    ("backwards", ndarray((4, 2), "<u2", data, 20, (-4, 2))),
    ("repeated", ndarray((3, 2), "u1", data, 1, (0, 1))),
    ("bool", ndarray((2, 2), "?", b"\x00\x01\x01\x00")),
    ("half", ndarray((1, 2), "<f2", b"\x00\x3c\x00\xc0")),
    ("read-only", ndarray((2, 2), "u1", b"abcd")),
)
for name, a in kinds:
    for p in range(6):
        b = pickle.loads(pickle.dumps(a, p))
        if b != a or b.shape != a.shape or b.dtype != a.dtype:
            print("differs", name, p, b)
    print(name, len(pickle.dumps(a, 5)), pickle.dumps(a, 4))

# A view is written without the rest of its owner.
big = ndarray((100, 100), "u1")
print(len(pickle.dumps(big[5], 5)) < 150, len(pickle.dumps(big[:, 5], 5)) < 150)

# One object stays one, and a dictionary of arrays is one of arrays.
x = pickle.loads(pickle.dumps([f, f, {"w": f}]))
x[0][0, 0] = 4
print(x[1][0, 0], x[2]["w"][0, 0], x[0] is x[1])
weights = {"layer%d" % i: ndarray((3, 2), "<f4", bytearray(bytes((0, 0, 128, 63)) * 6)) for i in range(3)}
for p in range(6):
    s = pickle.dumps(weights, p)
    y = pickle.loads(s)
    print(p, len(s), sorted(y), y["layer2"].tolist(), all([y[k] == weights[k] for k in y]))

# Types of items, too.
d = pickle.loads(
    b"cnumpy\ndtype\n(X\x02\x00\x00\x00f4tR(K\x03X\x01\x00\x00\x00>NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb."
)
print(d, d.str, pickle.dumps(d, 4))
for p in range(6):
    print(pickle.loads(pickle.dumps(d, p)) == d)
