# Compression: whatever fails, a packet and a file are made whole or not at all, and what was made is read.
import os

import deflate
import mpickle
from disk import Disk
from harness import Broken, every

OBJ = ["new", {"k": (3, b"bytes" * 60)}, [{"name": "sensor", "n": n} for n in range(30)]]
KEY = bytes(range(16))

packet = mpickle.pack(OBJ, compress=True)
signed = mpickle.pack(OBJ, compress=True, key=KEY)
if len(packet) * 2 > len(mpickle.pack(OBJ)) or not hasattr(deflate.DeflateIO, "write"):
    raise Broken("not compressed")


def taken(unpacker):
    # What an earlier call has fed may come first.
    unpacker.feed(packet)
    got = list(unpacker)
    if not got or got != [OBJ] * len(got):
        raise Broken("taken", got)
    return got[-1]


def is_same(found):
    return found == OBJ


every("pack", lambda _: mpickle.pack(OBJ, compress=True), lambda data: data == packet)
every("pack with a key", lambda _: mpickle.pack(OBJ, compress=True, key=KEY), lambda data: data == signed)
every("not shorter", lambda _: mpickle.pack(7, compress=True), lambda data: data == mpickle.pack(7))
every("Unpacker", taken, is_same, mpickle.Unpacker)

disk = Disk(60)
os.VfsFat.mkfs(disk)
os.mount(os.VfsFat(disk), "/disk")
os.chdir("/disk")
mpickle.save(OBJ, "state", compress=True)
mpickle.append(OBJ, "log", compress=True)
image = bytes(disk.image)


# The medium as it was, without files that could not be closed.
def mounted():
    os.chdir("/")
    os.umount("/disk")
    disk.image[:] = image
    os.mount(os.VfsFat(disk), "/disk")
    os.chdir("/disk")


def save(_):
    mpickle.save(OBJ, "state", compress=True)
    return mpickle.restore("state")


def append(_):
    mpickle.append(OBJ, "log", compress=True)
    return list(mpickle.records("log"))[-1]


every("restore", lambda _: mpickle.restore("state"), is_same, mounted)
every("records", lambda _: list(mpickle.records("log"))[0], is_same, mounted)
every("save", save, is_same, mounted)
every("append", append, is_same, mounted)
os.chdir("/")
os.umount("/disk")
image = disk = None
