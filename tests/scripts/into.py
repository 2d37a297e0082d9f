# dump_into and load_from: pickles in a buffer that the caller keeps.
try:
    import mpickle

    mpickle.dump_into
    mpickle.load_from
except (ImportError, AttributeError):
    print("SKIP")  # no dump_into
    raise SystemExit
from array import array


class Point:
    def __init__(self, x):
        self.x = x


shared = ["s", 1]
OBJECTS = [
    None,
    -1,
    1 << 100,
    "text",
    b"bytes",
    [1, [2, [3, [4]]]],
    {"a": 1, "b": (2, 3.5)},
    [shared, shared, (shared,)],
    {1},
    list(range(300)),
    {str(i): str(i + 1) for i in range(60)},
]
buf = bytearray(2500)
for protocol in range(6):
    same = []
    for x in OBJECTS:
        expected = mpickle.dumps(x, protocol)
        end = mpickle.dump_into(x, buf, 3, protocol)
        same.append(end == 3 + len(expected) and buf[3:end] == expected)
        obj, after = mpickle.load_from(buf, 3)
        same.append(obj == x and after == end)
    print(protocol, all(same))

# Nothing is written before the offset or behind the end.
buf = bytearray(b"." * 40)
end = mpickle.dump_into("abc", buf, 10)
print(end, buf[:10] == b"." * 10, buf[end:] == b"." * (40 - end))

# Back to back.
buf = bytearray(100)
at = 0
for i in range(5):
    at = mpickle.dump_into({"n": i}, buf, at)
end, at = at, 0
while at < end:
    obj, at = mpickle.load_from(buf, at)
    print(obj, at)

# Kinds of buffers; the offset is in bytes.
for target in (memoryview(bytearray(30)), array("H", range(15)), array("B", bytes(30))):
    end = mpickle.dump_into("abc", target, 5)
    print(end, mpickle.load_from(target, 5))
for target in (b"bytes", "text", None, 5):
    try:
        mpickle.dump_into(1, target)
    except TypeError:
        print("TypeError")
for source in ("text", None, 5):
    try:
        mpickle.load_from(source)
    except TypeError:
        print("TypeError")

# Just enough, one byte too few, and far too few: the error names the size.
for x in ("abc", [shared, shared], OBJECTS[-1], Point(5), bytes(5000)):
    size = len(mpickle.dumps(x))
    print(mpickle.dump_into(x, bytearray(size)) == size, end=" ")
    for room in (size - 1, size // 2, 1, 0):
        for offset in (0, 4):
            try:
                mpickle.dump_into(x, bytearray(room + offset), offset)
                print("fits?")
            except ValueError as e:
                print(e.args[1] == size, end=" ")
    print()

# Offsets.
for offset in (-1, 31, 1 << 29):
    for function, args in ((mpickle.dump_into, (1, bytearray(30))), (mpickle.load_from, (bytes(30),))):
        try:
            function(*(args + (offset,)))
        except ValueError as e:
            print(e)
try:
    mpickle.load_from(b"N.", 2)
except EOFError as e:
    print("EOFError", e)
try:
    mpickle.load_from(b"...N\xff", 3)
except mpickle.UnpicklingError as e:
    print(e)
print(mpickle.load_from(b"U\x01\xe9.", encoding="bytes"))
# Many items: a buffer that is just as large as the pickle is enough, and one byte less is not.
names = ["n%d" % n for n in range(200)]
records = [{"id": n, "name": names[n % 50], "t": n / 2} for n in range(100)]
for obj in (names, names + names, records, {name: name + "x" for name in names}, [b"%d" % n for n in range(200)]):
    for protocol in range(2, 6):
        data = mpickle.dumps(obj, protocol)
        for room in (len(data), len(data) + 5000):
            buf = bytearray(b"-" * room)
            end = mpickle.dump_into(obj, buf, 0, protocol)
            assert end == len(data) and bytes(buf[:end]) == data
            assert bytes(buf[end:]) == b"-" * (room - end)
        try:
            mpickle.dump_into(obj, bytearray(len(data) - 1), 0, protocol)
            print("fits")
        except ValueError as e:
            assert e.args[1] == len(data)
print(len(mpickle.load_from(buf)[0]))

# Options of dumps.
buffers = []
buf = bytearray(40)
end = mpickle.dump_into(mpickle.PickleBuffer(b"data"), buf, protocol=5, buffer_callback=buffers.append)
obj, after = mpickle.load_from(buf, buffers=buffers)
print(bytes(buf[:end]), bytes(buffers[0]), bytes(obj), after == end)


# The buffer may not be resized by what is pickled.
class Grows:
    def __reduce__(self):
        target.extend(bytes(2000))
        return (Point, (1,))


target = bytearray(100)
try:
    mpickle.dump_into([1, Grows(), 2], target)
except ValueError as e:
    print(e, len(target))


class Nested:
    # Another dump_into on the way.
    def __reduce__(self):
        inner = bytearray(20)
        return (Point, (bytes(inner[: mpickle.dump_into("in", inner)]),))


target = bytearray(100)
mpickle.dump_into(Nested(), target)
print(mpickle.load_from(mpickle.load_from(target)[0].x)[0])
