# bytearray: an opcode at protocol 5, a call before; always mutable, shared ones stay shared.
try:
    import mpickle as pickle
except ImportError:
    import pickle

# CPython has a class of its own for it.
UNKNOWN = ValueError if pickle.__name__ == "mpickle" else (LookupError, ValueError)

for p in range(6):
    for n in (0, 1, 5, 255, 256, 700):
        x = bytearray(b"z" * n)
        y = pickle.loads(pickle.dumps(x, p))
        print(p, n, type(y) is bytearray, len(y), y == x)
    x = bytearray(b"\x00\xff")
    y = pickle.loads(pickle.dumps([x, x, bytearray(b"\x00\xff")], p))
    y[0].append(65)
    print(p, y[0], y[1], y[2], y[0] is y[1])

print(pickle.loads(b"\x80\x05\x96\x03\x00\x00\x00\x00\x00\x00\x00abc."))
print(pickle.loads(b"\x80\x04\x8c\x08builtins\x8c\x09bytearray\x93C\x03abc\x85R."))
print(pickle.loads(b"\x80\x02c__builtin__\nbytearray\nX\x03\x00\x00\x00abcX\x07\x00\x00\x00latin-1\x86R."))

# The encoding counts, with and without a third argument, and not every one exists.
encodings = (b"latin-1", 0), (b"utf-8", 0), (b"latin1", 1), (b"lettin", 1), (b"ascii", 0)
for name, errors in encodings:
    more = b"X\x06\x00\x00\x00strict" if errors else b""
    data = b"(X\x03\x00\x00\x00a\xc3\xbfX" + bytes((len(name), 0, 0, 0)) + name + more + b"tR."
    try:
        print(pickle.loads(b"\x80\x02c__builtin__\nbytearray\n" + data))
    except UNKNOWN:
        print("refused")
# NEWOBJ makes an empty one, whatever the arguments; of bytes it does not.
print(pickle.loads(b"\x80\x04\x8c\x08builtins\x8c\x09bytearray\x93C\x03abc\x85\x81."))
print(pickle.loads(b"\x80\x04\x8c\x08builtins\x8c\x05bytes\x93X\x03\x00\x00\x00a\xc3\xbf\x8c\x06latin1\x86\x81."))
