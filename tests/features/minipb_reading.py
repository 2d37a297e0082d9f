# minipb alone in a firmware, reading only: no pickle, no streams.
import minipb

print(hasattr(minipb, "encode"), hasattr(minipb.Wire, "encode"), hasattr(minipb, "dumps"))
print(minipb.decode("UT+[zz]#T", b"\n\x01a\x10\x07\x1a\x04\x08\x01\x10\x02\x1a\x00\x22\x03\x01\xac\x02"))
schema = (
    ("kind", "e", {"IDLE": 0, "MOVING": 1}),
    ("position", "[|payload", (("lat", "d"), ("lon", "d"))),
    ("text", "U|payload"),
    ("levels", "m", ("U", "f")),
)
wire = minipb.Wire(schema, proto3=True, unknown="rest")
data = b"\x08\x01\x12\x09\x09\x00\x00\x00\x00\x00\x00\xf8\x3f\x22\x08\n\x01b\x15\x00\x00\x60\x40\x78\x05"
message = wire.decode(data)
print(message["kind"], sorted(message["position"].items()), message["text"], message["levels"], message["rest"])
record = {}
print(wire.decode_into(b"\x1a\x01x", record) is record, record["text"], record["position"])
print(minipb.decode_raw(b"\x08\x96\x01")[0]["data"])


@minipb.process_message_fields
class Hello(minipb.Message):
    msg = minipb.Field(1, minipb.TYPE_STRING)


print(Hello.decode(b"\n\x0cHello world!").msg)
for bad in (b"\x0a", b"\x0a\x7f", b"\x00", b"\x0e", b"\x12\x02\xff\xff", b"\xff" * 11):
    try:
        print(minipb.decode("UU", bad))
    except (minipb.CodecError, UnicodeError) as error:
        print(type(error).__name__, error)
