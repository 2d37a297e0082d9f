# Packets and files say of what format they are: each module takes its own, and knows the others' for what they are.
import os

import cbor2
import mpickle
import umsgpack

print(mpickle.msgpack is umsgpack, mpickle.cbor is cbor2)

OBJECTS = [None, -1, 0, 46, "m", {"t": 21.5}, [b"\x00", b"."], {}]
MODULES = (mpickle, umsgpack, cbor2)


def refused(function, *args):
    try:
        print("taken", function(*args))
    except Exception as e:
        print(type(e).__name__, e)


# All of them on one line: an Unpacker delivers what was packed in its format, and counts the others.
line = b"".join(module.pack(obj) for obj in OBJECTS for module in MODULES)
for module in MODULES:
    unpacker = module.Unpacker()
    unpacker.feed(line[:100])
    unpacker.feed(line[100:])
    print(list(unpacker) == OBJECTS, unpacker.good, unpacker.foreign, unpacker.damaged, unpacker.damage)
    unpacker.feed(line[:-3])
    print(unpacker.good, unpacker.foreign, unpacker.damaged)
    unpacker.reset()
    print(unpacker.good, unpacker.foreign, unpacker.damaged, list(unpacker))

BLOCK = 512


class Disk:
    def __init__(self, blocks):
        self.image = bytearray(blocks * BLOCK)

    def readblocks(self, block, buf):
        buf[:] = self.image[block * BLOCK : block * BLOCK + len(buf)]

    def writeblocks(self, block, buf):
        self.image[block * BLOCK : block * BLOCK + len(buf)] = buf

    def ioctl(self, op, arg):
        if op == 4:
            return len(self.image) // BLOCK
        if op == 5:
            return BLOCK


def read(path):
    with open(path, "rb") as f:
        return f.read()


def write(path, data):
    with open(path, "wb") as f:
        f.write(data)


disk = Disk(64)
os.VfsFat.mkfs(disk)
os.mount(os.VfsFat(disk), "/disk")
os.chdir("/disk")

# Every object, the smallest too, comes back, and is an object of its format with five bytes behind it.
for module, mark in ((mpickle, b"."), (umsgpack, b"m"), (cbor2, b"c")):
    for obj in OBJECTS:
        module.save(obj, "a")
        data = read("a")
        whole = data[:-4] if mark == b"." else data[:-5]
        if module.restore("a") != obj or module.loads(whole) != obj or data[-5:-4] != mark:
            print("FAIL", module.__name__, obj, data)

# A whole file of another format is refused, with a default too: the object is not lost.
for module in MODULES:
    module.save([1], "a")
    for other in MODULES:
        refused(other.restore, "a", "default")

# A torn one counts as torn for all.
cbor2.save(1, "a")
data = read("a")
for end in range(len(data)):
    write("a", data[:end])
    for module in MODULES:
        if module.restore("a", "default") != "default":
            print("FAIL", end)
# So does erased flash, whose checksum is right, and data that says no format.
write("a", b"\xff" * 8)
print([module.restore("a", "default") for module in MODULES])
