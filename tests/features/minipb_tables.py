# minipb with compiled schemas only: no words of schemas, no classes, no raw fields; with or without writing.
import struct

import minipb


def table(*messages):
    # A table as mpickle.proto writes it, of proto3: entries are (number, letter, label, own, name, oneof).
    head, entries, names, first = b"MPB\x01\x03\0" + struct.pack("<H", len(messages)), b"", b"", 0
    place = 8 + 4 * len(messages) + 12 * sum(len(message) for message in messages)
    for message in messages:
        head += struct.pack("<HH", first, len(message))
        first += len(message)
        for number, letter, label, own, name, oneof in message:
            start = place + len(names)
            entries += struct.pack("<IBBHHBB", number, ord(letter), label, own, start, len(name), oneof)
            names += name.encode()
    return head + entries + names


REPORT = table(
    (
        (1, "T", 4, 0, "node", 0),
        (2, "e", 4, 1, "state", 0),
        (3, "[", 0, 2, "position", 1),
        (4, "U", 0, 0, "text", 1),
        (5, "T", 3, 0, "rssi", 0),
        (6, "m", 0, 3, "levels", 0),
        (7, "[", 2, 2, "trace", 0),
        (8, "z", 4, 0, "change", 0),
    ),
    ((0, "x", 0, 0, "IDLE", 0), (1, "x", 0, 0, "MOVING", 0)),
    ((1, "d", 4, 0, "lat", 0), (2, "f", 4, 0, "lon", 0)),
    ((1, "U", 0, 0, "key", 0), (2, "f", 0, 0, "value", 0)),
)


def show(text, function, *args):
    try:
        print(text, function(*args))
    except Exception as error:
        print(text, type(error).__name__, error)


def ordered(record):
    return sorted((name, ordered(value) if isinstance(value, dict) else value) for name, value in record.items())


def named(record):
    return sorted(record.items())


wire = minipb.Wire(REPORT, unknown="rest")
data = (
    b"\x08\x07\x10\x01\x1a\x09\x09\x00\x00\x00\x00\x00\x00\xf8\x3f\x2a\x03\x01\xac\x02\x32\x08\x0a\x01b\x15\x00\x00\x60\x40"
    b"\x3a\x05\x15\x00\x00\x80\x3f\x3a\x00\x40\x03\x78\x05"
)
record = wire.decode(data)
print(record["node"], record["state"], named(record["position"]), record["text"], record["rssi"], record["levels"])
print([named(place) for place in record["trace"]], record["change"], record["rest"], wire.kvfmt, wire.message_cls)
print(named(wire.decode(b"")))
print(ordered(minipb.decode(REPORT, b"\x22\x01x\x28\x01\x28\x02"))[4:])
into = {}
print(wire.decode_into(b"\x08\x05", into) is into, into["node"])
for bad in (b"\x08", b"\x0a\x00", b"\x22\x01\xff", b"\x00", b"\x1a\x09\x09", b"\x0f", b"\x0b"):
    show("bad", lambda data: named(wire.decode(data)), bad)
if hasattr(wire, "encode"):
    print(wire.encode(record) == data, minipb.encode(REPORT, {"node": 1, "state": "MOVING", "rssi": range(3)}))
    show("one of", wire.encode, {"position": {}, "text": "x"})
    show("no list", wire.encode, {"rssi": 5})
    show("no name", wire.encode, {"state": "FLYING"})
else:
    print(True, b"\x08\x01\x10\x01*\x03\x00\x01\x02")
    print("one of CodecError two fields of one oneof are set 'text'")
    print("no list TypeError wrong type 'rssi'")
    print("no name CodecError the enum has no such name 'state'")

# What is not there says which feature has it.
show("words", minipb.Wire, (("a", "U"),))
show("text", minipb.Wire, "UT")
show("table", minipb.Wire, REPORT[:-1])
show("Message", lambda: minipb.Message)
show("classes", lambda: minipb.process_message_fields)
show("decode_raw", lambda: minipb.decode_raw)
show("encode_raw", lambda: minipb.encode_raw)
print(
    hasattr(minipb, "Message"), hasattr(minipb, "decode_raw"), hasattr(wire, "decode_raw"), hasattr(minipb, "nothing")
)
