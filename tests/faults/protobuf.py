# Protocol Buffers: schemas of each kind, every entry point, Message classes, fields without a schema.
import io

import minipb
from harness import Broken, every

COLOURS = {"RED": 0, "GREEN": 1, "BLUE": -1}
POINT = (("x", "z"), ("y", "d"))
SCHEMA = (
    ("id", "U"),
    ("colour", "e", COLOURS),
    ("raw", "#T"),
    ("points", "+[@12", POINT),
    ("data", "a"),
    ("levels", "m", ("U", "[", POINT)),
    ("number", "T|value"),
    ("text", "U|value"),
    ("position", "[", POINT),
    ("big", "+Q"),
)
RECORD = {
    "id": "x" * 40,
    "colour": "BLUE",
    "raw": tuple(range(300)),
    "points": tuple({"x": i, "y": i * 0.5} for i in range(30)),
    "data": b"b" * 700,
    "levels": {str(i): {"x": i, "y": 1.5} for i in range(9)},
    "number": None,
    "text": "t" * 20,
    "position": {"x": -(2**40), "y": 2.5},
    "big": (2**64 - 1, 1, 2**63),
}


def wire_of(schema=SCHEMA, **options):
    return minipb.Wire(schema, proto3=True, **options)


WIRE = wire_of()
DATA = WIRE.encode(RECORD)


def is_whole(x):
    return x == RECORD


def is_data(x):
    return bytes(x) == DATA


every("Wire", lambda _: wire_of(), lambda x: x.encode(RECORD) == DATA)
every("Wire of iterators", lambda _: minipb.Wire(iter([("a", "T"), ("b", "+U")])).encode({"a": 1, "b": None}), bool)
every("encode", lambda _: WIRE.encode(RECORD), is_data)
every(
    "encode iterators",
    lambda _: WIRE.encode({"raw": iter(range(300))}),
    lambda x: x == WIRE.encode({"raw": RECORD["raw"]}),
)
every("decode", lambda _: WIRE.decode(DATA), is_whole)
every("decode a stream", lambda _: WIRE.decode(io.BytesIO(DATA)), is_whole)
every("decode in two parts", lambda _: WIRE.decode(DATA + DATA)["raw"], lambda x: x == RECORD["raw"] * 2)
every("decode_into", lambda record: WIRE.decode_into(DATA, record), lambda x: x["other"] == 1, lambda: {"other": 1})
every("encode_delimited", lambda _: WIRE.encode_delimited(RECORD), lambda x: x[2:] == DATA)


def into(buffer):
    return buffer[: WIRE.encode_into(RECORD, buffer)]


every("encode_into", into, is_data, lambda: bytearray(len(DATA)))


def items(_):
    return tuple(WIRE.iter(io.BytesIO(DATA), "points"))


every("iter", items, lambda x: x == RECORD["points"])


def dump(_):
    out = io.BytesIO()
    minipb.dump(RECORD, out, wire=WIRE)
    return out.getvalue()


every("dump", dump, lambda x: x[2:] == DATA)
DELIMITED = WIRE.encode_delimited(RECORD)
every("load", lambda _: minipb.load(io.BytesIO(DELIMITED), wire=WIRE), is_whole)
every("dumps", lambda _: minipb.dumps(RECORD, wire=WIRE, delimited=True), lambda x: x == DELIMITED)
every("loads", lambda _: minipb.loads(DELIMITED, wire=WIRE, delimited=True), is_whole)


def feed(decoder):
    got = []
    for at in range(0, len(DELIMITED), 7):
        decoder.feed(DELIMITED[at : at + 7])
        got += list(decoder)
    return got


def feed_again(decoder):
    try:
        if list(decoder) not in ([], [RECORD]):
            raise Broken("objects")
    except minipb.CodecError:
        pass
    decoder.reset()
    return feed(decoder)


every("Decoder", feed, lambda x: x == [RECORD], lambda: minipb.Decoder(wire=WIRE), feed_again)


