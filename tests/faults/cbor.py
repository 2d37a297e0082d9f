# CBOR: every entry point, hooks, tags, references to strings, order, arrays.
import io
from array import array

import cbor2
from cbor2 import CBORSimpleValue, CBORTag, undefined
from harness import Broken, every


class Point:
    def __init__(self, x):
        self.x = x

    def __eq__(self, other):
        return isinstance(other, Point) and self.x == other.x


def default(encoder, obj):
    encoder.encode(CBORTag(4000, obj.x))


def tag_hook(decoder, tag):
    return Point(tag.value) if tag.tag == 4000 else tag


PLAIN = {"list": [1, 2.5, None, "text" * 20, 2**63, -(2**70)], "bytes": b"b" * 700, (1, (2,)): {"list": [[], {}]}}
OWN = [{1, "two", 2**65}, CBORTag(2**40, [CBORSimpleValue(99), undefined]), Point("x" * 20), 1 + 2j]
LONG = [list(range(1100)), {i: str(i) for i in range(60)}]
TEXTS = [{"name": "value", "other": ["name", "x" * 40]} for _ in range(12)]
WAYS = (
    ("plain", PLAIN, {}),
    ("own", OWN, {}),
    ("long", LONG, {}),
    ("order", [PLAIN, {3, 1, 2}], {"canonical": True}),
    ("references", TEXTS, {"string_referencing": True}),
    ("open", PLAIN, {"indefinite_containers": True}),
)

for name, obj, options in WAYS:
    data = cbor2.dumps(obj, default=default, **options)
    loads_options = {"tag_hook": tag_hook}
    if name == "order":
        loads_options["deterministic"] = True

    def is_whole(x, obj=obj):
        return x == obj

    def is_data(x, data=data):
        return bytes(x) == data

    def dumps(_, obj=obj, options=options):
        return cbor2.dumps(obj, default=default, **options)

    every("dumps " + name, dumps, is_data)

    def loads(_, data=data, options=loads_options):
        return cbor2.loads(data, **options)

    every("loads " + name, loads, is_whole)

    def load(_, data=data, options=loads_options):
        return cbor2.CBORDecoder(io.BytesIO(data), **options).decode()

    every("decode " + name, load, is_whole)

    def dump(_, obj=obj, options=options):
        out = io.BytesIO()
        cbor2.CBOREncoder(out, default=default, **options).encode(obj)
        return out.getvalue()

    every("encode " + name, dump, is_data)

    def into(buffer, obj=obj, options=options):
        return buffer[: cbor2.dump_into(obj, buffer, default=default, **options)]

    every("dump_into " + name, into, is_data, lambda data=data: bytearray(len(data)))

    def feed(_, data=data, options=loads_options):
        decoder = cbor2.Decoder(**options)
        got = []
        for at in range(0, len(data), 7):
            decoder.feed(data[at : at + 7])
            got.extend(decoder)
        if len(got) != 1:
            raise Broken("feed", len(got))
        return got[0]

    every("feed " + name, feed, is_whole)

# Chunks, and arrays that take the memory of bytes
CHUNKS = b"\x82\x5f\x58\x40" + b"a" * 64 + b"\x43abc\xff\x7f\x63\xe2\x82\xac\xff"
every("chunks", lambda _: cbor2.loads(CHUNKS), lambda x: x == [b"a" * 64 + b"abc", "\u20ac"])
items = array("h", range(300))
written = cbor2.dumps([items, CBORTag(40, [[20, 15], items])])
every("arrays", lambda _: cbor2.dumps(cbor2.loads(written)), lambda x: x == written)
