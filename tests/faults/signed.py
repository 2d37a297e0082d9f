# Signatures: whatever fails, a packet is made whole or not at all, and nothing unsigned is taken out of packets, files
# and logs.
import os

import mpickle
from disk import Disk
from harness import Broken, every

KEY = bytes(range(100))
OBJ = ["new", {"k": (3, b"bytes" * 60)}, 1 << 70]

packet = mpickle.pack(OBJ, key=KEY, counter=7)
plain = mpickle.pack(OBJ)


def taken(unpacker):
    # What an earlier call has fed may come first.
    unpacker.feed(plain + packet)
    got = list(unpacker)
    if unpacker.forged < 1 or not got or got != [OBJ] * len(got) or unpacker.counter != 7:
        raise Broken("taken", got, unpacker.forged, unpacker.counter)
    return got[-1]


every("pack", lambda _: mpickle.pack(OBJ, key=KEY, counter=7), lambda data: data == packet)
every("Unpacker", taken, lambda x: x == OBJ, lambda: mpickle.Unpacker(key=KEY))
every("new", lambda _: taken(mpickle.Unpacker(key=KEY, counter=6)), lambda x: x == OBJ)

disk = Disk(60)
os.VfsFat.mkfs(disk)
os.mount(os.VfsFat(disk), "/disk")
os.chdir("/disk")
mpickle.save(OBJ, "state", key=KEY, counter=7)
mpickle.append(OBJ, "log", key=KEY)
mpickle.append("plain", "log")
image = bytes(disk.image)


# The medium as it was, without files that could not be closed.
def mounted():
    os.chdir("/")
    os.umount("/disk")
    disk.image[:] = image
    os.mount(os.VfsFat(disk), "/disk")
    os.chdir("/disk")


def records(_):
    return list(mpickle.records("log", key=KEY))[-1]


def is_same(found):
    return found == OBJ


every("restore", lambda _: mpickle.restore("state", key=KEY, counter=7), is_same, mounted)
every("records", records, is_same, mounted)
os.chdir("/")
os.umount("/disk")
image = disk = None
