# append() and records(): what they take, return and raise, and what they leave in the directory.
try:
    import os

    import mpickle

    mpickle.append, mpickle.records, os.VfsFat
except (ImportError, AttributeError):
    print("SKIP")  # no logs, or no file systems in RAM
    raise SystemExit
try:
    bytearray(300000)
except MemoryError:
    print("SKIP")  # a board, which has less memory
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
    except OSError as e:
        print("OSError", e.errno)
    except TypeError:
        print("TypeError")
    except Exception as e:
        print(type(e).__name__, str(e) or "raised")


def read(*args, **kwargs):
    log = mpickle.records(*args, **kwargs)
    return list(log), log.good, log.damaged, log.damage


def sizes():
    return sorted([(name, os.stat(name)[6]) for name in os.listdir()])


def test(vfs):
    disk = Disk(200)
    vfs.mkfs(disk)
    os.mount(vfs(disk), "/disk")
    os.chdir("/disk")

    # A log that is not there has no records; that is found out when they are asked for.
    attempt(read, "a")
    attempt(read, "/disk/nowhere/a")
    print(os.listdir())

    # Arguments.
    print(mpickle.append({"k": (1, 2)}, "a"))
    for protocol in (None, 2, 5, -1):
        mpickle.append([True, protocol], "/disk/a", protocol)
    mpickle.append(3, "a", fix_imports=False)
    attempt(read, "a")
    attempt(read, "a", 5)
    attempt(read, "a", None, allow="data")
    attempt(mpickle.append, 1)
    attempt(mpickle.append, 1, 2)
    attempt(mpickle.append, 1, "a", 6)
    attempt(mpickle.append, 1, "a", 4, 5)
    attempt(mpickle.append, lambda: 0, "a")
    attempt(mpickle.append, 1, "/disk/nowhere/a")
    attempt(mpickle.records)
    attempt(mpickle.records, 1)
    attempt(mpickle.records, "a", -1)
    attempt(mpickle.records, "a", wrong=1)

    # The iterator: one after the other, while records are appended, and no more when it has ended.
    mpickle.append("x", "b")
    log = mpickle.records("b")
    print(iter(log) is log, log.good, next(log), log.good)
    attempt(next, log)
    mpickle.append("y", "b")
    print(next(log, "ended"), list(mpickle.records("b")))
    print(hasattr(log, "foreign"), hasattr(log, "feed"), hasattr(log, "bad"))

    # A record that is refused is gone, and the next one comes.
    mpickle.append(OSError, "b")
    mpickle.append("z", "b")
    log = mpickle.records("b", allow=())
    print(next(log), next(log))
    attempt(next, log)
    print(next(log), log.good, log.damaged)

    # Many records, of all lengths. The large one has a part of its own where there are parts.
    objects = [[i, "x" * (i % 60)] for i in range(120)] + [bytes(range(256)) * 36, "behind"]
    for obj in objects:
        mpickle.append(obj, "log")
    print(list(mpickle.records("log")) == objects)
    print(sizes())

    # No room: what is there stays.
    attempt(mpickle.append, bytes(BLOCK * 200), "log")
    print(list(mpickle.records("log")) == objects)
    os.chdir("/")
    os.umount("/disk")


print("FAT")
test(os.VfsFat)
if hasattr(os, "VfsLfs2"):
    print("LittleFS")
    test(os.VfsLfs2)
