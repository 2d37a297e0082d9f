# Numbers that are none, in every pattern: where floats are no structs, some look like pointers.
try:
    import mpickle as pickle
except ImportError:
    import pickle

try:
    complex
except NameError:
    print("SKIP")  # no complex numbers
    raise SystemExit

for head in (0x7FF0, 0x7FF4, 0x7FF8, 0x7FFC, 0x7FFE, 0xFFF0, 0xFFF4, 0xFFF8, 0xFFFC, 0xFFFF):
    for rest in (b"\x00\x00\x00\x00\x00\x01", b"\x00\x00\x00\x00\x10\x06", b"\xff" * 6, b"\x40" + b"\x00" * 5):
        bits = bytes((head >> 8, head & 255)) + rest
        x = pickle.loads(b"G" + bits + b".")
        y = pickle.loads(pickle.dumps([x, x], 2))
        z = pickle.loads(b"cbuiltins\ncomplex\n(G" + bits + b"G" + bits + b"tR.")
        print(type(x) is float, x != x, y[1] != y[0], z.real != z.real, z.imag != z.imag)
