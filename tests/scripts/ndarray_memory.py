# Whose memory arrays out of pickles use, and what becomes of it.
try:
    from array import array

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

DTYPE = b"cnumpy\ndtype\nX\x02\x00\x00\x00u1\x85R"
FROMBUFFER = b"cnumpy.core.numeric\n_frombuffer\n"
NEXT_BUFFER = b"\x97"
READONLY = b"\x98"


def frombuffer(buffer, shape=b"K\x02K\x02\x86"):
    return FROMBUFFER + b"(" + buffer + DTYPE + shape + b"X\x01\x00\x00\x00CtR"


# Out-of-band buffers are shared, whatever the shape.
outside = bytearray(b"abcd")
x = pickle.loads(b"\x80\x05" + frombuffer(NEXT_BUFFER) + b".", buffers=[outside])
outside[0] = 1
x[1, 1] = 2
print(x, x.tolist(), outside)
x = pickle.loads(b"\x80\x05" + frombuffer(NEXT_BUFFER, b"K\x04\x85") + b".", buffers=[outside])
x[0] = 9
print(x, outside)
for buffers in ([b"abcd"], [bytearray(b"abcd")]):
    x = pickle.loads(b"\x80\x05" + frombuffer(NEXT_BUFFER + READONLY) + b".", buffers=buffers)
    try:
        x[0, 0] = 1
    except TypeError as e:
        print(e)
    print(x.tolist())
    x = pickle.loads(pickle.dumps(x, 5))
    print(x.tolist())

# A pickle that refers to the bytes again: the first array has their memory, others a copy or
# nothing, and all can be used, however they are resized.
BYTES = b"C\x04abcd\x94"
BYTEARRAY = b"\x96\x04" + b"\x00" * 7 + b"abcd\x94"
line = b"K\x04\x85"
for source in (BYTES, BYTEARRAY):
    x, y, z = pickle.loads(b"\x80\x05" + frombuffer(source) + frombuffer(b"h\x00") + b"h\x00\x87.")
    x[0, 0] = 65
    print(x.tolist(), y.shape, type(y) is ndarray)
    x, y, z = pickle.loads(b"\x80\x05" + frombuffer(source, line) + b"h\x000h\x00N\x87.")
    for i in range(100):
        x.append(i)
    print(type(x) is array, len(x), x[0], x[103], len(y))
    # Read by something else first: not the pickle's alone.
    x, y, z = pickle.loads(b"\x80\x05" + source + b"\x98" + frombuffer(b"h\x00", line) + b"h\x00\x87.")
    print(bytes(x), type(y) is ndarray, bytes(z), y.tolist())
# Nothing is appended to memory that an array may use.
for op in (b"K\x01a", b"(K\x01K\x02e"):
    try:
        print(pickle.loads(b"\x80\x05" + BYTEARRAY + op + b"."))
    except pickle.UnpicklingError as e:
        print(e)
# The state of old protocols is always the array's own.
EMPTY = b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\nK\x00\x85C\x01btR"
STATE = b"(K\x01K\x02K\x02\x86" + DTYPE + b"\x89"
x, y = pickle.loads(b"\x80\x05" + EMPTY + STATE + BYTES + b"tb" + EMPTY + STATE + b"h\x00tb\x86.")
x[0, 0] = 65
print(x.tolist(), y[1].tolist())
y[1, 1] = 66
print(x[1, 1], y[1, 1])
x = pickle.loads(b"\x80\x05" + EMPTY + b"(K\x01K\x00\x85" + DTYPE + b"\x89C\x00tb.")
x.append(5)
print(x)
