# What each type is written as, and read as.
from collections import OrderedDict, namedtuple

import cbor2
import cbor2._decoder
from cbor2 import CBORSimpleValue, CBORTag, _encoder, dumps, loads, undefined
from cbor2._encoder import CBOREncodeError


def show(*given):
    for obj in given:
        data = dumps(obj)
        print(repr(obj), data, repr(loads(data)))


def refused(kind, function, *args, **kwargs):
    try:
        print("not refused", function(*args, **kwargs))
    except kind as e:
        print(type(e).__name__, e)


# Integers of any size
for n in (0, 23, 24, 2**32, 2**63, 2**64 - 1, 2**64, 2**100):
    for value in (n, -n, -1 - n):
        assert loads(dumps(value)) == value, value
show(2**64, -(2**64) - 1)
print(loads(b"\xc2\x40"), loads(b"\xc3\x41\x00"), loads(b"\xc2\x42\x00\x07"))

# Bytes, tuples, sets, subclasses
show(bytearray(b"ab"), memoryview(b"ab")[1:], (1, (2,)), {7}, frozenset([8]))
Point = namedtuple("Point", "x y")
show(Point(1, 2))
print(dumps(OrderedDict([("z", 1), ("a", 2)])), loads(dumps({(1, 2): 3})))


class AList(list):
    pass


class ADict(dict):
    pass


class AStr(str):
    pass


class ABytes(bytes):
    pass


class ATuple(tuple):
    pass


print(dumps([AList([1]), ADict({1: 2}), AStr("s"), ABytes(b"b"), ATuple((1,))]))

# Floats
for width in ("double", "single", "shortest"):
    print(dumps([1.5, 100000.0], float=width))
show(1 + 2j, CBORTag(43000, [1, "no"]))
# Zeros keep their signs, beside integers too.
for item in ("f90000f98000", "f98000f90000", "f98000f98000", "f9fc00f98000", "01f98000", "f980001b0000000100000000"):
    print(dumps(loads(bytes.fromhex("d9a7f882" + item)), float="shortest").hex())

# Tags, simple values, undefined
show(CBORTag(1, 2), CBORTag(2**64 - 1, [CBORTag(0, "")]), CBORSimpleValue(0), CBORSimpleValue(255), undefined)
tag = CBORTag(5, "x")
print(tag.tag, tag.value, tag == CBORTag(5, "x"), tag != CBORTag(5, "y"), tag == 5, {tag: 1}[CBORTag(5, "x")])
simple = CBORSimpleValue(7)
print(simple.value, simple == CBORSimpleValue(7), simple == 7, simple == 8, {simple: 1}[7], not undefined)
print(dumps([CBORSimpleValue(20), CBORSimpleValue(22)]), loads(b"\xd9\xd9\xf7\x81\x01"))
refused(TypeError, CBORTag, -1, 0)
refused(TypeError, CBORTag, 2**64, 0)
refused(TypeError, CBORTag, "1", 0)
refused(ValueError, CBORSimpleValue, 24)
refused(ValueError, CBORSimpleValue, 256)
refused(AttributeError, setattr, tag, "value", 1)

# What has no form
refused(cbor2.CBOREncodeError, dumps, object())
refused(cbor2.CBOREncodeError, dumps, [print])
refused(cbor2.CBOREncodeError, dumps, int)
circle = []
circle.append(circle)
refused(cbor2.CBOREncodeError, dumps, circle)

# The order of keys: RFC 8949, section 4.2.1
keys = {"aa": 1, "b": 2, 100: 3, -1: 4, False: 5, (100,): 6, (-1,): 7, 10: 8}
print(dumps(keys, canonical=True))
print(dumps({3, 1, "b", 2}, canonical=True), dumps([0.5, 1.1], canonical=True))
print(loads(dumps(keys, canonical=True), deterministic=True) == keys)

# Strings that come again, containers without a length
texts = ["aaaa", "bbbb", "aaaa", b"aaaa", b"aaaa", "c", "c"]
print(dumps(texts, string_referencing=True), loads(dumps(texts, string_referencing=True)) == texts)
print(dumps([1, {2: (3,)}, []], indefinite_containers=True))

# micropython-lib's parts, which have the exceptions there.
print(cbor2._decoder.CBORDecodeError is cbor2.CBORDecodeError, CBOREncodeError is cbor2.CBOREncodeError)
print(_encoder.CBOREncoder is cbor2.CBOREncoder)
