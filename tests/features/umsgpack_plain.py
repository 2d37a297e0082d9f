# Plain data in MessagePack: bytes as the specification has them, and back.
import umsgpack as codec

PAIRS = [
    (None, b"\xc0"),
    (False, b"\xc2"),
    (True, b"\xc3"),
    (0, b"\x00"),
    (127, b"\x7f"),
    (128, b"\xcc\x80"),
    (256, b"\xcd\x01\x00"),
    (65536, b"\xce\x00\x01\x00\x00"),
    (2**32, b"\xcf\x00\x00\x00\x01\x00\x00\x00\x00"),
    (2**63 - 1, b"\xcf\x7f" + b"\xff" * 7),
    (-1, b"\xff"),
    (-32, b"\xe0"),
    (-33, b"\xd0\xdf"),
    (-129, b"\xd1\xff\x7f"),
    (-32769, b"\xd2\xff\xff\x7f\xff"),
    (-(2**31) - 1, b"\xd3\xff\xff\xff\xff\x7f\xff\xff\xff"),
    ("", b"\xa0"),
    ("name", b"\xa4name"),
    ("\u20ac", b"\xa3\xe2\x82\xac"),
    ("x" * 40, b"\xd9\x28" + b"x" * 40),
    ("x" * 300, b"\xda\x01\x2c" + b"x" * 300),
    (b"", b"\xc4\x00"),
    (b"\x00\xff", b"\xc4\x02\x00\xff"),
    (b"y" * 300, b"\xc5\x01\x2c" + b"y" * 300),
    ([], b"\x90"),
    ([1, [2, []]], b"\x92\x01\x92\x02\x90"),
    ([None] * 16, b"\xdc\x00\x10" + b"\xc0" * 16),
    ({}, b"\x80"),
    ({"k": {1: b"v"}}, b"\x81\xa1k\x81\x01\xc4\x01v"),
]
for obj, data in PAIRS:
    written = codec.dumps(obj)
    assert written == data, (obj, written)
    read = codec.loads(data)
    assert type(read) is type(obj) and read == obj, (obj, read)
    assert codec.loads(bytearray(data)) == obj
for value in (0.0, -1.5, 1e10, float("inf")):
    assert codec.loads(codec.dumps(value)) == value
print(len(PAIRS), codec.dumps((1, bytearray(b"a"))), codec.loads(b"\xca\x3f\xc0\x00\x00"))

# 1,003 entries, and 20,000 containers in one another.
many = {i: str(i) for i in range(1003)}
print(codec.loads(codec.dumps(many)) == many)
data = b"\x91" * 20000 + b"\xc0"
deep = codec.loads(data)
print(codec.dumps(deep) == data)

# What is refused.
BAD = [
    b"",
    b"\xc1",
    b"\x92\x01",
    b"\xa3ab",
    b"\xa1\xff",
    b"\xdd\xff\xff\xff\xff",
    b"\xc6\x7f\xff\xff\xff",
    b"\x81\x80\x01",
]
for data in BAD:
    try:
        print("read", data, codec.loads(data))
    except codec.UnpackException as e:
        print(type(e).__name__, str(e).split(" at ")[0])
for obj in (object(), 2**64, -(2**63) - 1):
    try:
        print("written", codec.dumps(obj))
    except codec.UnsupportedTypeException:
        print("UnsupportedTypeException")

# Bytes of an empty bytearray have no memory.
nothing = bytes(bytearray())
for obj in (nothing, str(nothing, "utf-8"), [nothing, ""], {nothing: nothing}, bytearray(), memoryview(nothing)):
    print(codec.dumps(obj), codec.loads(codec.dumps(obj)))
for data in (nothing, memoryview(nothing)):
    try:
        print("read", codec.loads(data))
    except Exception as e:
        print(type(e).__name__, e)
