# save and restore: whatever fails, one of the two versions is found, and it is whole.
import os

import mpickle
from disk import Disk
from harness import Broken, every

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


LONG = ["r" * 4000]


def records():
    return list(mpickle.records("log"))


def append(_):
    mpickle.append(NEW, "log")
    return records()[-1]


def append_again(_):
    found = records()
    if found not in ([LONG], [LONG, NEW]):
        raise Broken("found", found)
    return append(None)


def with_log():
    mounted(logged)


def is_new(found):
    return found == NEW


for name in ("VfsFat", "VfsLfs2"):
    vfs = getattr(os, name)
    disk = Disk(60)  # FAT's root folder takes more than half of it
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
    # A record that fills a part, so that the next one makes another.
    first()
    empty = with_torn = None
    mpickle.append(LONG, "log")
    logged = bytes(disk.image)
    every("append " + name, append, is_new, with_log, append_again)
    os.chdir("/")
    os.umount("/disk")
    empty = with_torn = logged = disk = None
