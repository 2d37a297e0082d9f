# minipb: the examples of its README and of its own tests, with their bytes.
import minipb


def show(text, function, *args):
    try:
        print(text, function(*args))
    except Exception as error:
        print(text, type(error).__name__)


# Format strings: tuples.
hello = minipb.Wire("U")
print(hello.encode("Hello world!"), hello.decode(b"\n\x0cHello world!"), hello.kvfmt)
print(minipb.encode("zz", -62, 472), minipb.decode("zz", b"\x08{\x10\xb0\x07"))
print(minipb.encode("iIqQfd", -1, 1, -1, 1, 1.5, -2.5))
print(minipb.decode("iIqQ", minipb.encode("iIqQ", -1, 2**32 - 1, -(2**63), 2**64 - 1)))
print(minipb.encode("ab", b"test", True), minipb.decode("ab", b"\n\x04test\x10\x01"))
print(minipb.encode("#V", (3, 270, 86942)), minipb.decode("#V", b"\n\x06\x03\x8e\x02\x9e\xa7\x05"))
print(minipb.encode("+U", ["a", "b"]), minipb.decode("+U", b"\n\x01a\n\x01b"))
print(minipb.encode("[TU]", (1, "x")), minipb.decode("[TU]", b"\n\x05\x08\x01\x12\x01x"))
print(minipb.encode("+[T]x2U@9", [(1,), (2,)], "end"), minipb.decode("+[T]x2U@9", b"\n\x02\x08\x01J\x01e"))
print(minipb.encode("T3", 1, None, 3), minipb.decode("T3", b"\x08\x01\x18\x03"), minipb.decode("T+U#z", b""))
print(len(minipb.encode("+z", range(10000))), len(minipb.encode("#z", range(10000))))
print(minipb.Wire("T@10T@9T@1").encode(123, 456, 789))
print(minipb.encode("t", -2), minipb.decode("t", minipb.encode("t", -2)))
few = minipb.Wire("t", vint_2sc_max_bits=32)
print(few.vint_2sc_max_bits, few.encode(-2), few.decode(b"\x08\xfe\xff\xff\xff\x0f"))
few.vint_2sc_max_bits = 64
print(few.decode(b"\x08\xfe\xff\xff\xff\x0f"))
# Surplus arguments are ignored; those that are missing are not.
print(minipb.encode("T", 1, 2))
show("missing", minipb.encode, "TT", 1)
show("required", minipb.encode, "*T", None)
show("required", minipb.decode, "*T", b"")
show("chopped", minipb.decode, "U", b"\n\x04tes")
show("chopped", minipb.decode, "T", b"\x08\x80")
show("chopped", minipb.decode, "I", b"\r\x01\x02")
show("wire type", minipb.decode, "T", b"\n\x00")
for fmt in ("TT@1", "T3T@2", "T@3T3@1", "y", "T[U", "T]", "#U"):
    show(fmt, minipb.Wire, fmt)

# Key-value schemas: dicts.
schema = (
    ("id", "U"),
    ("t", "*z"),
    ("ok", "b@5"),
    ("tags", "+U"),
    ("raw", "#T"),
    ("pos", (("lat", "d"), ("lon", "d"))),
    ("more", "+[", (("x", "T"),)),
    ("gap", "x2"),
    ("last", "[@20", (("y", "t"),)),
)
wire = minipb.Wire(schema)
record = {
    "id": "bme",
    "t": -5,
    "ok": True,
    "tags": ["a", "b"],
    "raw": (1, 300),
    "pos": {"lat": 1.5, "lon": None},
    "more": [{"x": 1}, {"x": 2}],
    "gap": None,
    "last": {"y": -1},
}
data = wire.encode(record)
print(data)
back = wire.decode(data)
print([(name, back[name]) for name in ("id", "t", "ok", "tags", "raw")], len(back))
print(sorted(back["pos"].items()), back["more"], back["last"], wire.kvfmt)
show("missing", wire.encode, {"t": 1})
wire.allow_sparse_dict = True
print(wire.encode({"t": 1}), wire.allow_sparse_dict)
print(sorted(name for name, value in wire.decode(b"\x10\x02").items() if value is None))
for bad in (
    [("a", "y")],
    [("a", "Tq")],
    [("a", "T2")],
    [("a", "[")],
    [("a", "T"), ("b", "U@1")],
    [("a", "x3"), ("b", "U@2")],
    [("a",)],
):
    show(bad, minipb.Wire, bad)

# Without a schema.
raw = minipb.decode_raw(b"\x08\x96\x01\x11\x01\x02\x03\x04\x05\x06\x07\x08\x1a\x02ab\x2d\x01\x02\x03\x04")
print([(field["id"], field["wire_type"], field["data"]) for field in raw])
print(minipb.encode_raw(raw), minipb.Wire("T").encode_raw(raw) == minipb.encode_raw(raw))
print(minipb.decode_raw(b"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")[0]["data"])
show("length", minipb.encode_raw, [{"id": 1, "wire_type": 5, "data": b"123"}])
show("type", minipb.encode_raw, [{"id": 1, "wire_type": 7, "data": b"123"}])
show("chopped", minipb.decode_raw, b"\n\x05a")

print(minipb.TYPE_STRING, minipb.TYPE_INT32, minipb.TYPE_UINT64, minipb.TYPE_SINT, minipb.TYPE_BOOL)
print(issubclass(minipb.BadFormatString, ValueError), issubclass(minipb.EndOfMessage, EOFError))
print(minipb.EndOfMessage(True).partial, minipb.EndOfMessage().partial, issubclass(minipb.CodecError, Exception))
