# RFC 8746: typed arrays, both ways.
from array import array

import cbor2
import mpickle
from cbor2 import dumps, loads


def show(data):
    obj = loads(data)
    print(type(obj).__name__, obj.tolist() if hasattr(obj, "tolist") else list(obj))


# Each tag of numbers; the same bytes come back, least significant first on this machine.
ITEMS = [(64, 1), (65, 2), (66, 4), (67, 8), (68, 1), (69, 2), (70, 4), (71, 8), (72, 1), (73, 2), (74, 4), (75, 8)]
ITEMS += [(77, 2), (78, 4), (79, 8)]
for tag, size in ITEMS:
    little = tag & 4
    data = b"".join(
        bytes(reversed(item)) if little else item for item in (bytes(size - 1) + b"\x01", b"\x7f" + bytes(size - 1))
    )
    show(b"\xd8" + bytes([tag, 0x58, len(data)]) + data)
for tag, item in ((80, b"\x3e\x00"), (81, b"\x3f\xc0\x00\x00"), (82, b"\x3f\xf8" + bytes(6))):
    show(b"\xd8" + bytes([tag, 0x58, len(item)]) + item)
    show(b"\xd8" + bytes([tag + 4, 0x58, len(item)]) + bytes(reversed(item)))
# Those of 128 bits, and the one that is reserved, are tags as any others.
print(loads(b"\xd8\x53\x41a"), loads(b"\xd8\x57\x41a"), loads(b"\xd8\x4c\x41a"), loads(b"\xd8\x58\x41a"))
show(b"\xd8\x45\x40")
show(b"\xd8\x45\x5f\x41\x01\x43\x02\x03\x04\xff")
for data in (b"\xd8\x45\x43abc", b"\xd8\x45\x61a", b"\xd8\x45\x80", b"\xd8\x55\x45abcde"):
    try:
        print(loads(data))
    except cbor2.CBORDecodeError as e:
        print(type(e).__name__, e)

for code in "bBhHiIqQfd":
    given = array(code, [1, 2, 100])
    data = dumps(given)
    read = loads(data)
    assert type(read) is array and list(read) == list(given) and dumps(read) == data, code
    read.append(7)
    assert list(read) == [1, 2, 100, 7]
print(dumps(array("h", [1, -2])), dumps(array("B")), len(dumps(array("H", range(10000)))))

# With a shape
for shape, strides in (
    ((2, 3), None),
    ((3, 2), None),
    ((2, 3), (4, 8)),
    ((6, 1), None),
    ((1, 1, 6), None),
    ((0, 3), None),
):
    size = 1
    for n in shape:
        size *= n
    given = mpickle.ndarray(shape, "f4", array("f", range(size)), 0, strides)
    data = dumps(given)
    read = loads(data)
    assert read == given and read.shape == shape, shape
    print(data[:6], read)
given = mpickle.ndarray((2, 2), ">i2", b"\x00\x01\x00\x02\x00\x03\x00\x04")
print(
    dumps(given),
    dumps(mpickle.ndarray((2,), "?", b"\x00\x01")),
    dumps(given[0]),
    dumps(mpickle.ndarray((3,), "u1", bytes(range(6)), 0, (2,))),
)
read = loads(b"\xd8\x28\x82\x82\x02\x02\xd8\x40\x44abcd")
read[0, 1] = 7
print(read, read.tolist())
for data in (
    b"\xd8\x28\x82\x82\x02\x03\xd8\x40\x44abcd",
    b"\xd8\x28\x82\x82\x20\x02\xd8\x40\x44abcd",
    b"\xd8\x28\x82\x82\x61a\x02\xd8\x40\x44abcd",
    b"\xd8\x28\x82\x82\x1b\xff\xff\xff\xff\xff\xff\xff\xff\x1b\xff\xff\xff\xff\xff\xff\xff\xff\xd8\x40\x44abcd",
    b"\xd8\x28\x82\x82\x00\x02\xd8\x40\x44abcd",
):
    try:
        print(loads(data))
    except cbor2.CBORDecodeError as e:
        print(type(e).__name__, e)
# What is no shape with a typed array is a tag as any other.
for data in (
    b"\xd8\x28\x01",
    b"\xd8\x28\x81\x01",
    b"\xd8\x28\x82\x82\x01\x02\x82\x01\x02",
    b"\xd8\x28\x82\x01\xd8\x40\x41a",
):
    print(loads(data))

# Bytes that are referred to again stay what they are.
read = loads(b"\xd9\x01\x00\x83\xd8\x40\x44abcd\xd8\x19\x00\xd8\x40\xd8\x19\x00")
read[0][0] = 0
print(read)
# From flash
data = dumps([array("f", [1.5] * 300)])
read = loads(data, copy=False)[0]
print(len(read), read[299])
print(loads(b"\xd9\x01\x00\x82\x63abc\xd8\x45\x40", copy=False))
for obj in (mpickle.ndarray((1,), "c8", bytes(8)), mpickle.ndarray((1,), "M8[s]", bytes(8))):
    try:
        print(dumps(obj))
    except cbor2.CBOREncodeError as e:
        print(type(e).__name__, e)
