# save, restore, append and records with a key: on FAT and LittleFS, with every byte changed.
import os
from binascii import crc32

import mpickle

KEY = bytes(range(32))
OTHER = bytes(range(1, 33))


def signs():
    try:
        return len(mpickle.pack(1, key=KEY)) > 0
    except NotImplementedError:
        return False


if "signed" not in mpickle.features or not hasattr(os, "VfsFat") or not signs():
    print("SKIP")  # no signatures, or no file systems in RAM, or no hashlib.sha256
    raise SystemExit

BLOCK = 512


class Disk:
    def __init__(self, blocks):
        self.image = bytearray(blocks * BLOCK)

    def readblocks(self, block, buf, offset=0):
        at = block * BLOCK + offset
        buf[:] = self.image[at : at + len(buf)]

    def writeblocks(self, block, buf, offset=0):
        at = block * BLOCK + offset
        self.image[at : at + len(buf)] = buf

    def ioctl(self, op, arg):
        return {4: len(self.image) // BLOCK, 5: BLOCK, 6: 0}.get(op)


def attempt(what, *args, **kwargs):
    try:
        print(what(*args, **kwargs))
    except (TypeError, ValueError, mpickle.UnpicklingError) as e:
        print(type(e).__name__, "-" if isinstance(e, TypeError) else e)


def written(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, data):
    with open(path, "wb") as file:
        file.write(data + crc32(data).to_bytes(4, "little"))


def test(vfs):
    disk = Disk(200)
    vfs.mkfs(disk)
    os.mount(vfs(disk), "/disk")
    os.chdir("/disk")

    # Objects of all sizes come back; what is there without a signature is refused, and the other way round.
    for size in (0, 1, 200, 250, 251, 252, 253, 254, 255, 256, 257, 300, 512, 3000):
        obj = [size, bytes(size)]
        mpickle.save(obj, "a", key=KEY, counter=size)
        if mpickle.restore("a", key=KEY, counter=size) != obj:
            print("restored", size)
    data = written("a")
    print(data[:-25] == mpickle.dumps(obj), data[-25:-21] == (3000).to_bytes(4, "little"), data[-5:-4])
    with open("a", "rb") as file:
        print(mpickle.load(file) == obj)
    mpickle.save(["small", 1], "a", key=KEY, counter=5)
    for options in ({}, {"key": OTHER}, {"key": KEY, "counter": 6}):
        attempt(mpickle.restore, "a", **options)
        attempt(mpickle.restore, "a", "default", **options)
    for counter in (None, 0, 4, 5):
        attempt(mpickle.restore, "a", key=KEY, counter=counter)
    mpickle.save("plain", "b", 2)
    attempt(mpickle.restore, "b", "default", key=KEY)
    attempt(mpickle.restore, "b", key=None)
    # What is missing or damaged is as without a key.
    attempt(mpickle.restore, "c", "default", key=KEY)
    with open("c", "wb") as file:
        file.write(b"torn")
    attempt(mpickle.restore, "c", "default", key=KEY)
    attempt(mpickle.restore, "c", key=KEY)

    # Each byte changed, with the right checksum.
    data = written("a")[:-4]
    verdicts = {}
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 0x41
        write("b", changed)
        try:
            verdict = mpickle.restore("b", key=KEY)
        except mpickle.UnpicklingError as e:
            verdict = str(e)
        verdicts[verdict] = verdicts.get(verdict, 0) + 1
    print(sorted(verdicts.items()), len(data))
    for cut in (1, 4, 20, 21, 22, 23, len(data) - 5):
        write("b", data[:-cut])
        attempt(mpickle.restore, "b", key=KEY)
    # Short ones that end as signed files do.
    for size in (5, 20, 21, 22, 25):
        write("b", b"." * size + b"S")
        attempt(mpickle.restore, "b", key=KEY)

    # Refused before anything is written.
    for wrong in ({"key": b"short"}, {"counter": 1}, {"key": KEY, "counter": -1}, {"key": "text"}):
        attempt(mpickle.save, 1, "d", **wrong)
        attempt(mpickle.restore, "d", **wrong)
    attempt(mpickle.save, 1, "d", 4, KEY)
    print("d" in os.listdir(), "d.new" in os.listdir())

    # The other formats.
    for name in ("msgpack", "cbor"):
        module = getattr(mpickle, name, None)
        if module and hasattr(module, "save"):
            module.save([name, 1], "e", key=KEY, counter=3)
            if module.restore("e", key=KEY, counter=3) != [name, 1]:
                print(name, "restored")
            for options in ({"key": OTHER}, {"key": KEY, "counter": 4}, {}):
                try:
                    print(module.restore("e", **options))
                except Exception as e:
                    if str(e) not in ("wrong signature", "older than counter", "signed: needs its key"):
                        print(name, e)
            try:
                print(name, mpickle.restore("e", key=KEY))
            except mpickle.UnpicklingError as e:
                if str(e) != "saved in another format":
                    print(name, e)

    # Logs.
    if hasattr(mpickle, "append"):
        for i in range(6):
            mpickle.append([i, "x" * i * 10], "log", key=KEY, counter=i + 1)
        mpickle.append("plain", "log")
        mpickle.append("forged", "log", key=OTHER, counter=7)
        mpickle.append("last", "log", 2, key=KEY, counter=8)
        log = mpickle.records("log", key=KEY)
        found = [(obj[0], log.counter) for obj in log]
        if (found, log.good, log.forged) != ([(i, i + 1) for i in range(6)] + [("l", 8)], 7, 2):
            print("log", found, log.good, log.forged)
        # From a record on, which the reader remembers.
        if [obj[0] for obj in mpickle.records("log", key=KEY, counter=4)] != [4, 5, "l"]:
            print("from")
        log = mpickle.records("log")
        if (list(log), log.foreign) != (["plain"], 8) or hasattr(log, "feed"):
            print("without", log.foreign)
        for wrong in ({"key": b"short"}, {"counter": 1}):
            for what in (lambda **x: mpickle.append(1, "log", **x), lambda **x: mpickle.records("log", **x)):
                try:
                    print(what(**wrong))
                except ValueError:
                    continue
    os.chdir("/")
    os.umount("/disk")


print("FAT")
test(os.VfsFat)
if hasattr(os, "VfsLfs2"):
    print("LittleFS")
    test(os.VfsLfs2)
