# mpickle.ndarray: made, looked at, turned into lists and bytes.
import sys

try:
    from mpickle import ndarray
except ImportError:
    print("SKIP")  # no ndarray
    raise SystemExit

# No machine word holds it; ints of 64 bits at most do where words have 32.
BEYOND = (1 << 62) << (8 if sys.maxsize >> 32 else 0)

a = ndarray((2, 3))
print(a, len(a), a.shape, a.dtype, a.strides, a.ndim, a.size, a.itemsize)
print(a.tolist(), a.tobytes() == bytes(24), bool(a))

data = bytearray(range(12))
a = ndarray((2, 3), "<u2", data)
print(a, a.tolist())
data[0] = 255
print(a[0, 0], a[0][0])
print(ndarray((2, 2), ">u2", data, 1, (5, 2)).tolist())
print(ndarray(shape=(3,), dtype="|i1", buffer=data, offset=2).tolist())
print(ndarray((2, 3), "u1", data, 5, (-3, -1)).tolist())
print(ndarray((2, 3), "u1", data, 0, (0, 0)).tolist())
# Without dimensions, and without items.
print(ndarray((), "<i4", b"\xfe\xff\xff\xff").tolist(), ndarray((), "u1").shape, ndarray(4, "u1"))
for shape in ((0,), (2, 0), (0, 2), (2, 0, 3)):
    a = ndarray(shape, "f8")
    print(a, a.tolist(), len(a), a.size, bool(a), list(a) == a.tolist() or [x.tolist() for x in a])

# Equal when the shape and all numbers are.
b = ndarray((2, 2), "<i2", b"\x01\x00\x02\x00\x03\x00\x04\x00")
print(b == ndarray((2, 2), ">i2", b"\x00\x01\x00\x02\x00\x03\x00\x04"), b == ndarray((2, 2), "u1", b"\x01\x02\x03\x04"))
print(
    b == ndarray((4,), "u1", b"\x01\x02\x03\x04"),
    b == ndarray((2, 2), "u1", b"\x01\x02\x03\x05"),
    b == [[1, 2], [3, 4]],
)
print(b != ndarray((2, 2), "u1", b"\x01\x02\x03\x04"))
print(ndarray((1,), "f4", b"\x00\x00\x80\x3f") == ndarray((1,), "u8", b"\x01" + bytes(7)))
nan = ndarray((1,), "<f4", b"\x00\x00\xc0\x7f")
print(nan == nan)
big = ndarray((1,), "<u8", b"\xff" * 8)
print(big == ndarray((1,), "<i8", b"\xff" * 8), big == big)

# Its memory is there for others where it has no gaps.
m = memoryview(b)
print(len(m), m[3], bytes(b) == b.tobytes(), b[:, 1].tobytes())
try:
    memoryview(b[:, 1])
except TypeError:
    print("TypeError")
w = ndarray((2, 2), "<i2", bytearray(8))
memoryview(w)[2] = 7
print(w.tolist())
try:
    memoryview(b)[0] = 1
except TypeError:
    print("TypeError")

for args in (
    ((2, -1),),
    ("ab",),
    ((1.5,),),
    ((2, 3), "f4", b"short"),
    ((1 << 20, 1 << 20, 1 << 20, 1 << 20), "u1"),
    ((1 << 20, 1 << 20, 1 << 20, 1 << 20, 0), "u1"),
    ((BEYOND,), "f8", b""),
    ((1,) * 65, "u1", b"x"),
    ((2, 2), "u1", b"1234", 1),
    ((2, 2), "u1", b"1234", -1),
    ((2, 2), "u1", b"1234", 0, (2,)),
    ((2, 2), "u1", b"1234", 0, (2, -1)),
    ((2, 2), "u1", b"1234", 0, (1 << 29, 1)),
    ((2, 2), "u1", b"1234", 0, (BEYOND, 1)),
    ((2,), "u1", "text"),
    ((2,), "u1", 5),
):
    try:
        print(ndarray(*args))
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
for dtype in ("M8", "O", "V8", "S3", "U1", "f3", "f16", "c4", "i16", "b4", "", "<", "<>f4", "float33", 4):
    try:
        print(ndarray((1,), dtype))
    except TypeError as e:
        print(e)
print(ndarray(2, "float32"), ndarray((), "i4", b"\x07\0\0\0") + 1)
try:
    {a: 1}
except TypeError:
    print("no hash")
