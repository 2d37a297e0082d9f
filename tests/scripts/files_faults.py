# save and restore on a medium that lies, and on one that is not there.
try:
    import os

    import mpickle

    mpickle.save, mpickle.restore, os.VfsFat, os.VfsLfs2
except (ImportError, AttributeError):
    print("SKIP")  # no save, or no file systems in RAM
    raise SystemExit

BLOCK = 512


class Disk:
    def __init__(self, blocks):
        self.image = bytearray(blocks * BLOCK)
        # What becomes of each write from some number on, and how often it did.
        self.spoil = None
        self.left = self.spoiled = 0

    def readblocks(self, block, buf, offset=0):
        at = block * BLOCK + offset
        buf[:] = self.image[at : at + len(buf)]

    def writeblocks(self, block, buf, offset=0):
        at = block * BLOCK + offset
        self.left -= 1
        if self.spoil and self.left < 0:
            self.spoiled += 1
            buf = self.spoil(buf)
        if buf:
            self.image[at : at + len(buf)] = buf

    def ioctl(self, op, arg):
        if op == 4:
            return len(self.image) // BLOCK
        if op == 5:
            return BLOCK
        if op == 6:
            return 0


def dropped(buf):
    return None


def flipped(buf):
    # Only in what is a file's: a pickle of a text, or a directory of one.
    at = bytes(buf).find(b"version")
    if at < 0:
        return buf
    changed = bytearray(buf)
    changed[at] ^= 1
    return changed


OLD = ["version 1", "x" * 700]
NEW = ["version 2", "y" * 900]


def attempt(vfs, image, spoil, left):
    """The error number of a save (0 if there is none), and what is found before and after it is switched on anew."""
    disk.image[:] = image
    disk.spoil = None
    os.mount(vfs(disk), "/disk")
    disk.spoil, disk.left, disk.spoiled = spoil, left, 0
    number = 0
    try:
        mpickle.save(NEW, "/disk/a")
    except OSError as e:
        number = e.errno
    disk.spoil = None
    spoiled = disk.spoiled
    found = mpickle.restore("/disk/a", None)
    os.umount("/disk")
    os.mount(vfs(disk), "/disk")
    after = mpickle.restore("/disk/a", None)
    os.umount("/disk")
    return number, found, after, spoiled


for name in ("VfsFat", "VfsLfs2"):
    vfs = getattr(os, name)
    disk = Disk(64)
    vfs.mkfs(disk)
    os.mount(vfs(disk), "/disk")
    mpickle.save(OLD, "/disk/a")
    os.umount("/disk")
    image = bytes(disk.image)
    # Each write is the first that is spoilt.
    for word, spoil in (("flipped", flipped), ("dropped", dropped)):
        numbers = []
        for left in range(60):
            number, found, after, spoiled = attempt(vfs, image, spoil, left)
            if number not in numbers:
                numbers.append(number)
            if found not in (OLD, NEW) or after not in (OLD, NEW):
                print("FAIL: lost", name, left, number, found, after)
            if number == 0 and spoil is flipped and (found != NEW or after != NEW):
                print("FAIL: said nothing", name, left, spoiled)
        # EIO is what reading back raises; LittleFS reads back itself, until there is no room any more.
        print(name, word, 0 in numbers, (5 if vfs is os.VfsFat else 28) in numbers)


# A file system of the program's that can only fail.
class Failing:
    def __init__(self, number):
        self.number = number

    def mount(self, readonly, mkfs):
        pass

    def umount(self):
        pass

    def open(self, path, mode):
        raise OSError(self.number)

    def remove(self, path):
        raise OSError(99)


def outcome(call, *args):
    try:
        return call(*args)
    except OSError as e:
        return "OSError %d" % e.errno
    except mpickle.UnpicklingError:
        return "damaged"


# ENOENT, EIO, LittleFS's "corrupted", ENODEV, EACCES
for number in (2, 5, 84, 19, 13):
    os.mount(Failing(number), "/failing")
    print(
        number,
        outcome(mpickle.restore, "/failing/a"),
        outcome(mpickle.restore, "/failing/a", "default"),
        outcome(mpickle.save, 1, "/failing/a"),
    )
    os.umount("/failing")
