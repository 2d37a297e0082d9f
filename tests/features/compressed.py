# compress=: packets, files and logs; what the computer has compressed; what is damaged, cut off, or too long.
import gc
import os
from binascii import crc32, unhexlify

import mpickle

try:
    import cbor2
    import deflate
    import umsgpack
except ImportError:
    deflate = None
if "compress" not in mpickle.features or deflate is None or not hasattr(os, "VfsFat"):
    print("SKIP")  # no compression, no other formats, or no file systems in RAM
    raise SystemExit
CAN_WRITE = hasattr(deflate.DeflateIO, "write")

KEY = bytes(range(32))
MODULES = [mpickle, umsgpack, cbor2]
ROWS = [{"at": 1714996800 + i, "name": "sensor", "n": i % 7} for i in range(40)]
# What zlib makes of the pickle of ROWS, and of that of WORDS: blocks with codes of their own, and with the fixed ones.
OWN_CODES = unhexlify(
    "65ce390e825000455104a4741d54d696ce0338cfb3a2a23462225a9ab800caef965c97c47cf34dee2b6f5e719ee62b6368df"
    "ad84fd1076ac7b37e1e4dfb9636c86ded917b115f96174b98a38150a57bb279f40770ac92130023348bb29998a2ae9329554"
    "32642aab64ca5451292d5355254ba69a4a3f449d8806110e112e114d225a44b489e810d125a247449f880111432246448c89"
    "981031256246c49c8805114b225644ac89d810b125c2236247c49e8803113e1147224eff083ffb01"
)
WORDS = ["a" * 50, 5]
FIXED_CODES = unhexlify("6b60996ac30001b153347a8c12490653bc5953f500")


