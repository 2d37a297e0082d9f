# A power cut at any byte of what save() writes: the old version or the new one is there.
try:
    import os

    import mpickle

    mpickle.save, mpickle.restore, os.VfsFat, os.VfsLfs2
except (ImportError, AttributeError):
    print("SKIP")  # no save, or no file systems in RAM
    raise SystemExit

BLOCK = 512
PATH = "/cut/state"


class Disk:
    """A block device in RAM that records what is written to it."""

    def __init__(self, image):
        self.image = bytearray(image)
        self.log = []

    def put(self, at, data):
        self.log.append((at, bytes(data)))
        self.image[at : at + len(data)] = data

    def readblocks(self, block, buf, offset=0):
        at = block * BLOCK + offset
        buf[:] = self.image[at : at + len(buf)]

    def writeblocks(self, block, buf, offset=0):
        self.put(block * BLOCK + offset, buf)

    def ioctl(self, op, arg):
        if op == 4:
            return len(self.image) // BLOCK
        if op == 5:
            return BLOCK
        if op == 6:
            self.put(arg * BLOCK, b"\xff" * BLOCK)
            return 0


def on(vfs, image, what, *args):
    """Mount the image, do something, and return its result with what is written meanwhile."""
    disk = Disk(image)
    os.mount(vfs(disk), "/cut")
    disk.log = []
    try:
        result = what(*args)
    finally:
        os.umount("/cut")
    return result, disk


def every_byte(image, log):
    """The images that cuts within the log leave, as one bytearray that changes."""
    image = bytearray(image)
    for at, data in log:
        if image[at : at + len(data)] == data:
            continue
        for i in range(len(data)):
            # Where nothing changes, a cut leaves what the one before it left.
            if image[at + i] != data[i]:
                image[at + i] = data[i]
                yield image


def every_write(image, log):
    """The same, but only between the writes."""
    image = bytearray(image)
    for at, data in log:
        image[at : at + len(data)] = data
        yield image


def restore():
    return mpickle.restore(PATH, None)


def save(version):
    mpickle.save(version, PATH)


def cut(vfs, image, old, new, cuts):
    """Save, cut everywhere. The old version is found up to some point, the new one from then on."""
    _, disk = on(vfs, image, save, new)
    seen = [old]
    for state in cuts(image, disk.log):
        found, _ = on(vfs, state, restore)
        if found != seen[-1]:
            seen.append(found)
    if seen != [old, new]:
        print("FAIL: versions found:", [s if s is None else s[0] for s in seen])
    return disk


def test(vfs):
    disk = Disk(bytes(64 * BLOCK))
    vfs.mkfs(disk)
    one = ["one", list(range(300)), "x" * 100]
    two = ["two", list(range(500)), {"k": 2}]
    three = ["three", [3] * 10]
    first = cut(vfs, disk.image, None, one, every_byte)
    second = cut(vfs, first.image, one, two, every_byte)
    third = cut(vfs, second.image, two, three, every_byte)
    print("one cut")

    # The remains of a cut, and another cut in the save that finds them.
    torn = 0
    for before, log in ((disk.image, first.log), (first.image, second.log)):
        for state in every_write(before, log):
            state = bytes(state)
            torn += on(vfs, state, plain)[0] is None and before is not disk.image
            found, _ = on(vfs, state, restore)
            again = cut(vfs, state, found, three, every_byte)
            left, _ = on(vfs, again.image, os.listdir, "/cut")
            if left != ["state"]:
                print("FAIL: left:", left)
    print("two cuts")
    # LittleFS replaces the file at once.
    print("the file was torn:", torn > 0)
    print(on(vfs, third.image, plain)[0][0])


def plain():
    """What load() makes of the file alone."""
    try:
        with open(PATH, "rb") as f:
            return mpickle.load(f)
    except (OSError, EOFError, mpickle.UnpicklingError):
        return None


for name in ("VfsFat", "VfsLfs2"):
    print(name)
    test(getattr(os, name))
