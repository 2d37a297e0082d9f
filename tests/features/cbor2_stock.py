# What cbor2.mpy has, as the built-in module has it: tags, simple values, sets, large ints, hooks, files, limits.
import io
from collections import namedtuple

import cbor2

NO_FORM = ("CBOREncodeTypeError", "OverflowError", "TypeError", "ValueError")


def refused(f, *args, **options):
    try:
        return f(*args, **options)
    except Exception as e:
        return type(e).__name__


# Tags and simple values.
for number in (0, 1, 23, 24, 255, 65536, 2**32, 2**63, 2**64 - 1):
    data = cbor2.dumps(cbor2.CBORTag(number, [number, "x"]))
    back = cbor2.loads(data)
    print(data, back.tag == number, back.value == [number, "x"])
print(refused(lambda: cbor2.dumps(cbor2.CBORTag(-1, 0))) in NO_FORM)
print(refused(lambda: cbor2.dumps(cbor2.CBORTag(2**64, 0))) in NO_FORM)
for value in (0, 19, 32, 255):
    data = cbor2.dumps([cbor2.CBORSimpleValue(value)])
    print(data, cbor2.loads(data)[0].value)
print(refused(lambda: cbor2.dumps(cbor2.CBORSimpleValue(256))) in NO_FORM)
print(cbor2.dumps(cbor2.undefined), cbor2.loads(b"\xf7") is cbor2.undefined)
nested = cbor2.CBORTag(1, cbor2.CBORTag(2**40, {"k": cbor2.CBORTag(5, None)}))
print(cbor2.loads(cbor2.dumps(nested)).value.value["k"].tag)
# As keys, too
print(cbor2.loads(b"\xa1\xc1\x05\x06")[cbor2.CBORTag(1, 5)], refused(cbor2.loads, b"\xa1\xc1\x81\xa0\x01"))

# Large ints, sets, bytes.
for x in (2**64 - 1, 2**64, -(2**64), -(2**64) - 1, 2**200, -(2**200)):
    data = cbor2.dumps(x)
    print(data, cbor2.loads(data) == x)
data = cbor2.dumps({1, 2, 3})
print(len(data), cbor2.loads(data) == {1, 2, 3}, cbor2.loads(b"\xa1\xd9\x01\x02\x81\x01\x02") == {frozenset((1,)): 2})
print(cbor2.dumps(bytearray(b"ab")), cbor2.dumps(memoryview(b"ab")), cbor2.loads(b"\x5f\x41a\x41b\xff"))

# Canonical and deterministic.
data = cbor2.dumps({"bb": 1.5, "a": {100: 1, 2: 2.0**-24}, 5: 2.0**100}, canonical=True)
print(data, cbor2.loads(data, deterministic=True) == cbor2.loads(data))
for wrong in (b"\x18\x05", b"\xa2\x02\x00\x01\x00", b"\x9f\xff", b"\xfb\x3f\xf8\x00\x00\x00\x00\x00\x00"):
    print(refused(cbor2.loads, wrong, deterministic=True), cbor2.loads(wrong))


# Hooks.
class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


def made(decoder, tag):
    return Point(*tag.value) if tag.tag == 4000 else tag


points = cbor2.loads(cbor2.dumps([cbor2.CBORTag(4000, [1, 2]), cbor2.CBORTag(4001, [])]), tag_hook=made)
print(points[0].x, points[0].y, points[1].tag)
print(refused(cbor2.loads, b"\xc1\x00", tag_hook=lambda decoder, tag: 1 // 0))
print(refused(cbor2.dumps, Point(1, 2)), refused(cbor2.dumps, [object()]))
Pair = namedtuple("Pair", ("a", "b"))
print(cbor2.dumps(Pair(1, "b")), cbor2.dumps([(), (1, (2,))]))
circle = {}
circle["self"] = circle
print(refused(cbor2.dumps, circle))
data = bytearray(cbor2.dumps([cbor2.CBORTag(1, "a"), "behind"]))


def shorten(decoder, tag):
    data[:] = b"\x82"
    return tag


print(refused(cbor2.loads, data, tag_hook=shorten))

# Files: one object and no more.
file = io.BytesIO()
for obj in (1, "two", [3.5, None, {4, 5}], {"four": b"4" * 700}):
    cbor2.dump(obj, file)
file.seek(0)
print([cbor2.load(file) for _ in range(3)] == [1, "two", [3.5, None, {4, 5}]])
print(len(cbor2.load(file)["four"]), refused(cbor2.load, file))

# Limits.
data = cbor2.dumps([[["x" * 50]], 1, 2])
for limit in ("max_bytes", "max_depth", "max_objects"):
    print(limit, refused(cbor2.loads, data, **{limit: 2}), cbor2.loads(data, **{limit: 100})[1:])
print(refused(cbor2.loads, "text"), refused(cbor2.loads, 5), refused(cbor2.dumps))

# Depth is that of the object: a tag holds one. The tags of sets, of large numbers and of CBOR itself are none of it,
# nor are chunks.
DEEP = [
    (b"\xc6\xc6\xc6\x01", 3),
    (b"\x81\xc6\x81\x81\x01", 4),
    (b"\x81\xd9\x01\x02\x81\x01", 2),
    (b"\xd9\x01\x02\x81\x81\x01", 2),
    (b"\x81\xc2\x49" + b"\x01" * 9, 1),
    (b"\x81\x5f\x41a\xff", 1),
    (b"\xd9\xd9\xf7\x81\x01", 1),
]
for data, depth in DEEP:
    cbor2.loads(data, max_depth=depth)
    print(refused(cbor2.loads, data, max_depth=depth - 1))
print(refused(cbor2.loads, b"\xa1" + b"\x81" * 200 + b"\x01\x02"))
try:

    class Own(cbor2.CBORTag):
        pass

    print(repr(refused(lambda: cbor2.dumps(Own(6, [])))) in (repr(b"\xc6\x80"), "'CBOREncodeTypeError'"))
except TypeError:
    # No type that a program can inherit from
    print(True)
