# array.array of every type code that both sides have.
try:
    import mpickle as pickle
except ImportError:
    import pickle

try:
    from array import array
except ImportError:
    print("SKIP")  # no array
    raise SystemExit

small = [0, 1, 2, 100, 127]
extremes = {
    "b": [-128, 127],
    "B": [0, 255],
    "h": [-32768, 32767],
    "H": [0, 65535],
    "i": [-(1 << 31), (1 << 31) - 1],
    "I": [0, (1 << 32) - 1],
    "l": [-(1 << 31), (1 << 31) - 1],
    "L": [0, (1 << 32) - 1],
    "q": [-(1 << 63), (1 << 63) - 1],
    "Q": [0, (1 << 63) - 1],
    "f": [-1.5, 0.25],
    "d": [-1.5, 0.25],
}
for p in range(6):
    for code in "bBhHiIlLqQfd":
        for items in ([], small, extremes[code]):
            x = array(code, items)
            y = pickle.loads(pickle.dumps(x, p))
            same = type(y) is array and list(y) == items and str(y)[:8] == str(x)[:8]
            if not same:
                print("differs", p, x, y)
    x = array("H", [1, 2])
    y = pickle.loads(pickle.dumps([x, x], p))
    y[0][0] = 9
    print(p, list(y[1]), y[0] is y[1])

# Machine formats by number: the sizes and the byte order are the writer's.
head = b"\x80\x03carray\n_array_reconstructor\n(carray\narray\nX\x01\x00\x00\x00"
for code, mformat, payload in (
    (b"B", 0, b"\x01\xff"),
    (b"b", 1, b"\x01\xff"),
    (b"H", 2, b"\x01\x02"),
    (b"H", 3, b"\x01\x02"),
    (b"h", 4, b"\xfe\xff"),
    (b"h", 5, b"\xff\xfe"),
    (b"I", 6, b"\x01\x02\x03\x04"),
    (b"I", 7, b"\x01\x02\x03\x04"),
    (b"i", 8, b"\xfe\xff\xff\xff"),
    (b"i", 9, b"\xff\xff\xff\xfe"),
    (b"Q", 10, b"\x01\x00\x00\x00\x00\x00\x00\x40"),
    (b"Q", 11, b"\x40\x00\x00\x00\x00\x00\x00\x01"),
    (b"q", 12, b"\xfe" + b"\xff" * 7),
    (b"q", 13, b"\xff" * 7 + b"\xfe"),
    (b"f", 14, b"\x00\x00\xc0\x3f"),
    (b"f", 15, b"\x3f\xc0\x00\x00"),
    (b"d", 16, b"\x00\x00\x00\x00\x00\x00\xf8\x3f"),
    (b"d", 17, b"\x3f\xf8\x00\x00\x00\x00\x00\x00"),
    # 'l' is eight bytes on the writer's machine, or four.
    (b"l", 12, b"\xfe" + b"\xff" * 7),
    (b"l", 8, b"\xfe\xff\xff\xff"),
    (b"L", 6, b"\x01\x02\x03\x04"),
):
    data = head + code + b"K" + bytes([mformat]) + b"C" + bytes([len(payload)]) + payload + b"tR."
    y = pickle.loads(data)
    print(mformat, code.decode(), list(y))

# Written by hand as array(typecode, list), the form of Python 2.
print(list(pickle.loads(b"carray\narray\n(S'h'\n(lI1\naI-2\natR.")))
