# Every truncation of a pickle gives EOFError or UnpicklingError, as in CPython.
try:
    import mpickle as pickle
except ImportError:
    import pickle


def attempt(data):
    try:
        pickle.loads(data)
        return "loaded"
    except Exception as e:
        return type(e).__name__


print(attempt(b""))
for p in (2, 3, 4, 5):
    print(p, attempt(b"\x80"), attempt(bytes([0x80, p])))

x = [1, -5, 300, 70000, 1 << 40, 1.5, "text", b"bytes", (), (1,), {"k": [None, True]}, bytearray(b"ba")]
refused = ("EOFError", "UnpicklingError")
for p in range(6):
    data = pickle.dumps(x, p)
    results = [attempt(data[:n]) for n in range(len(data))]
    print(p, [r for r in results if r not in refused], attempt(data))

for data in (
    b"K",
    b"M\x01",
    b"J\x01\x02\x03",
    b"G1234567",
    b"\x8a",
    b"\x8a\x05abcd",
    b"\x8b\x01\x00\x00",
    b"\x8b\x05\x00\x00\x00abcd",
    b"X",
    b"X\x05\x00\x00\x00abcd",
    b"\x8c",
    b"\x8c\x05abcd",
    b"\x8d\x05\x00\x00\x00\x00\x00\x00\x00abcd",
    b"U\x03ab",
    b"T\x03\x00\x00\x00ab",
    b"C\x03ab",
    b"B\x03\x00\x00\x00ab",
    b"\x8e\x03\x00\x00\x00\x00\x00\x00\x00ab",
    b"\x96\x03\x00\x00\x00\x00\x00\x00\x00ab",
    b"I12",
    b"L12",
    b"F1.5",
    b"S'abc'",
    b"Vabc",
    b"cbuiltins\nlis",
    b"cbuiltins",
    b"Nq",
    b"Nr\x00\x00",
    b"Np0",
    b"h",
    b"j\x00\x00",
    b"g0",
    b"\x95\x00\x00\x00",
    b"\x80",
    b"N",
    b"(",
):
    print(attempt(data))
