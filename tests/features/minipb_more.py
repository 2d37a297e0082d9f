# minipb: what the Python library has not: enums, oneofs, maps, defaults, streams, buffers.
import io

import minipb

if not hasattr(io, "BytesIO"):
    print("SKIP")  # no io.BytesIO
    raise SystemExit


def show(text, function, *args):
    try:
        print(text, function(*args))
    except Exception as error:
        print(text, type(error).__name__, error)


colours = {"RED": 0, "GREEN": 1, "BLUE": -1}
wire = minipb.Wire(
    (
        ("colour", "e", colours),
        ("colours", "#e", colours),
        ("counts", "m", ("U", "t")),
        ("points", "m", ("T", "[", (("x", "z"), ("y", "z")))),
        ("kinds", "m", ("b", "e", colours)),
        ("number", "T|value"),
        ("text", "U|value"),
        ("inner", "[|value", (("a", "T"),)),
        ("plain", "d"),
        ("maybe", "?T"),
    ),
    proto3=True,
)
empty = wire.decode(b"")
print(sorted(empty.items()))
print(wire.encode(empty), wire.encode({}))
full = {
    "colour": "GREEN",
    "colours": ["RED", "BLUE", 7],
    "counts": {"a": -1},
    "points": {5: {"x": 1, "y": -2}},
    "kinds": {True: "BLUE"},
    "inner": {"a": 3},
    "plain": 2.5,
    "maybe": 0,
}
data = wire.encode(full)
print(data)
back = wire.decode(data)
for name in ("colour", "colours", "counts", "kinds", "plain", "maybe", "number"):
    print(name, back[name])
print(sorted(back["points"][5].items()), back["inner"])
# The last one of a oneof counts.
back = wire.decode(wire.encode({"number": 5}) + wire.encode({"text": "x"}))
print(back["number"], back["text"], back["inner"])
show("oneof", wire.encode, {"number": 1, "text": ""})
show("enum", wire.encode, {"colour": "PINK"})
show("map", wire.encode, {"counts": []})
# Numbers of an enum have 32 bits, whatever a machine word has.
edges = minipb.Wire((("e", "+e", {"LOW": -(2**31), "HIGH": 2**31 - 1, "ZERO": 0}),))
data = edges.encode({"e": ["LOW", "HIGH", "ZERO"]})
print(data, edges.decode(data))
for number in (2**31, -(2**31) - 1, 2**63, -(2**63), 2**64 - 2**31, 2**200):
    show(number, minipb.Wire, (("e", "e", {"A": number}),))
# A field of another type is unknown to proto3.
print(wire.decode(b"\x0a\x01a\x4a\x00")["colour"])

# Groups and unknown fields are skipped; both packings are read.
plain = minipb.Wire((("a", "+T"), ("b", "U")))
print(sorted(plain.decode(b"\x08\x01\x0a\x02\x02\x03\x7b\x12\x01q\x7c\x12\x01z").items()))

# Errors say which field, and where.
show("error", plain.decode, b"\x0a\x01\x05\x15\x01\x02\x03\x04")
show("error", plain.decode, b"\x12\x02\xff\xff")
show("error", plain.decode, b"\x0a\x7f\x01")
show("error", plain.decode, b"\x00")
show("error", plain.encode, {"a": [-1], "b": None})
show("error", plain.encode, {"a": [2**64], "b": None})
show("error", plain.encode, {"a": 5, "b": None})
show("error", plain.encode, {"a": [], "b": b"bytes"})
show("error", plain.encode, 5)
show("error", plain.decode, "text")

# Streams: to their end, or with a length before each message.
many = minipb.Wire((("items", "+[", (("id", "T"), ("name", "U"))), ("end", "T")))
feed = many.encode({"items": [{"id": i, "name": "n" * i} for i in range(60)], "end": 7})
print(len(feed), many.decode(io.BytesIO(feed)) == many.decode(feed))
print([(item["id"], len(item["name"])) for item in many.iter(io.BytesIO(feed), "items")][::20])
print(sum(item["id"] for item in many.iter(io.BytesIO(feed), 1)))
show("iter", list, many.iter(io.BytesIO(feed[:-5]), "items"))
for field in (None, "nothing", 7):
    show("iter", many.iter, io.BytesIO(feed), field)
show("iter", many.iter, io.BytesIO(feed), "end")
log = io.BytesIO()
for i in range(3):
    minipb.dump({"items": None, "end": i}, log, wire=many)
print(log.getvalue(), many.encode_delimited({"items": None, "end": 1}))
log.seek(0)
print([minipb.load(log, wire=many)["end"] for i in range(3)])
show("end", lambda: minipb.load(log, wire=many))
decoder = minipb.Decoder(wire=many)
got = []
for byte in log.getvalue():
    decoder.feed(bytes([byte]))
    got += [message["end"] for message in decoder]
print(got)
show("wire", lambda: minipb.loads(b"", wire=5))

# Buffers of the program's.
buffer = bytearray(20)
end = many.encode_into({"items": None, "end": 300}, buffer, 2)
print(end, bytes(buffer[:end]))
show("small", many.encode_into, {"items": None, "end": 2**60}, bytearray(3))
record = {"other": 1}
print(many.decode_into(b"\x10\x05", record) is record, sorted(record.items()))

# Message in message, deeper than any C stack.
deep = b""
nest = minipb.Wire("[T]")
for _ in range(500):
    deep = bytes([0x7B]) + deep + bytes([0x7C])
print(nest.decode(deep))
circle = {"items": [], "end": 1}
circle["items"].append(circle)
loop = minipb.Wire((("items", "+[", (("items", "+[", (("items", "T"),)),)),))
show("circle", loop.encode, circle)

# A mistake in a schema names the field.
for mistake in ("[T", "T!", "y", "*", "T@", "T@0", "T@2147483648", "x2@1@", "[", "e", "m", "T|"):
    show(mistake, minipb.Wire, (("first", "T"), ("second", mistake)))
for more in (5, (), {"A": "b"}, {5: 1}):
    show("e", minipb.Wire, (("second", "e", more),))
for more in ((), ("f", "T"), ("T",), ("T", "m"), ("T", "T@4"), ("T", "T|a")):
    show("m", minipb.Wire, (("second", "m", more),))

# A mistake in a schema is named by its field, or by that around it.
for bad in (
    [("temps", 5)],
    [("temps", "[", 5)],
    [("temps", "+[", None)],
    [("temps", "m", ("U", "[", 5))],
    [("temps", [5])],
    [("temps", [(5, "U")])],
    [("temps", int)],
    [("temps", (("ok", "T"), ("inner", 1.5)))],
    [("temps", "[")],
    [("temps", "e", 5)],
    [("temps", "m", 5)],
    [5],
    5,
    int,
):
    try:
        print(minipb.Wire(bad))
    except Exception as error:
        print("schema", type(error).__name__, error)
