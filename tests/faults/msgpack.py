# MessagePack: every entry point, ext of the program's and umsgpack's own.
import io
from collections import OrderedDict

import umsgpack
import umsgpack.mpk_odict
import umsgpack.mpk_set
import umsgpack.mpk_tuple
from harness import Broken, every


@umsgpack.ext_serializable(0x10)
class Point:
    def __init__(self, x):
        self.x = x

    def packb(self):
        return umsgpack.dumps(self.x)

    @staticmethod
    def unpackb(data, options):
        return Point(umsgpack.loads(data))

    def __eq__(self, other):
        return isinstance(other, Point) and self.x == other.x


PLAIN = {"list": [1, 2.5, None, "text" * 20, 2**63, -(2**40)], "bytes": b"b" * 700, (1, (2,)): {"list": [[], {}]}}
OWN = [(1, {2, 3}), OrderedDict([("z", 1), ("a", (2,))]), Point("x" * 20), umsgpack.Timestamp(2**34, 1)]
LONG = [list(range(1100)), {i: str(i) for i in range(60)}]

for name, obj in (("plain", PLAIN), ("own", OWN), ("long", LONG)):
    data = umsgpack.dumps(obj)

    def is_whole(x, obj=obj):
        return x == obj

    def is_data(x, data=data):
        return bytes(x) == data

    every("dumps " + name, lambda _, obj=obj: umsgpack.dumps(obj), is_data)
    every("loads " + name, lambda _, data=data: umsgpack.loads(data), is_whole)
    every("load " + name, lambda _, data=data: umsgpack.load(io.BytesIO(data)), is_whole)

    def dump(_, obj=obj):
        out = io.BytesIO()
        umsgpack.dump(obj, out)
        return out.getvalue()

    every("dump " + name, dump, is_data)

    def into(buffer, obj=obj):
        return buffer[: umsgpack.dump_into(obj, buffer)]

    every("dump_into " + name, into, is_data, lambda data=data: bytearray(len(data)))

    def feed(decoder, data=data):
        got = []
        for at in range(0, len(data), 7):
            decoder.feed(data[at : at + 7])
            got += list(decoder)
        return got

    def feed_again(decoder, obj=obj, feed=feed):
        try:
            if list(decoder) not in ([], [obj]):
                raise Broken("objects")
        except umsgpack.UnpackException:
            pass
        decoder.reset()
        return feed(decoder)

    every("Decoder " + name, feed, lambda x, obj=obj: x == [obj], umsgpack.Decoder, feed_again)

    def packets(_, obj=obj):
        unpacker = umsgpack.Unpacker()
        unpacker.feed(umsgpack.pack(obj))
        return next(unpacker)

    every("packets " + name, packets, is_whole)


# Options, hooks, and text that is none.
def options(_):
    data = umsgpack.dumps([1.5, object], force_float_precision="single", default=str, other=1)
    return umsgpack.loads(data + b"\xd4\x05\x01", use_tuple=True, other=2)


every("options", options, lambda x: x[0] == 1.5)
every("ext_hook", lambda _: umsgpack.loads(b"\x91\xd4\x05\x01", ext_hook=umsgpack.ExtType), lambda x: x[0].code == 5)
every(
    "lenient",
    lambda _: umsgpack.loads(b"\xda\x08\x00" + b"\xff" * 2048, allow_invalid_utf8=True),
    lambda x: len(x) == 2048,
)


# Registration.
class Packer:
    pass


def register(_):
    umsgpack.packers.pop(0x20, None)
    umsgpack.builtins.pop(range, None)
    umsgpack.ext_serializable(0x20, range)(Packer)
    return umsgpack.builtins[range]


every("ext_serializable", register, lambda x: x == (Packer, 0x20))
print("done")
