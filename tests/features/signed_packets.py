# Packets with a signature: their bytes, what an Unpacker with a key takes, and what it counts as forged.
import sys
from binascii import crc32

import mpickle

try:
    import hashlib
except ImportError:
    hashlib = None

KEY = bytes(range(32))
OTHER = bytes(range(1, 33))


def signs():
    try:
        return len(mpickle.pack(1, key=KEY)) > 0
    except NotImplementedError:
        return False


if "signed" not in mpickle.features or not (hasattr(hashlib, "sha256") and signs()):
    print("SKIP")  # no signatures, or no hashlib.sha256
    raise SystemExit


def hmac(key, data):
    if len(key) > 64:
        key = hashlib.sha256(key).digest()
    key += bytes(64 - len(key))
    inner = hashlib.sha256(bytes([byte ^ 0x36 for byte in key]))
    inner.update(data)
    outer = hashlib.sha256(bytes([byte ^ 0x5C for byte in key]))
    outer.update(inner.digest())
    return outer.digest()


def unpacked(packet):
    # COBS, and the checksum.
    data = b""
    packet = packet[1:-1]
    while packet:
        code = packet[0]
        data += packet[1:code] + (b"\0" if code < 255 and len(packet) > code else b"")
        packet = packet[code:]
    assert crc32(data[:-4]).to_bytes(4, "little") == data[-4:]
    return data[:-4]


def packed(data):
    # The other way.
    data += crc32(data).to_bytes(4, "little")
    packet = b"\0"
    for block in data.split(b"\0"):
        while len(block) >= 254:
            packet += b"\xff" + block[:254]
            block = block[254:]
        packet += bytes([len(block) + 1]) + block
    return packet + b"\0"


def read(packet, *args, **options):
    unpacker = mpickle.Unpacker(*args, **options)
    unpacker.feed(packet)
    objects = list(unpacker)
    return (
        objects,
        unpacker.good,
        unpacker.damaged,
        unpacker.foreign,
        unpacker.forged,
        unpacker.damage,
        unpacker.counter,
    )


def attempt(what, *args, **kwargs):
    try:
        print(what(*args, **kwargs))
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e.args[0] if isinstance(e, ValueError) else "-")


# The bytes, with keys of all lengths and kinds.
print(
    hmac(b"Jefe", b"what do ya want for nothing?")[:16].hex()
    if hasattr(b"", "hex")
    else "5bdcc146bf60754e6a042426089575c7"
)
OBJ = {"t": 21.5, "zeros": bytes(300)}
for size in (16, 32, 63, 64, 65, 200):
    key = bytes([i * 7 & 255 for i in range(size)])
    for counter in (None, 0, 1, 255, 0x12345678, 0xFFFFFFFF):
        for kind in (bytes, bytearray, memoryview):
            packet = mpickle.pack(OBJ, key=kind(key), counter=counter)
            expected = mpickle.dumps(OBJ) + (counter or 0).to_bytes(4, "little")
            expected += hmac(key, expected + b"s")[:16] + b"s"
            if unpacked(packet) != expected:
                print("bytes", size, counter, kind)
            if read(packet, key=key) != ([OBJ], 1, 0, 0, 0, None, counter or 0):
                print("read", size, counter, read(packet, key=key))

# The same in pieces, and several.
unpacker = mpickle.Unpacker(key=KEY)
line = b"".join([mpickle.pack(i, 2, key=KEY, counter=i) for i in range(5)])
got = []
for at in range(0, len(line), 7):
    unpacker.feed(line[at : at + 7])
    got += [(obj, unpacker.counter) for obj in unpacker]
print(got, unpacker.good, unpacker.forged)

# What is not signed, signed by somebody else, or read without a key.
signed = mpickle.pack("signed", key=KEY, counter=7)
print(read(signed))
print(read(mpickle.pack("plain"), key=KEY))
print(read(signed, key=OTHER))
print(read(signed + mpickle.pack("plain") + mpickle.pack("other", key=OTHER) + signed, key=KEY))

# Each byte changed, with the right checksum: forged, and nothing is unpickled.
data = unpacked(signed)
assert packed(data) == signed
verdicts = {}
for at in range(len(data)):
    for change in (1, 0x80):
        changed = bytearray(data)
        changed[at] ^= change
        found = read(packed(bytes(changed)), key=KEY)
        if found[0]:
            print("taken", at, change, found)
        verdicts[found[1:6]] = verdicts.get(found[1:6], 0) + 1
