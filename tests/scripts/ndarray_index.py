# mpickle.ndarray: items, rows, slices, assignment, reshape.
import sys

try:
    import mpickle
    from mpickle import ndarray
except ImportError:
    print("SKIP")  # no ndarray
    raise SystemExit

# No machine word holds it; ints of 64 bits at most do where words have 32.
BEYOND = (1 << 62) << (8 if sys.maxsize >> 32 else 0)

try:
    slice
except NameError:
    print("SKIP")  # no slice
    raise SystemExit

a = ndarray((2, 3, 4), "u1", bytearray(range(24)))
print(a[1, 2, 3], a[-1, -1, -1], a[1][2][3], a[(0, 0, 1)])
print(a[0].tolist(), a[1, -2].tolist(), a[()].tolist() == a.tolist())
print(a[0, 1:].tolist(), a[:, 0, 0].tolist(), a[..., 0].tolist(), a[1, ..., ::-2].tolist())
print(a[::-1, ::2, 1:3].tolist(), a[..., -1].shape, a[0, 2:2].tolist(), a[5:].shape, a[0, 0, 3:0:-1].tolist())
print(a[:, :, :, ...].shape, a[...].shape, a[0, 0, 0, ...])
print([row.tolist() for row in a[:, :2, 0]], [x for x in a[0, 0]])
# Views of nothing, wherever they begin: in their memory, behind it, before it.
empty, row = ndarray((2, 0, 3)), ndarray(3)
for nothing in (
    empty[1],
    empty[::-1],
    empty[1:, :, 1:],
    empty[..., ::-1],
    row[3:],
    row[2:2],
    row[:0:-1][2:],
    a[2:, :, 1],
):
    again = mpickle.loads(mpickle.dumps(nothing))
    print(nothing.shape, nothing.tolist() == list(again) if nothing.ndim == 1 else nothing == again)
    print(nothing.tobytes(), nothing.reshape(-1).shape)
first, second = a
print(first == a[0], second == a[1], sum(a[1, 1]), max(a[0, 2]))

try:
    a[0, 0, 0, :]
except IndexError as e:
    print(e)
for index in (2, -3, (0, 3), (0, 0, 0, 0), "x", 1.0, None, (0, "x"), BEYOND):
    try:
        print(a[index])
    except (IndexError, TypeError) as e:
        print(type(e).__name__, e)

# Arrays of 64-bit items give ints of another form than literals.
try:
    from array import array

    q = array("q", [1, -1, 0])
except ImportError:
    q = [1, -1, 0]
print(a[q[0], q[1], q[2]] == a[1, -1, 0], ndarray((q[0], q[0])).shape)

# A view shares the memory.
v = a[1, :, 1]
v[0] = 100
print(a[1, 0, 1], v.tolist())
v[:] = 7
print(a[1].tolist())
a[0] = 0
a[0, 0, -1] = 255
a[0, 1:, ::3] = 9
print(a[0].tolist())
for index, value in (((0, 0, 0), 256), (0, -1), ((0, 9, 0), 1), (0, "x"), (0, 1.5)):
    try:
        a[index] = value
        print("stored")
    except (IndexError, TypeError, ValueError) as e:
        print(type(e).__name__, e)
print(a[0].tolist())
try:
    del a[0]
except TypeError:
    print("TypeError")
fixed = ndarray((2,), "u1", b"ab")
try:
    fixed[0] = 1
except TypeError as e:
    print(e)
try:
    a.shape = (24,)
except AttributeError:
    print("AttributeError")
try:
    len(ndarray((), "u1"))
except TypeError:
    print("TypeError")
print(ndarray((), "u1", b"x")[()], ndarray((), "u1", b"x")[...])

# reshape: a view where items follow each other, else a copy.
a = ndarray((2, 3), "<u2", bytearray(range(12)))
b = a.reshape(3, 2)
print(b.tolist(), a.reshape((6,)).tolist(), a.reshape(-1, 2) == b, a.reshape(6).shape, a.reshape(1, -1, 1).shape)
b[0, 0] = 0
print(a[0, 0])
c = a[:, ::2].reshape(4)
c[0] = 99
print(a[0, 0], c.tolist())
print(a.reshape((2, 3, 1))[1, 2, 0], ndarray((0, 3)).reshape(3, 0).shape, ndarray((1,)).reshape(()).shape)
for shape in ((4,), (-1, -1), (-2, 3), (-1, 4), "x", (0, -1)):
    try:
        print(a.reshape(shape))
    except ValueError as e:
        print(e)
