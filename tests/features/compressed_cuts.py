# A power cut at any byte of what save(compress=True) and append(compress=True) write: as without compression.
import os

import mpickle

try:
    from deflate import DeflateIO
except ImportError:
    DeflateIO = None
if not all(hasattr(os, name) for name in ("VfsFat", "VfsLfs2")) or not hasattr(DeflateIO, "write"):
    print("SKIP")  # no file systems in RAM, or a deflate that only expands
    raise SystemExit
if "compress" not in mpickle.features or "log" not in mpickle.features:
    print("SKIP")  # no compression, or no logs
    raise SystemExit

BLOCK = 512


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
        for i in range(len(data)):
            if image[at + i] != data[i]:
                image[at + i] = data[i]
                yield image


def save(obj):
    mpickle.save(obj, "/cut/state", compress=True)


def restore():
    return mpickle.restore("/cut/state", None)


def append(obj):
    mpickle.append(obj, "/cut/log", compress=True)


def records():
    return list(mpickle.records("/cut/log"))


def cuts(vfs, image, write, read, obj):
    """What is found after each cut, without repetitions; and the medium afterwards."""
    seen = [on(vfs, image, read)[0]]
    _, disk = on(vfs, image, write, obj)
    for state in every_byte(image, disk.log):
        found, _ = on(vfs, state, read)
        if found != seen[-1]:
            seen.append(found)
    return seen, disk.image


def test(vfs, write, read, old, then):
    """Three versions or records; `then` is what is found when one is there."""
    disk = Disk(bytes(64 * BLOCK))
    vfs.mkfs(disk)
    image = disk.image
    for number in range(3):
        obj = [number, [{"name": "sensor", "n": i} for i in range(50 + 150 * number)]]
        seen, image = cuts(vfs, image, write, read, obj)
        new = then(old, obj)
        print(seen == [old, new], number)
        old = new
    print(sorted(on(vfs, image, os.listdir, "/cut")[0]))


def appended(old, obj):
    new = list(old)
    new.append(obj)
    return new


for vfs in (os.VfsFat, os.VfsLfs2):
    test(vfs, save, restore, None, lambda old, obj: obj)
    test(vfs, append, records, [], appended)
