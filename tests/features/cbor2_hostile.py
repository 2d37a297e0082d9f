# What cannot be read, and where.
import cbor2

BAD = [
    b"",
    b"\xff",
    b"\x81\xff",
    b"\xa1\xff",
    b"\xa1\x01\xff",
    b"\xbf\x01\xff",
    b"\xbf\xff\xff"[:1],
    b"\x9f\x01",
    b"\xc1\xff",
    # Heads that are reserved, or cut short
    b"\x1c",
    b"\x1d",
    b"\x1e",
    b"\x1f",
    b"\x3f",
    b"\x5c",
    b"\x7d",
    b"\x9e",
    b"\xbc",
    b"\xdf\x00",
    b"\xfc",
    b"\xf8",
    b"\xf8\x00",
    b"\xf8\x14",
    b"\xf8\x1f",
    b"\x18",
    b"\x19\x01",
    b"\x1a\x01\x02",
    b"\x1b\x01\x02\x03\x04\x05\x06\x07",
    b"\xf9\x00",
    b"\xfa\x00\x00",
    b"\xfb\x00\x00\x00\x00\x00\x00\x00",
    # Strings
    b"\x42a",
    b"\x61",
    b"\x61\xff",
    b"\x62\xc3",
    b"\x63\xed\xa0",
    b"\x5f",
    b"\x5f\x41a",
    b"\x5f\x01\xff",
    b"\x5f\x61a\xff",
    b"\x7f\x41a\xff",
    b"\x5f\x5f\x41a\xff\xff",
    b"\x7f\x7f\xff\xff",
    b"\x7f\x61\xc3\x61\xbc\xff",
    b"\x5f\xc1\x41a\xff",
    b"\x5f\xf6\xff",
    # Sizes
    b"\x5b\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\x5b\x7f\xff\xff\xff\xff\xff\xff\xff",
    b"\x7b\x00\x00\x00\x01\x00\x00\x00\x00abc",
    b"\x5a\x7f\xff\xff\xffabc",
    b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\x9a\xff\xff\xff\xff\x00",
    b"\xbb\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\xbb\x80\x00\x00\x00\x00\x00\x00\x00",
    b"\xba\x7f\xff\xff\xff\x00",
    b"\x5f\x5b\xff\xff\xff\xff\xff\xff\xff\xff",
    # Tags
    b"\xc1",
    b"\xc2\x01",
    b"\xc2\x61a",
    b"\xc3\xf6",
    b"\xd9\x01\x02\x01",
    b"\xd9\x01\x02\xa0",
    b"\xd8\x19\x00",
    b"\xd8\x19\x61a",
    b"\xd9\x01\x00\xd8\x19\x00",
    b"\xd9\x01\x00\x82\x63abc\xd8\x19\x01",
    b"\x82\xd9\x01\x00\x63abc\xd8\x19\x00",
]
for data in BAD:
    texts = []
    for load in (cbor2.loads, lambda data: cbor2.loads(bytearray(data))):
        try:
            texts.append("read " + repr(load(data)))
        except cbor2.CBORDecodeError as e:
            texts.append(type(e).__name__ + ": " + str(e))
    print(data, texts[0], "" if texts[0] == texts[1] else texts[1])

# Keys
for data in (b"\xa1\xa0\x01", b"\xa1\x81\xa0\x01", b"\xa1\xc1\xa0\x01", b"\xd9\x01\x02\x81\xa0"):
    try:
        print(data, cbor2.loads(data))
    except cbor2.CBORDecodeError as e:
        print(data, type(e).__name__, e)
for depth in (20, 100, 10000):
    for head in (b"\x81", b"\xc1"):
        try:
            print(len(cbor2.loads(b"\xa1" + head * depth + b"\x00\x01")))
        except cbor2.CBORDecodeError as e:
            print(depth, head, e)

# Deep
for head in (b"\x81", b"\xc1", b"\xa1\x00", b"\x9f", b"\xd9\xd9\xf7"):
    depth = 2000
    end = b"\x00" + (b"\xff" * depth if head == b"\x9f" else b"")
    obj = cbor2.loads(head * depth + end)
    if head not in (b"\x9f", b"\xd9\xd9\xf7"):
        print(cbor2.dumps(obj) == head * depth + end)
    obj = None
try:
    cbor2.loads(b"\xc1" * 2000)
except cbor2.CBORDecodeEOF as e:
    print(e)
