# minipb: unknown fields are kept under a name that the program gives, and are written again.
import minipb


def show(text, function, *args, **kw):
    try:
        print(text, function(*args, **kw))
    except Exception as error:
        print(text, type(error).__name__)


new = minipb.Wire((("id", "T"), ("text", "U@4"), ("more", "+[@5", (("a", "T"), ("b", "d@3")))))
old = minipb.Wire((("id", "T"), ("more", "+[@5", (("a", "T"),))), unknown="rest")
data = new.encode({"id": 7, "text": "abc", "more": [{"a": 1, "b": 0.5}, {"a": 2, "b": None}]})
message = old.decode(data)
print(message["id"], message["rest"], [sorted(item.items()) for item in message["more"]])
message["id"] = 8
back = new.decode(old.encode(message))
print(back["id"], back["text"], [(item["a"], item["b"]) for item in back["more"]])
# None where there are none; without the name they are skipped.
print("rest" in old.decode(b"\x08\x01"), old.encode({"id": 1, "more": None, "rest": None}))
print("rest" in minipb.Wire((("id", "T"),)).decode(data))
# In parts, and groups.
part = b"\x2a\x02\x10\x01" + b"\x7b\x0a\x01x\x7c"
print(old.decode(part + part)["rest"])
single = minipb.Wire((("m", "[", (("a", "T"),)),), unknown="rest")
print(sorted(single.decode(b"\x0a\x02\x10\x01\x0a\x04\x08\x05\x10\x02")["m"].items()))
record = {}
single.decode_into(b"\x10\x01", record)
print(record["rest"], single.encode(record))
show("text", old.encode, {"id": 1, "more": None, "rest": "text"})
show("tuples", minipb.Wire, "T", unknown="rest")
show("name", minipb.Wire, (("id", "T"),), unknown=5)


@minipb.process_message_fields
class Old(minipb.Message):
    id = minipb.Field(1, minipb.TYPE_UINT)


wire = minipb.Wire(Old, unknown="rest")
message = wire.decode(data)
print(
    message.id,
    message.rest,
    wire.encode(message) == data,
    hasattr(wire.decode(b""), "rest"),
)
print(wire.encode(Old(id=3)))
