# loads(file, copy=False) of a file in a ROMFS that is mapped into memory.
import gc

import mpickle

try:
    import ffi
    import uctypes
    import vfs

    vfs.VfsRom
except (ImportError, AttributeError):
    print("SKIP")  # no ROMFS, or no memory outside the heap
    raise SystemExit


def varuint(number):
    digits = bytes([number & 127])
    while number > 127:
        number >>= 7
        digits = bytes([number & 127 | 128]) + digits
    return digits


def record(kind, payload):
    return varuint(kind) + varuint(len(payload)) + payload


# MicroPython's extmod/vfs_rom.c has the format: a file is a record with its name and its data.
def file(name, data):
    return record(5, varuint(len(name)) + name + record(2, data))


weights = {"layer": bytes(range(256)) * 64, "bias": [1, 2, 3], "labels": "abc" * 200}
data = mpickle.dumps(weights)
image = record(0x14A6B1, file(b"other.bin", b"x" * 300) + file(b"model.pickle", data))

memory = uctypes.bytearray_at(ffi.open(None).func("P", "malloc", "I")(len(image)), len(image))
memory[:] = image
vfs.mount(vfs.VfsRom(memory), "/flash-rom")
for kind in (memoryview, lambda f: f):
    source = kind(open("/flash-rom/model.pickle", "rb"))
    mpickle.loads(source, copy=False)
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    model = mpickle.loads(source, copy=False)
    used = gc.mem_alloc() - before
    gc.enable()
    print(type(model["layer"]), model == weights, used < 2048)
    # It is the file's memory: what is written there is seen.
    at = image.find(weights["layer"])
    memory[at] = 77
    print(model["layer"][0], mpickle.loads(source)["layer"][0])
    memory[at] = 0

# With the image on the heap nothing would keep it: a copy.
vfs.mount(vfs.VfsRom(image), "/heap")
model = mpickle.loads(open("/heap/model.pickle", "rb"), copy=False)
print(type(model["layer"]), model == weights)
# From a stream, as ever.
print(mpickle.load(open("/flash-rom/model.pickle", "rb")) == weights)
vfs.umount("/flash-rom")
vfs.umount("/heap")