print(sorted(verdicts.items(), key=str))
# Cut at any byte.
print({read(packed(data[:n]), key=KEY)[0] == [] for n in range(len(data))})
# A signature that was cut off, or put behind something else.
print(read(packed(data[:-21]), key=KEY)[1:])
print(read(packed(mpickle.dumps("else") + data[-21:]), key=KEY)[1:])
print(read(packed(b"s"), key=KEY)[1:], read(packed(data[-21:]), key=KEY)[1:])
# A file's signature is none of a packet.
print(read(packed(data[:-17] + hmac(KEY, data[:-17] + b"S")[:16] + b"s"), key=KEY)[1:])

# Counters rise.
unpacker = mpickle.Unpacker(key=KEY, counter=10)
print(unpacker.counter)
for counter in (10, 11, 11, 9, None, 0xFFFFFFFE, 12, 0xFFFFFFFF, 0):
    unpacker.feed(mpickle.pack(counter, key=KEY, counter=counter))
    print(list(unpacker), unpacker.counter, unpacker.good, unpacker.forged, unpacker.damage)
# What came stays refused.
unpacker.reset()
unpacker.feed(mpickle.pack("again", key=KEY, counter=12))
print(list(unpacker), unpacker.good, unpacker.forged, unpacker.counter)
print(read(mpickle.pack("first", key=KEY, counter=1) + mpickle.pack("none", key=KEY), key=KEY, counter=0))
# One after the other: the counter is that of the object that came last.
unpacker = mpickle.Unpacker(key=KEY, counter=0)
unpacker.feed(b"".join([mpickle.pack(i, key=KEY, counter=i) for i in (3, 5, 4, 8)]))
print([(obj, unpacker.counter) for obj in unpacker])

# The longest pickle is as long as without a signature.
for size in (14, 15, 16):
    print(
        len(read(mpickle.pack("x" * size, key=KEY), 20, key=KEY)[0]),
        len(read(mpickle.pack("x" * size), 20)[0]),
        end=" ",
    )
print(len(mpickle.pack("x" * 99, key=KEY)) - len(mpickle.pack("x" * 99)))

# Arguments.
for wrong in ("text of sixteen letters", 5, b"", b"fifteen letters"):
    attempt(mpickle.pack, 1, key=wrong)
    attempt(mpickle.Unpacker, key=wrong)
for wrong in (-1, 1 << 32, 1 << 80, -(1 << 80), 1.5, "1"):
    attempt(mpickle.pack, 1, key=KEY, counter=wrong)
attempt(mpickle.pack, 1, counter=1)
attempt(mpickle.Unpacker, counter=1)
attempt(mpickle.pack, 1, 4, KEY)
attempt(mpickle.Unpacker, 100, KEY)
attempt(mpickle.dumps, 1, key=KEY)
attempt(mpickle.loads, b"N.", key=KEY)
attempt(mpickle.pack, 1, key=KEY, wrong=1)
print(
    unpacked(mpickle.pack(1, 2, key=KEY, fix_imports=False))[:5] == b"\x80\x02K\x01.",
    mpickle.pack(1, key=None) == mpickle.pack(1),
)

# The other formats sign with the byte of theirs.
for name in ("msgpack", "cbor"):
    module = getattr(mpickle, name, None)
    if module:
        packet = module.pack([1, "x"], key=KEY, counter=9)
        mark = unpacked(packet)[-22:-21]
        unpacker = module.Unpacker(key=KEY)
        unpacker.feed(packet + signed + module.pack(2) + module.pack(3, key=OTHER) + mpickle.pack(4))
        found = list(unpacker), unpacker.good, unpacker.foreign, unpacker.forged, unpacker.damage, unpacker.counter
        if (mark, found) != (name[:1].encode(), ([[1, "x"]], 1, 2, 2, "signature", 9)):
            print(name, mark, found)
        if read(packet, key=KEY)[:5] != ([], 0, 0, 1, 0) or read(packet)[:5] != ([], 0, 0, 1, 0):
            print(name, read(packet, key=KEY), read(packet))


# A module of this name in sys.modules is not asked.
class Fake:
    @staticmethod
    def sha256(data=b""):
        raise RuntimeError("asked")


sys.modules["hashlib"] = Fake
print(read(mpickle.pack("own", key=KEY), key=KEY)[0])
