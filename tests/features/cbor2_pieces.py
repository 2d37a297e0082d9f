# In pieces of any size, from files, into buffers, from flash; prefixes; what failed leaves nothing behind.
import gc
import io

import cbor2

OBJECTS = [
    None,
    [1, -1, 24, 2**40, -(2**70), 1.5, "text", b"bytes", "\u20ac" * 100, b"x" * 700],
    {"a": {"b": [cbor2.CBORTag(7, {"c": (1, 2)}), cbor2.undefined]}, 5: {1, 2}},
    [{"name": i, "value": i * 0.5} for i in range(50)],
    cbor2.CBORTag(1, cbor2.CBORTag(2**40, "x" * 300)),
]
WRITTEN = [
    (cbor2.dumps(obj, **options), obj)
    for obj in OBJECTS
    for options in ({}, {"canonical": True}, {"string_referencing": True}, {"indefinite_containers": True})
]
# Strings in chunks
WRITTEN.append((b"\x5f\x58\x64" + b"a" * 100 + b"\x40\x43abc\xff", b"a" * 100 + b"abc"))
WRITTEN.append((b"\x82\x7f\x63\xe2\x82\xac\x61b\xff\x7f\xff", ["\u20acb", ""]))


def plain(obj):
    """With lists for tuples."""
    if isinstance(obj, (list, tuple)):
        return [plain(item) for item in obj]
    if isinstance(obj, dict):
        return {key: plain(value) for key, value in obj.items()}
    if isinstance(obj, cbor2.CBORTag):
        return cbor2.CBORTag(obj.tag, plain(obj.value))
    return obj


good = 0
for data, obj in WRITTEN:
    obj = plain(obj)
    assert cbor2.loads(data) == obj, data
    if hasattr(cbor2, "load"):
        file = io.BytesIO(data + b"more")
        assert cbor2.load(file) == obj and file.read() == b"more"
        out = io.BytesIO()
        cbor2.dump(obj, out)
        assert cbor2.loads(out.getvalue()) == obj and out.getvalue() == cbor2.dumps(obj)
    if hasattr(cbor2, "Decoder"):
        for size in (1, 2, 3, 7, 64):
            decoder = cbor2.Decoder()
            read = []
            for at in range(0, 2 * len(data), size):
                decoder.feed((data + data)[at : at + size])
                read += list(decoder)
            assert read == [obj, obj], (size, data)
    if hasattr(cbor2, "load_from"):
        buffer = bytearray(3 + len(data))
        buffer[3:] = data
        assert cbor2.load_from(buffer, 3) == (obj, len(buffer))
        end = cbor2.dump_into(obj, buffer := bytearray(2000), 5)
        assert cbor2.loads(buffer[5:end]) == obj
    if len(data) < 400:
        for n in range(len(data)):
            try:
                print("read", data[:n], cbor2.loads(data[:n]))
            except cbor2.CBORDecodeEOF:
                good += 1
print(len(WRITTEN), "written,", good, "prefixes refused")

if hasattr(cbor2, "Decoder"):
    decoder = cbor2.Decoder(deterministic=True)
    try:
        decoder.feed(b"\x01\x18\x01")
        print(next(decoder), next(decoder))
    except cbor2.CBORDecodeError as e:
        print(e)
    decoder.reset()
    decoder.feed(b"\x83\x01\x02")
    print(list(decoder), decoder.needed())
    decoder.feed(b"\x03")
    print(list(decoder))
    # What is announced is not believed.
    gc.collect()
    before = gc.mem_alloc()
    decoder.feed(b"\x5a\x40\x00\x00\x00" + bytes(100))
    gc.collect()
    print(gc.mem_alloc() - before < 1500)
    decoder.reset()
if hasattr(cbor2, "pack"):
    unpacker = cbor2.Unpacker()
    packet = cbor2.pack({"t": 1})
    unpacker.feed(b"noise" + packet + packet[:-1] + b"?" + packet)
    print(list(unpacker), unpacker.good)

# The bytes of a buffer that stays
data = cbor2.dumps([b"a" * 2000, "b"])
view = cbor2.loads(data, copy=False)[0]
print(len(view), view == b"a" * 2000)
for options in ({"max_bytes": 9}, {"max_depth": 2}, {"max_objects": 3}):
    try:
        print(cbor2.loads(cbor2.dumps([[[1, 2, 3, 4, 5, 6, 7]]]), **options))
    except cbor2.CBORDecodeError as e:
        print(e)
