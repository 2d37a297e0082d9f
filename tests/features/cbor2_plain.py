# Plain data in CBOR: bytes as RFC 8949 has them, and back.
import cbor2 as codec

PAIRS = [
    (None, b"\xf6"),
    (False, b"\xf4"),
    (True, b"\xf5"),
    (0, b"\x00"),
    (23, b"\x17"),
    (24, b"\x18\x18"),
    (256, b"\x19\x01\x00"),
    (65536, b"\x1a\x00\x01\x00\x00"),
    (2**32, b"\x1b\x00\x00\x00\x01\x00\x00\x00\x00"),
    (-1, b"\x20"),
    (-25, b"\x38\x18"),
    (-257, b"\x39\x01\x00"),
    ("", b"\x60"),
    ("name", b"\x64name"),
    ("\u20ac", b"\x63\xe2\x82\xac"),
    ("x" * 40, b"\x78\x28" + b"x" * 40),
    ("x" * 300, b"\x79\x01\x2c" + b"x" * 300),
    (b"", b"\x40"),
    (b"\x00\xff", b"\x42\x00\xff"),
    ([], b"\x80"),
    ([1, [2, []]], b"\x82\x01\x82\x02\x80"),
    ([None] * 24, b"\x98\x18" + b"\xf6" * 24),
    ({}, b"\xa0"),
    ({"k": {1: b"v"}}, b"\xa1\x61k\xa1\x01\x41v"),
]
for obj, data in PAIRS:
    written = codec.dumps(obj)
    assert written == data, (obj, written)
    read = codec.loads(data)
    assert type(read) is type(obj) and read == obj, (obj, read)
    assert codec.loads(bytearray(data)) == obj
for value in (0.0, -1.5, 1e10, float("inf")):
    assert codec.loads(codec.dumps(value)) == value
print(len(PAIRS), codec.dumps((1, bytearray(b"a"))), codec.loads(b"\xfa\x3f\xc0\x00\x00"))

# 1,003 entries, and 20,000 containers in one another.
many = {i: str(i) for i in range(1003)}
print(codec.loads(codec.dumps(many)) == many)
data = b"\x81" * 20000 + b"\xf6"
deep = codec.loads(data)
print(codec.dumps(deep) == data)

# What is refused.
BAD = [
    b"",
    b"\xff",
    b"\x82\x01",
    b"\x63ab",
    b"\x61\xff",
    b"\x9b" + b"\xff" * 8,
    b"\x5b\x7f" + b"\xff" * 7,
    b"\x1c",
    b"\xa1\xa0\x01",
]
for data in BAD:
    try:
        print("read", data, codec.loads(data))
    except codec.CBORDecodeError as e:
        print(type(e).__name__, str(e).split(" at ")[0])
for obj in (object(), range(3)):
    try:
        print("written", codec.dumps(obj))
    except codec.CBOREncodeError:
        print("CBOREncodeError")

# Bytes of an empty bytearray have no memory.
nothing = bytes(bytearray())
for obj in (nothing, str(nothing, "utf-8"), [nothing, ""], {nothing: nothing}, bytearray(), memoryview(nothing)):
    print(codec.dumps(obj), codec.loads(codec.dumps(obj)))
for data in (nothing, memoryview(nothing)):
    try:
        print("read", codec.loads(data))
    except Exception as e:
        print(type(e).__name__, e)
