# bytes at every protocol; 0 to 2 have no opcode for them and go by _codecs.encode.
try:
    import mpickle as pickle
except ImportError:
    import pickle

# CPython has a class of its own for it.
UNKNOWN = ValueError if pickle.__name__ == "mpickle" else (LookupError, ValueError)

values = [b"", bytes(bytearray()), b"a", b"\x00\xff\x80\n", bytes(range(256)), b"x" * 300]
for p in range(6):
    for x in values:
        y = pickle.loads(pickle.dumps(x, p))
        print(p, type(y) is bytes, len(y), y == x)
    print(pickle.loads(pickle.dumps(values, p)) == values)

print(pickle.loads(b"C\x03abc."))
print(pickle.loads(b"B\x03\x00\x00\x00abc."))
print(pickle.loads(b"\x8e\x03\x00\x00\x00\x00\x00\x00\x00abc."))
print(pickle.loads(b"\x80\x02c_codecs\nencode\nX\x04\x00\x00\x00\xc3\xbfabX\x06\x00\x00\x00latin1\x86R."))
print(pickle.loads(b"\x80\x02c__builtin__\nbytes\n)R."))

# The encoding counts, with and without a third argument, and not every one exists.
encodings = (b"latin-1", 0), (b"utf-8", 0), (b"latin1", 1), (b"lettin", 1), (b"ascii", 0)
for name, errors in encodings:
    more = b"X\x06\x00\x00\x00strict" if errors else b""
    data = b"(X\x03\x00\x00\x00a\xc3\xbfX" + bytes((len(name), 0, 0, 0)) + name + more + b"tR."
    try:
        print(pickle.loads(b"\x80\x02c__builtin__\nbytes\n" + data))
    except UNKNOWN:
        print("refused")
