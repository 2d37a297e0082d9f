# umsgpack's names, options, exceptions and ext, as programs for micropython-msgpack use them.
import array
import io
from collections import OrderedDict, namedtuple

import umsgpack


def show(f, *args, **kwargs):
    try:
        print(f(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__, str(e).split(" at byte")[0])


print(umsgpack.__version__, umsgpack.float_precision in ("single", "double"))
print(umsgpack.builtins, umsgpack.custom, umsgpack.packers)
for e, base in (
    ("UnsupportedTypeException", umsgpack.PackException),
    ("InsufficientDataException", umsgpack.UnpackException),
    ("InvalidStringException", umsgpack.UnpackException),
    ("ReservedCodeException", umsgpack.UnpackException),
    ("UnhashableKeyException", umsgpack.UnpackException),
    ("DuplicateKeyException", umsgpack.UnpackException),
):
    print(e, issubclass(getattr(umsgpack, e), base))

# Options of dumps.
show(umsgpack.dumps, [1.5], force_float_precision="single")
show(umsgpack.dumps, [1.5], force_float_precision="double")
show(umsgpack.dumps, 1.5, force_float_precision="half")
show(umsgpack.dumps, 1, any="option")
# Options of loads.
show(umsgpack.loads, b"\xa2\xff\xfe")
show(umsgpack.loads, b"\xa2\xff\xfe", allow_invalid_utf8=True)
show(umsgpack.loads, b"\xa1\xff", allow_invalid_utf8=False)
long = b"\xda\x08\x00" + b"\xff" * 2048
print(
    umsgpack.loads(long, allow_invalid_utf8=True) == long[3:],
    umsgpack.load(io.BytesIO(long), allow_invalid_utf8=True) == long[3:],
)
show(umsgpack.loads, b"\x92\x01\x91\x02", use_tuple=True)
ordered = umsgpack.loads(b"\x83\xa1z\x01\xa1y\x02\xa1a\x03", use_ordered_dict=True)
print(type(ordered) is OrderedDict, list(ordered.items()))
show(umsgpack.loads, b"\x81\x92\x01\x92\x02\x03\x01")
# Errors.
show(umsgpack.loads, b"\xc1")
show(umsgpack.loads, b"\x82\x01\x02\x01\x03")
show(umsgpack.loads, b"\x82\x01\x02\xc3\x03")
show(umsgpack.loads, b"\x81\x81\x01\x02\x01")
show(umsgpack.loads, b"\x81\x92\x01\x81\x01\x02\x01")
show(umsgpack.loads, b"\xd4\x05\x01")
show(umsgpack.loads, b"\xd4\xfb\x01")
show(umsgpack.loads, "text")
for obj in (2**64, -(2**63) - 1, object(), range(3), {1}):
    try:
        umsgpack.dumps(obj)
    except umsgpack.PackException as e:
        print(type(e).__name__, e)


# Types that derive from native ones, and buffers.
class L(list):
    pass


class D(dict):
    pass


class Ordered(OrderedDict):
    pass


class C(complex):
    pass


N = namedtuple("N", "a b")
show(umsgpack.dumps, [L([1]), N(2, 3), OrderedDict([("z", 1), ("a", 2)])])
show(umsgpack.dumps, [Ordered([("z", 1), ("a", Ordered())]), {1: Ordered()}])
show(umsgpack.dumps, C(1, 2))
print(umsgpack.loads(umsgpack.dumps(D(a=1))))
show(umsgpack.dumps, [array.array("B", [1, 2]), memoryview(b"abc")])
show(umsgpack.dumps, [object()], default=lambda obj: ["in its place"])
show(umsgpack.dumps, [object()], default=lambda obj: obj)


# Classes of the program.
@umsgpack.ext_serializable(0x10)
class Point:
    def __init__(self, x):
        self.x = x

    def packb(self):
        return b"%d" % self.x

    @staticmethod
    def unpackb(data, options):
        print(type(data).__name__, options)
        return Point(int(data))


class Special(Point):
    pass


data = umsgpack.dumps([Point(7), Special(12345678901234567)])
print(data)
print([p.x for p in umsgpack.loads(data, more=3)], [p.x for p in umsgpack.load(io.BytesIO(data))])


@umsgpack.ext_serializable(0x11, range)
class Packer:
    @staticmethod
    def packb(obj, options):
        print(options)
        return umsgpack.dumps([len(obj)])

    @staticmethod
    def unpackb(data, options):
        return range(umsgpack.loads(data)[0])


show(lambda: umsgpack.loads(umsgpack.dumps({"r": range(3)}, more=1)))
for code in (0x10, 200, -129, 2**40, "1"):
    show(umsgpack.ext_serializable(code), int)
show(umsgpack.ext_serializable(0x20), Point)
print(
    umsgpack.custom == {Point: 16},
    umsgpack.packers == {16: Point, 17: Packer},
    umsgpack.builtins == {range: (Packer, 17)},
)


@umsgpack.ext_serializable(0x30)
class Nothing:
    pass


show(umsgpack.dumps, Nothing())
show(umsgpack.loads, b"\xd4\x30\x01")


@umsgpack.ext_serializable(0x31, Nothing)
class NoPacker:
    pass


show(umsgpack.dumps, Nothing())


# What raises in packb and unpackb comes through.
@umsgpack.ext_serializable(0x32)
class Raises:
    def packb(self):
        return self.nowhere

    @staticmethod
    def unpackb(data, options):
        raise KeyError(data)


show(umsgpack.dumps, Raises())
show(umsgpack.loads, b"\xd4\x32\x01")

# ExtType and Timestamp.
show(umsgpack.loads, b"\xd4\x05\x01", ext_hook=umsgpack.ExtType)
ext = umsgpack.ExtType(-5, b"abc")
print(
    ext,
    umsgpack.dumps(ext),
    ext.code,
    ext.data,
    ext == umsgpack.ExtType(-5, b"abc"),
    ext == umsgpack.ExtType(5, b"abc"),
)
ext.code = 100
print(umsgpack.dumps(ext), {ext: 1}[umsgpack.ExtType(100, b"abc")])
ext.code = 128
show(umsgpack.dumps, ext)
show(umsgpack.ExtType, "a", b"")
for parts in ((5,), (5, 7), (2**34 - 1, 999999999), (2**34, 0), (-1, 1), (-(2**63), 0)):
    stamp = umsgpack.Timestamp(*parts)
    data = umsgpack.dumps(stamp)
    print(data, umsgpack.loads(data), umsgpack.loads(data) == stamp)
show(umsgpack.dumps, umsgpack.Timestamp(1, 10**9))
show(umsgpack.dumps, umsgpack.Timestamp(2**63, 0))
show(umsgpack.loads, b"\xd4\xff\x01")

# umsgpack's own, which are in force when they are imported: not before.
show(umsgpack.dumps, (1, (2.5,)), force_float_precision="single")
exec("""
import umsgpack.mpk_set
from umsgpack import mpk_tuple
import umsgpack.mpk_bytearray as own
import umsgpack.mpk_complex
import umsgpack.mpk_odict
print(own is umsgpack.mpk_bytearray is not None, umsgpack.mpk_set is not None)
""")
for obj in ((1, (2.5, [])), (), bytearray(b"ab"), OrderedDict([("z", 1), ("a", 2)]), [{(1, 2): {3}}]):
    data = umsgpack.dumps(obj, force_float_precision="single")
    back = umsgpack.loads(data)
    print(data, back == obj, type(back) is type(obj))
for obj, native in ((Ordered([("z", 1)]), OrderedDict([("z", 1)])), (C(1.5, -2), 1.5 - 2j)):
    print(umsgpack.dumps(obj) == umsgpack.dumps(native), umsgpack.loads(umsgpack.dumps(obj)) == native)
show(umsgpack.ext_serializable(0x52), int)
