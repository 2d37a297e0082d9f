# save() and restore(): what they take, return and raise, and what they leave in the directory.
try:
    import os
    from binascii import crc32

    import mpickle

    mpickle.save, mpickle.restore, os.VfsFat
except (ImportError, AttributeError):
    print("SKIP")  # no save, or no file systems in RAM
    raise SystemExit

BLOCK = 512


class Disk:
    def __init__(self, blocks):
        self.image = bytearray(blocks * BLOCK)
        # Number of writes until the medium refuses them.
        self.left = None

    def readblocks(self, block, buf):
        buf[:] = self.image[block * BLOCK : block * BLOCK + len(buf)]

    def writeblocks(self, block, buf):
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                raise OSError(5)
        self.image[block * BLOCK : block * BLOCK + len(buf)] = buf

    def ioctl(self, op, arg):
        if op == 4:
            return len(self.image) // BLOCK
        if op == 5:
            return BLOCK


def sealed(data):
    return data + crc32(data).to_bytes(4, "little")


def attempt(what, *args, **kwargs):
    try:
        print(what(*args, **kwargs))
    except OSError as e:
        print("OSError", e.errno)
    except TypeError:
        print("TypeError")
    except Exception as e:
        print(type(e).__name__, e)


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

# Nothing there.
attempt(mpickle.restore, "a")
attempt(mpickle.restore, "a", None)
attempt(mpickle.restore, "a", default=[1])
attempt(mpickle.restore, "/nowhere/a")

# A file is a pickle, and its CRC-32.
print(mpickle.save({"k": (1, 2)}, "a"))
print(read("a"))
print(mpickle.restore("a"), mpickle.restore("a", 0), mpickle.restore("/disk/a"))
for protocol in (None, 0, 2, 5, -1):
    mpickle.save([True, protocol], "a", protocol)
    print(mpickle.restore("a"), mpickle.loads(read("a")), read("a")[:2])
mpickle.save(obj=1, path="b", protocol=2, fix_imports=False)
print(sorted(os.listdir()))

# loads' options.
write("c", sealed(b"U\x02\xc3\xa9."))
attempt(mpickle.restore, "c", encoding="bytes")
attempt(mpickle.restore, "c", None, encoding="utf-8")

# What cannot be saved leaves the old version, and nothing beside it.
mpickle.save("old", "a")
attempt(mpickle.save, [1, lambda: 0, "x" * 1000], "a")
attempt(mpickle.save, 1, "a", 6)
attempt(mpickle.save, bytes(BLOCK * 80), "a")
attempt(mpickle.save, 1, "/disk/no/a")
attempt(mpickle.save, 1, 2)
print(mpickle.restore("a"), sorted(os.listdir()))

# A damaged file.
whole = read("a")
for i in range(len(whole)):
    write("a", whole[:i])
    if mpickle.restore("a", "none") != "none":
        print("FAIL", i)
    write("a", whole[:i] + bytes([whole[i] ^ 4]) + whole[i + 1 :])
    if mpickle.restore("a", "none") != "none":
        print("FAIL", i)
attempt(mpickle.restore, "a")
write("a", whole + b"\x00")
attempt(mpickle.restore, "a")
write("a", mpickle.dumps("not by save"))
attempt(mpickle.restore, "a")
# Erased flash: the checksum of these is right.
write("a", b"\xff" * 8)
attempt(mpickle.restore, "a", "none")

# The version beside counts where the file is not whole.
write("a.new", whole)
attempt(mpickle.restore, "a")
os.remove("a")
attempt(mpickle.restore, "a", "none")
mpickle.save("newer", "a")
attempt(mpickle.restore, "a")
write("a.new", whole)
attempt(mpickle.restore, "a")
write("a.new", whole[:-1])
attempt(mpickle.restore, "a")
os.remove("a")
attempt(mpickle.restore, "a")
print(sorted(os.listdir()))

# A whole file that cannot be loaded is no missing one.
mpickle.save(OSError, "a")
write("a", sealed(read("a")[:-4].replace(b"OSError", b"NoError")))
attempt(mpickle.restore, "a", "none")

# No room for the copy: the new version is beside, and what comes next needs no more room than it has.
mpickle.save("old", "a")
size, _, _, free = os.statvfs("/disk")[:4]
large = bytes(size * (free - 2))
attempt(mpickle.save, large, "a")
print(mpickle.restore("a") == large, sorted(os.listdir()))
attempt(mpickle.save, large, "a")
print(mpickle.restore("a") == large, sorted(os.listdir()))
mpickle.save("small", "a")
print(mpickle.restore("a"), sorted(os.listdir()))

# A medium that refuses to be written, at any write.
mpickle.save("old", "a")
image = bytes(disk.image)
refused = 0
while True:
    disk.image[:] = image
    disk.left = refused
    os.umount("/disk")
    os.mount(os.VfsFat(disk), "/disk")
    try:
        mpickle.save("new", "/disk/a")
        break
    except OSError:
        refused += 1
        disk.left = None
        os.umount("/disk")
        os.mount(os.VfsFat(disk), "/disk")
        if mpickle.restore("/disk/a") not in ("old", "new"):
            print("FAIL", refused)
        mpickle.save("next", "/disk/a")
        if mpickle.restore("/disk/a") != "next":
            print("FAIL", refused)
disk.left = None
print(refused > 5, mpickle.restore("/disk/a"))
os.chdir("/")
os.umount("/disk")
