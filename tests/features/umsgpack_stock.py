# What umsgpack.mpy has, as the built-in module has it: ext, hooks, files, limits, keys.
import io
from collections import namedtuple

import umsgpack

NO_FORM = ("UnsupportedTypeException", "OverflowError", "TypeError", "ValueError")


def refused(f, *args, **options):
    try:
        return f(*args, **options)
    except Exception as e:
        return type(e).__name__, str(e)


# Ext and timestamps.
for code in (-128, -2, 0, 5, 127):
    for size in (0, 1, 3, 16, 17, 255, 256, 1000):
        data = umsgpack.dumps(umsgpack.ExtType(code, b"e" * size))
        back = umsgpack.loads(data, ext_hook=umsgpack.ExtType)
        assert (back.code, len(back.data), type(back.data)) == (code, size, bytes), (code, size)
        assert umsgpack.loads(data, ext_hook=lambda code, data: (code, len(data))) == (code, size)
try:
    data = umsgpack.dumps(umsgpack.ExtType(1, b"e" * 70000))
    print(data[:6], len(data), len(umsgpack.loads(data, ext_hook=umsgpack.ExtType).data))
except MemoryError:
    # A board
    print(b"\xc9\x00\x01\x11p\x01", 70006, 70000)
print(umsgpack.dumps([umsgpack.ExtType(1, b"ab"), umsgpack.ExtType(-2, bytearray(b"abc"))]))
print(refused(umsgpack.loads, b"\xd4\x05a")[0], refused(umsgpack.loads, b"\xc7\x00\x05")[0])
for ext in ((128, b""), (-129, b""), (1, None), ("1", b""), (2**70, b"")):
    print(refused(lambda ext=ext: umsgpack.dumps(umsgpack.ExtType(*ext)))[0] in NO_FORM)
TIMES = [(0, 0), (1, 0), (2**32 - 1, 0), (2**32, 0), (1, 999999999), (2**34 - 1, 5), (2**34, 0), (-1, 0), (-(2**63), 1)]
for seconds, nanoseconds in TIMES:
    data = umsgpack.dumps(umsgpack.Timestamp(seconds, nanoseconds))
    back = umsgpack.loads(data)
    assert (back.seconds, back.nanoseconds) == (seconds, nanoseconds), back
    print(data)
print(refused(lambda: umsgpack.dumps(umsgpack.Timestamp(2**63, 0)))[0] in NO_FORM)
# An ext of that code which is no timestamp
print(refused(umsgpack.loads, b"\xd4\xff\x00")[0], umsgpack.loads(b"\xd4\xff\x00", ext_hook=lambda *both: both))


# Objects without a form.
class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


print(umsgpack.dumps([Point(1, 2), {"p": Point(3, 4)}], default=lambda p: [p.x, p.y]))
print(refused(umsgpack.dumps, Point(1, 2))[0], refused(umsgpack.dumps, {1, 2})[0])
print(refused(umsgpack.dumps, Point(1, 2), default=lambda p: p)[0])
print(refused(umsgpack.dumps, [1, Point(1, 2)], default=lambda p: 1 // 0)[0])
Pair = namedtuple("Pair", ("a", "b"))
print(umsgpack.dumps(Pair(1, "b")), umsgpack.dumps([(), (1, (2,))]), umsgpack.dumps(memoryview(b"abc")))
circle = [1]
circle.append(circle)
print(refused(umsgpack.dumps, circle)[0])

# Hooks that change what is being read or written.
data = bytearray(umsgpack.dumps([umsgpack.ExtType(1, b"a"), "behind"]))


def shorten(code, content):
    try:
        data[:] = b"\x92"
    except Exception as e:
        print(type(e).__name__)
    return content


print(refused(umsgpack.loads, data, ext_hook=shorten)[0])
items = [Point(1, 2), 1, 2, 3]


def clear(p):
    items.clear()
    return 0


print(refused(umsgpack.dumps, items, default=clear)[0])

# Files: one object and no more.
file = io.BytesIO()
for obj in (1, "two", [3.5, None], {"four": b"4" * 700}):
    umsgpack.dump(obj, file)
file.seek(0)
print([umsgpack.load(file) for _ in range(3)], len(umsgpack.load(file)["four"]), refused(umsgpack.load, file)[0])


class Slow(io.IOBase):
    def __init__(self, data):
        self.data = data

    def readinto(self, room):
        piece = self.data[:1]
        self.data = self.data[1:]
        room[: len(piece)] = piece
        return len(piece)


print(umsgpack.load(Slow(umsgpack.dumps({"k": [1, 2.5, "text" * 50]}))) == {"k": [1, 2.5, "text" * 50]})

# Keys, tuples, limits.
print(umsgpack.loads(b"\x81\x92\x01\x02\x03"), umsgpack.loads(b"\x92\x90\x91\x01", use_tuple=True))
print(refused(umsgpack.loads, b"\x82\x01\x02\x01\x03"), refused(umsgpack.loads, b"\x81\x91\x80\x01")[0])
data = umsgpack.dumps([[["x" * 50]], 1, 2])
for limit in ("max_bytes", "max_depth", "max_objects"):
    print(limit, refused(umsgpack.loads, data, **{limit: 2})[0], umsgpack.loads(data, **{limit: 100})[1:])
print(refused(umsgpack.loads, "text")[0], refused(umsgpack.loads, 5)[0], refused(umsgpack.dumps)[0])

# An ext holds no objects: it is no container. What inherits from one is not written as a tuple.
data = umsgpack.dumps([umsgpack.ExtType(5, b"ab"), umsgpack.Timestamp(1, 2), {1: (2,)}])
for depth in (1, 2, 3):
    print(depth, refused(umsgpack.loads, data, ext_hook=lambda code, data: code, max_depth=depth)[0])
try:

    class Own(umsgpack.ExtType):
        pass

    print(refused(lambda: umsgpack.dumps(Own(5, b"")))[0] in NO_FORM)
except TypeError:
    # No type that a program can inherit from
    print(True)
