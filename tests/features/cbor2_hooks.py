# default, tag_hook and object_hook; CBOREncoder and CBORDecoder; options of loads.
import io

from cbor2 import CBORDecoder, CBOREncoder, CBORTag, dumps, loads


def refused(function, *args, **kwargs):
    try:
        print("not refused", function(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__, e)


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


def default(encoder, obj):
    assert isinstance(encoder, CBOREncoder)
    if isinstance(obj, Point):
        encoder.encode(CBORTag(4000, [obj.x, obj.y]))
    elif obj is Ellipsis:
        encoder.encode(None)


def tag_hook(decoder, tag):
    assert isinstance(decoder, CBORDecoder)
    if tag.tag == 4000:
        return Point(*tag.value)
    if tag.tag == 24:
        return decoder.decode_from_bytes(tag.value)
    return tag


data = dumps([Point(1, Point(2, ...)), {"p": Point(3, 4)}], default=default)
print(data)
read = loads(data, tag_hook=tag_hook)
print(read[0].x, read[0].y.x, read[0].y.y, read[1]["p"].y)
print(loads(b"\xd8\x18\x45\xd9\x0f\xa0\x81\x01", tag_hook=lambda decoder, tag: tag.value))
print(loads(b"\xd8\x18\x43\xd8\x63\x07", tag_hook=tag_hook))
# Of every map, from the inside to the outside.
print(loads(b"\xa2\x01\xa0\x02\x81\xa1\x03\x04", object_hook=lambda decoder, d: sorted(d.items())))

refused(dumps, object())
refused(dumps, object(), default=default)
refused(dumps, object(), default=lambda encoder, obj: encoder.encode(object()))
refused(dumps, object(), default=lambda encoder, obj: (encoder.encode(1), encoder.encode(2)))
refused(dumps, object(), default=lambda encoder, obj: encoder.write(b"\x01"))
refused(dumps, object(), default=lambda encoder, obj: 1 // 0)
refused(loads, b"\xc1\x00", tag_hook=lambda decoder, tag: 1 // 0)
refused(loads, b"\xc1\x00", tag_hook=lambda decoder, tag: decoder.decode())
refused(loads, b"\xa0", object_hook=1)

# A hook may dump and load.
print(dumps([...], default=lambda encoder, obj: encoder.encode(dumps([1]))))
print(loads(b"\xc1\x41\x07", tag_hook=lambda decoder, tag: loads(tag.value)))
# A hook that changes what is written, or where that is.
items = [1, ..., 2]
refused(dumps, {1: items, 2: 3}, default=lambda encoder, obj: items.clear() or encoder.encode(0))
buffer = bytearray(b"\x82\xc1\x00\x02")
print(loads(buffer, tag_hook=lambda decoder, tag: buffer.extend(bytes(1000)) or tag))

# Files
file = io.BytesIO()
encoder = CBOREncoder(file, canonical=True)
encoder.encode({"b": 1, "a": 1.5})
encoder.write(b"\x01")
CBOREncoder(file, default=default).encode(Point(5, 6))
print(file.getvalue())
decoder = CBORDecoder(io.BytesIO(file.getvalue() + b"rest"), tag_hook=tag_hook)
print(decoder.decode() == {"a": 1.5, "b": 1}, decoder.decode(), decoder.decode().y, decoder.read(2), decoder.read(5))
refused(decoder.decode)

# Options
print(loads(b"\x82\x81\x01\xa1\x01\x80", use_tuple=True))
print(loads(b"\xa2\x01\x02\x01\x03"))
refused(loads, b"\x81\x9f\xff", allow_indefinite=False)
print(loads(b"\x64a\xff\xc3\xbc", str_errors="replace"), loads(b"\x41\xff", str_errors="replace"))
refused(loads, b"\x61\xff", str_errors="strict")
refused(loads, b"\x61\xff", str_errors="other")
refused(dumps, 1.5, float="half")
try:
    loads(b"\x00", other=1)
except TypeError:
    print("TypeError")
# What RFC 8949, section 4.2.1, would not write
for data in (
    b"\x18\x17",
    b"\x19\x00\xff",
    b"\x1a\x00\x00\xff\xff",
    b"\x1b\x00\x00\x00\x00\xff\xff\xff\xff",
    b"\x58\x01a",
    b"\x98\x00",
    b"\xd8\x01\x00",
    b"\xfa\x00\x00\x00\x00",
    b"\xfb\x3f\xf8\x00\x00\x00\x00\x00\x00",
    b"\xf9\x7e\x01",
    b"\xa2\x02\x00\x01\x00",
    b"\xa2\x61b\x00\x61a\x00",
    b"\xa2\x20\x00\x18\x64\x00",
    b"\xa2\x01\x00\x01\x00",
    b"\x5f\xff",
    b"\x7f\xff",
    b"\x9f\xff",
    b"\xbf\xff",
    b"\xa1\x01\xa2\x02\x00\x01\x00",
):
    loads(data)
    refused(loads, data, deterministic=True)
print(loads(b"\xa2\x18\x64\x00\x20\x00", deterministic=True))
