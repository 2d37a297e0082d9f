# Every entry point reads the same out of pieces of any size, and nothing out of less than all.
import io

import umsgpack

OBJECTS = [
    None,
    -33,
    2**63,
    1.5,
    "text" * 20,
    b"\x00" * 700,
    [[[], {}], "k" * 40],
    {"key": {"key": {1: [2]}}, (1, 2): -1},
    umsgpack.ExtType(5, b"e" * 70),
    umsgpack.Timestamp(1, 2),
    list(range(300)),
]
DATA = [umsgpack.dumps(obj) for obj in OBJECTS]
ALL = b"".join(DATA)


def hook(code, data):
    return umsgpack.ExtType(code, data)


for step in (1, 2, 3, 7, 64, len(ALL)):
    decoder = umsgpack.Decoder(ext_hook=hook)
    got = []
    for at in range(0, len(ALL), step):
        decoder.feed(ALL[at : at + step])
        got += list(decoder)
    print(step, got == OBJECTS)
# What `needed` says is never more than what the objects have.
decoder = umsgpack.Decoder(ext_hook=hook)
stream = io.BytesIO(ALL)
got = []
while len(got) < len(OBJECTS):
    decoder.feed(stream.read(decoder.needed()))
    got += list(decoder)
    assert stream.tell() <= sum(len(data) for data in DATA[: len(got) + 1])
print(got == OBJECTS)

# One after the other from a stream, and in memory.
stream = io.BytesIO(ALL)
print([umsgpack.load(stream, ext_hook=hook) for _ in OBJECTS] == OBJECTS)
at = 0
for obj in OBJECTS:
    back, at = umsgpack.load_from(ALL, at, ext_hook=hook)
    assert back == obj
print(at == len(ALL))
stream = io.BytesIO()
for obj in OBJECTS:
    umsgpack.dump(obj, stream)
print(stream.getvalue() == ALL)
buffer = bytearray(len(ALL))
at = 0
for obj in OBJECTS:
    at = umsgpack.dump_into(obj, buffer, at)
print(bytes(buffer) == ALL)
try:
    umsgpack.dump_into(OBJECTS, bytearray(20))
except ValueError as e:
    print(e.args)
unpacker = umsgpack.Unpacker(ext_hook=hook)
unpacker.feed(b"noise\x00" + b"".join(umsgpack.pack(obj) for obj in OBJECTS))
print(list(unpacker) == OBJECTS)

# Every prefix is refused: by loads, from a stream.
count = 0
for data in DATA:
    for end in range(len(data)):
        for load in (umsgpack.loads, lambda data: umsgpack.load(io.BytesIO(data))):
            try:
                print("read", load(data[:end]))
            except umsgpack.InsufficientDataException:
                count += 1
print(count == 2 * len(ALL))

# In place, and within limits.
for limit, value in (("max_bytes", 5), ("max_depth", 1), ("max_objects", 1)):
    try:
        print(umsgpack.loads(b"\x91\x91\xa4text", **{limit: value}))
    except umsgpack.UnpackException as e:
        print(limit, type(e).__name__)
    print(umsgpack.loads(b"\x91\x91\xa4text", **{limit: 10}))
view = umsgpack.loads(DATA[5], copy=False)
print(bytes(view) == OBJECTS[5])

# Sizes that nothing stands behind.
for data in (
    b"\xdd\xff\xff\xff\xff",
    b"\xdf\xff\xff\xff\xff",
    b"\xdb\xff\xff\xff\xff",
    b"\xc6\x7f\xff\xff\xff",
    b"\xc9\xff\xff\xff\xff\x05",
    b"\x91" * 3000,
):
    for load in (umsgpack.loads, lambda data: umsgpack.load(io.BytesIO(data))):
        try:
            print("read", load(data))
        except umsgpack.InsufficientDataException:
            count += 1
    decoder = umsgpack.Decoder()
    try:
        decoder.feed(data)
        assert list(decoder) == []
    except umsgpack.InsufficientDataException as e:
        print(data, e)
print(count == 2 * len(ALL) + 12)
# Keys that take long to hash.
key = b"\x92\x01" * 40 + b"\x90"
try:
    umsgpack.loads(b"\x81" + key + b"\x01")
except umsgpack.UnpackException as e:
    print(e)