class Disk:
    def __init__(self, blocks):
        self.image = bytearray(blocks * 512)

    def readblocks(self, block, buf, offset=0):
        at = block * 512 + offset
        buf[:] = self.image[at : at + len(buf)]

    def writeblocks(self, block, buf, offset=0):
        at = block * 512 + offset
        self.image[at : at + len(buf)] = buf

    def ioctl(self, op, arg):
        return {4: len(self.image) // 512, 5: 512, 6: 0}.get(op)


def stored(data):
    """Deflate without compression: one block."""
    return b"\x01" + len(data).to_bytes(2, "little") + (len(data) ^ 0xFFFF).to_bytes(2, "little") + data


def packed(data):
    """A packet."""
    data += crc32(data).to_bytes(4, "little")
    packet = b"\0"
    for block in data.split(b"\0"):
        while len(block) >= 254:
            packet += b"\xff" + block[:254]
            block = block[254:]
        packet += bytes([len(block) + 1]) + block
    return packet + b"\0"


def read(module, packet, *args, **options):
    """What an Unpacker makes of packets: objects and errors."""
    unpacker = module.Unpacker(*args, **options)
    unpacker.feed(packet)
    found = []
    while True:
        try:
            obj = next(unpacker, None)
        except Exception as e:
            obj = type(e).__name__ + ": " + str(e)
        if obj is None:
            return found, unpacker.good, unpacker.damaged, unpacker.foreign
        found.append(obj)


def attempt(what, *args, **options):
    try:
        return what(*args, **options)
    except Exception as e:
        return type(e).__name__ + ": " + str(e)


def mark_of(module):
    """The byte behind an object that is compressed."""
    return {"umsgpack": b"M", "cbor2": b"C"}.get(module.__name__, b"z")


# What the computer has compressed.
line = packed(OWN_CODES + b"z") + mpickle.pack(1) + packed(FIXED_CODES + b"z")
print(read(mpickle, line) == ([ROWS, 1, WORDS], 3, 0, 0))
# What is expanded is bounded, and the packet goes by.
size = 71
for most in (size - 1, size, None):
    found, good, damaged, _ = read(mpickle, packed(FIXED_CODES + b"z") + mpickle.pack(1), most)
    print(found[0] if found[0] != WORDS else "whole", found[1:], good, damaged)
for module in MODULES:
    compressed = mark_of(module)
    data = module.dumps(WORDS)
    line = packed(stored(data) + compressed) + module.pack([1])
    print(module.__name__, read(module, line)[0] == [WORDS, [1]])
    # Others take none of it.
    for other in MODULES:
        if other is not module:
            print(read(other, line))
    # Bounds: what is expanded counts, and what is as it was goes on.
    print(read(module, line, len(data) - 1))
    print(read(module, line, max_bytes=20))
    # Cut off and damaged, with the right checksum.
    body = stored(data)
    for end in (0, 1, 5, 6, len(body) - 1):
        print(end, read(module, packed(body[:end] + compressed) + module.pack([1])))
    for first in (b"\x07", b"\x00", b"\x03"):
        print(first, read(module, packed(first + body[1:] + compressed) + module.pack([1]))[0][0])

# Damage at any byte: the checksum finds it before anything is expanded.
packet = packed(OWN_CODES + b"z")
found = set()
for at in range(1, len(packet) - 1):
    changed = packet[:at] + bytes([packet[at] ^ 0x10]) + packet[at + 1 :]
    found.add(repr(read(mpickle, changed)[0]))
print(found)
# And with the right checksum: another object, or an error.
others = 0
for at in range(len(OWN_CODES)):
    changed = OWN_CODES[:at] + bytes([OWN_CODES[at] ^ 1]) + OWN_CODES[at + 1 :]
    found = read(mpickle, packed(changed + b"z") + packed(b"I1\n."), 4000)
    others += len(found[0]) == 2 and found[0][-1] == 1 and found[1:] == (2, 0, 0)
print(others == len(OWN_CODES))


def test_files(vfs):
    """Files, and logs."""
    disk = Disk(160)
    vfs.mkfs(disk)
    os.mount(vfs(disk), "/disk")
    for module in MODULES:
        compressed = mark_of(module)
        data = stored(module.dumps(WORDS)) + compressed
        with open("/disk/file", "wb") as file:
            file.write(data + crc32(data).to_bytes(4, "little"))
        print(module.restore("/disk/file") == WORDS, attempt(module.restore, "/disk/file", 0, max_bytes=20))
        for other in MODULES:
            if other is not module:
                print(attempt(other.restore, "/disk/file", 0))
        for damaged in (data[:-1] + b"x", data[:4] + data[5:], data[:20] + compressed, data[1:]):
            with open("/disk/file", "wb") as file:
                file.write(damaged + crc32(damaged).to_bytes(4, "little"))
            print(attempt(module.restore, "/disk/file", 0))
        with open("/disk/file", "wb") as file:
            file.write(data + bytes(4))
        print(module.restore("/disk/file", "default"))
        with open("/disk/log", "wb") as file:
            file.write(packed(data) + module.pack([1]) + packed(data)[:-9])
        log = module.records("/disk/log")
        print(list(log) == [WORDS, [1]], log.good, log.damaged, log.damage)
        os.remove("/disk/file")
        os.remove("/disk/log")
        if not CAN_WRITE:
            # Nothing is written, and nothing that was there is touched.
            module.save("old", "/disk/file")
            module.append("old", "/disk/log")
            for call, args in ((module.pack, ()), (module.save, ("/disk/file",)), (module.append, ("/disk/log",))):
                found = attempt(call, ROWS, *args, compress=True)
                if found != "NotImplementedError: compress: deflate cannot write here":
                    print("FAIL: written", found)
            if module.restore("/disk/file") != "old" or list(module.records("/disk/log")) != ["old"]:
                print("FAIL: touched")
            os.remove("/disk/file")
            os.remove("/disk/log")
            continue
        # Both forms, on top of each other.
        sizes = []
        for compress in (True, False, 1, 0, None):
            module.save(ROWS, "/disk/file", compress=compress)
            module.append(ROWS, "/disk/log", compress=compress)
            sizes.append(os.stat("/disk/file")[6])
            if module.restore("/disk/file") != ROWS:
                print("FAIL: restored")
        if not sizes[0] * 3 < sizes[1] == sizes[3] == sizes[4] or sizes[2] != sizes[0]:
            print("FAIL: sizes", sizes)
        log = module.records("/disk/log")
        if list(log) != [ROWS] * 5 or log.damaged:
            print("FAIL: log")
        # What gets no shorter stays as it is.
        for obj in (None, 1, "text", bytes(range(100))):
            if module.pack(obj, compress=True) != module.pack(obj):
                print("FAIL: longer", obj)
        if "signed" in mpickle.features and "NotImpl" not in str(attempt(mpickle.pack, 1, key=KEY)):
            packet = module.pack(ROWS, compress=True, key=KEY, counter=4)
            if len(packet) * 3 > len(module.pack(ROWS)):
                print("FAIL: signed size")
            found = read(module, packet, key=KEY, counter=3)
            if found != ([ROWS], 1, 0, 0) or read(module, packet, key=bytes(16))[0]:
                print("FAIL: signed", found)
            if read(module, packet)[3] != 1 or read(module, packet, len(packet), key=KEY)[0][0] == ROWS:
                print("FAIL: signed")
            module.save(ROWS, "/disk/file", compress=True, key=KEY, counter=4)
            if module.restore("/disk/file", key=KEY, counter=4) != ROWS:
                print("FAIL: signed file")
            for options in ({}, {"key": bytes(16)}, {"key": KEY, "counter": 5}):
                if attempt(module.restore, "/disk/file", **options) == ROWS:
                    print("FAIL: taken", options)
            module.append(ROWS, "/disk/signed", compress=True, key=KEY)
            if list(module.records("/disk/signed", key=KEY)) != [ROWS] or list(module.records("/disk/signed")):
                print("FAIL: signed log")
            os.remove("/disk/signed")
        os.remove("/disk/file")
        os.remove("/disk/log")
    os.umount("/disk")


def taken(what, *args, **options):
    """Bytes of heap that a call takes if nothing is collected."""
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    what(*args, **options)
    after = gc.mem_alloc()
    gc.enable()
    return after - before


def unpack(packet):
    unpacker = mpickle.Unpacker()
    unpacker.feed(packet)
    return next(unpacker)


def test_memory():
    """What compression takes beside what a packet takes anyway: docs/files.md has it."""
    if CAN_WRITE:
        more = taken(mpickle.pack, WORDS, compress=True) - taken(mpickle.pack, WORDS)
        if not 1024 < more < 1500:
            print("FAIL: pack takes", more)
    packets = packed(FIXED_CODES + b"z"), mpickle.pack(WORDS)
    more = taken(unpack, packets[0]) - taken(unpack, packets[1])
    if not 2048 < more < 2900:
        print("FAIL: Unpacker takes", more)


test_memory()
test_files(os.VfsFat)
test_files(getattr(os, "VfsLfs2", os.VfsFat))
for wrong in ({"compress": True, "max_size": 1}, {"compression": True}):
    print(str(attempt(mpickle.pack, 1, **wrong)).split(":")[0])
print(
    str(attempt(mpickle.Unpacker, compress=True)).split(":")[0],
    str(attempt(mpickle.dumps, 1, compress=True)).split(":")[0],
)