def packets(_):
    unpacker = minipb.Unpacker(wire=WIRE)
    unpacker.feed(minipb.pack(RECORD, wire=WIRE))
    return next(unpacker)


every("packets", packets, is_whole)

# Tuples, and groups that are skipped.
every("format string", lambda _: minipb.Wire("U+[Td@9]#z[[T]]").decode(b""), lambda x: x == (None,) * 4)
every(
    "tuples",
    lambda _: minipb.decode("+[T+U]", minipb.encode("+[T+U]", [(1, ["a", "b"])] * 9)),
    lambda x: len(x[0]) == 9,
)
every("groups", lambda _: minipb.decode("T", b"\x7b" * 60 + b"\x7c" * 60 + b"\x08\x01"), lambda x: x == (1,))
DEEP = b""
for _ in range(40):
    DEEP = b"\x0a" + bytes((len(DEEP),)) + DEEP
every("deep", lambda _: minipb.decode("[" * 40 + "T" + "]" * 40, DEEP), lambda x: len(x) == 1)

# Of a proto2 file: `message M { optional int64 n = 1 [default = 1234567890123]; optional string s = 2 [default =
# "by default"]; map<string, E> k = 3; } enum E { ZERO = 0; ONE = 1; }`, as mpickle.proto writes it.
PROTO2 = (
    b"MPB\x01\x02\x00\x03\x00\x00\x00\x03\x00\x03\x00\x02\x00\x05\x00\x02\x00\x01\x00\x00\x00t@\x00\x00h\x00\x01"
    b"\x00\x02\x00\x00\x00U@\x00\x00q\x00\x01\x00\x03\x00\x00\x00m\x00\x01\x00~\x00\x01\x00\x01\x00\x00\x00U\x00\x00\x00"
    b"\x7f\x00\x03\x00\x02\x00\x00\x00e \x02\x00\x82\x00\x05\x00\x00\x00\x00\x00x\x00\x00\x00\x87\x00\x04\x00\x01"
    b"\x00\x00\x00x\x00\x00\x00\x8b\x00\x03\x00n\xcb\x04\xfbq\x1f\x01\x00\x00s\n\x00by defaultkkeyvalueZEROONE"
)
# An entry that is unknown, and one that is not.
ENTRIES = b"\x1a\x2c\x0a\x28" + b"u" * 40 + b"\x10\x07" + b"\x1a\x05\x0a\x01a\x10\x01"
every(
    "proto2",
    lambda _: minipb.Wire(PROTO2, unknown="rest").decode(ENTRIES),
    lambda x: x == {"n": 1234567890123, "s": "by default", "k": {"a": "ONE"}, "rest": ENTRIES[:46]},
)

# Without a schema.
RAW = minipb.decode_raw(DATA)
every("decode_raw", lambda _: minipb.decode_raw(DATA), lambda x: x == RAW)
every("encode_raw", lambda _: minipb.encode_raw(RAW), is_data)


# Classes.
@minipb.process_message_fields
class Point(minipb.Message):
    x = minipb.Field(1, minipb.TYPE_SINT, required=True)


def decorate(_):
    # No class statement: MicroPython's own leaves its names behind when its body raises.
    fields = {"points": minipb.Field(2, Point, repeated=True), "start": minipb.Field(1, Point)}
    Track = minipb.process_message_fields(type("Track", (minipb.Message,), fields))
    track = Track(points=[Point(x=1), Point(x=300)], start=Point(x=-1))
    again = Track.decode(track.encode())
    return again.start, again.points, repr(again), Track.from_dict(again.to_dict())


TRACK = decorate(None)
every("Message", decorate, lambda x: x[:3] == TRACK[:3] and x[3].points[1].x == 300)
every("repr", lambda _: repr(TRACK[3]), lambda x: x == TRACK[2])


# Errors name the field and the byte.
def wrong(_):
    try:
        WIRE.encode({"raw": [-1]})
    except minipb.CodecError as error:
        return str(error)


every("error", wrong, lambda x: x == wrong(None))
print("done")
