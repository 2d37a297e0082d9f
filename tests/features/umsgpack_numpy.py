# numpy=True: arrays as msgpack-numpy writes them.
from array import array

import mpickle
import umsgpack
import umsgpack.mpk_tuple


def refused(data):
    try:
        print("not refused", umsgpack.loads(data, numpy=True))
    except Exception as e:
        print(type(e).__name__, e)


def shown(obj):
    return type(obj).__name__, obj


for line in (
    array("h", (1, -2, 300)),
    array("d", (0.5,)),
    array("B"),
    mpickle.ndarray((2, 3), "<i2", bytearray(range(12))),
    mpickle.ndarray((2, 3), ">u4", bytearray(range(24))),
    mpickle.ndarray((2, 2), "?", bytearray((0, 1, 1, 0))),
    mpickle.ndarray((), "<f4", bytearray(4)),
    mpickle.ndarray((0, 3), "<f8", b""),
):
    data = umsgpack.dumps([line], numpy=True)
    (again,) = umsgpack.loads(data, numpy=True)
    plain = umsgpack.loads(data)[0]
    print(plain[b"type"], plain[b"shape"], plain[b"data"], plain[b"nd"], plain[b"kind"])
    print(shown(again))
    # What was read is written as it was.
    print(umsgpack.loads(umsgpack.dumps(again, numpy=True)) == plain or plain[b"type"])
# Without the option they are bytes, and a map is a map.
print(umsgpack.dumps(array("B", (1, 2))), umsgpack.loads(b"\x81\xc4\x02nd\xc3"))

# In slices; the first axis fastest.
whole = mpickle.ndarray((3, 4), "u1", bytearray(range(12)))
print(umsgpack.loads(umsgpack.dumps(whole[1:, ::2], numpy=True))[b"data"])
turned = mpickle.ndarray((3, 2), "u1", bytearray(range(6)), strides=(1, 3))
print(umsgpack.loads(umsgpack.dumps(turned, numpy=True))[b"data"])


# As older ones have it: keys that are text; single numbers.
def packed(**entries):
    return umsgpack.dumps({key.encode(): value for key, value in entries.items()})


text = umsgpack.dumps({"nd": True, "type": b"<u2", "shape": [2], "data": b"\x01\x02\x03\x04"})
print(umsgpack.loads(text, numpy=True))
print(umsgpack.loads(packed(nd=False, type="<i4", data=b"\xff\xff\xff\xff"), numpy=True))
print(umsgpack.loads(packed(nd=False, type="|b1", data=b"\x01"), numpy=True))
print(umsgpack.loads(packed(nd=False, type="<f8", data=b"\0\0\0\0\0\0\xf8?"), numpy=True))
# Objects and records stay maps, and so does what only looks like one.
print(umsgpack.loads(packed(nd=True, type=[["a", "<i2"]], kind=b"V", shape=[1], data=b"\0\0"), numpy=True)[b"nd"])
print(umsgpack.loads(packed(nd=True, type="<i2", other=1), numpy=True)[b"other"])
print(umsgpack.loads(packed(nd=True), numpy=True), umsgpack.loads(b"\x81\x01\x02", numpy=True))
for entries in (
    {"nd": True, "type": "<i2", "kind": b"", "shape": [2], "data": b"abc"},
    {"nd": True, "type": "<i2", "kind": b"", "shape": [1], "data": "ab"},
    {"nd": True, "type": "<i2", "kind": b"", "shape": [-1], "data": b"ab"},
    {"nd": True, "type": "<i2", "kind": b"", "shape": [1 << 31, 1 << 31, 1 << 31], "data": b"ab"},
    {"nd": True, "type": "<i2", "kind": b"", "shape": [0, 1 << 40], "data": b"ab"},
    {"nd": True, "type": "<i3", "kind": b"", "shape": [1], "data": b"abc"},
    {"nd": True, "type": 5, "kind": b"", "shape": [1], "data": b"a"},
    {"nd": True, "type": "<i2", "kind": b"", "data": b"ab"},
    {"nd": False, "type": "<i2", "data": b"abc"},
    {"nd": 1, "type": "<i2", "shape": [1], "data": b"ab"},
    {"nd": True, "type": "<i2", "kind": b"", "shape": [1] * 65, "data": b"ab"},
):
    refused(packed(**entries))

# Among other objects, in pieces, and not copied.
numbers = mpickle.ndarray((2, 2), "<u2", bytearray(range(8)))
data = umsgpack.dumps({"a": [numbers, numbers], "b": None}, numpy=True)
decoder = umsgpack.Decoder(numpy=True)
for at in range(0, len(data), 3):
    decoder.feed(data[at : at + 3])
print(next(decoder))
print(umsgpack.loads(data, numpy=True, copy=False)["a"][1])
print(umsgpack.loads(umsgpack.dumps(array("h"), numpy=True), numpy=True, copy=False))
# Tuples that are ext do not reach the shape.
print(umsgpack.loads(umsgpack.dumps((numbers,), numpy=True), numpy=True))
