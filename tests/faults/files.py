# save and restore: whatever fails, one of the two versions is found, and it is whole.
import os

import faults
import mpickle
from harness import Broken, every

BLOCK = 512


class Disk:
    def __init__(self, blocks):
        self.image = bytearray(blocks * BLOCK)

    def readblocks(self, block, buf, offset=0):
        faults.hold(True)
        at = block * BLOCK + offset
        buf[:] = self.image[at : at + len(buf)]
        faults.hold(False)

    def writeblocks(self, block, buf, offset=0):
        faults.hold(True)
        at = block * BLOCK + offset
        self.image[at : at + len(buf)] = buf
        faults.hold(False)

    def ioctl(self, op, arg):
        if op == 4:
            return len(self.image) // BLOCK
        if op == 5:
            return BLOCK
        if op == 6:
            return 0


OLD = ["old", [1, 2], "x" * 300]
NEW = ["new", {"k": (3, b"bytes" * 40)}, 1 << 70]


# The medium as it was: a write that fails halfway leaves blocks that belong to no file, as a power cut does.
def mounted(image):
    os.chdir("/")
    os.umount("/disk")
    disk.image[:] = image
    os.mount(vfs(disk), "/disk")
    os.chdir("/disk")


def old():
    mounted(with_old)


def save(_):
    mpickle.save(NEW, "state")
    return mpickle.restore("state")


def save_again(_):
    found = mpickle.restore("state")
    if found not in (OLD, NEW):
        raise Broken("found", found)
    found = save(None)
    if os.listdir() != ["state"]:
        raise Broken("left", os.listdir())
    return found


def first():
    mounted(empty)


def first_again(_):
    if mpickle.restore("state", None) not in (None, NEW):
        raise Broken("found")
    return save(None)


def restore(_):
    return mpickle.restore("state")


def restore_beside(_):
    # What a cut has left: the file is torn, and the new version lies beside it.
    found = mpickle.restore("state")
    return found if "state.new" in os.listdir() else None


def torn():
    mounted(with_torn)


def is_new(found):
    return found == NEW


for name in ("VfsFat", "VfsLfs2"):
    vfs = getattr(os, name)
    disk = Disk(50)
    vfs.mkfs(disk)
    os.mount(vfs(disk), "/disk")
    os.chdir("/disk")
    empty = bytes(disk.image)
    mpickle.save(OLD, "state")
    with_old = bytes(disk.image)
    every("save " + name, save, is_new, old, save_again)
    with_old = None
    every("first " + name, save, is_new, first, first_again)
    every("restore " + name, restore, is_new)
    first()
    mpickle.save(NEW, "other")
    os.rename("other", "state.new")
    with open("state", "wb") as f:
        f.write(b"\x80\x04torn")
    with_torn = bytes(disk.image)
    every("beside " + name, restore_beside, is_new, torn)
    os.chdir("/")
    os.umount("/disk")
    empty = with_torn = disk = None
