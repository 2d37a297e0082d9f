# A power cut at any byte of what append() writes: all records that were there are, and what is appended later.
try:
    import os

    import mpickle

    mpickle.append, mpickle.records, os.VfsFat, os.VfsLfs2
except (ImportError, AttributeError):
    print("SKIP")  # no logs, or no file systems in RAM
    raise SystemExit
try:
    bytearray(300000)
except MemoryError:
    print("SKIP")  # a board, which has less memory
    raise SystemExit

BLOCK = 512
PATH = "/cut/log"


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


def read():
    log = mpickle.records(PATH)
    return list(log), log.damaged


def append(record):
    mpickle.append(record, PATH)


def append_and_read(record):
    append(record)
    return read()


def every_write(image, log):
    """The same, but only between the writes."""
    image = bytearray(image)
    for at, data in log:
        image[at : at + len(data)] = data
        yield image


def cut(vfs, image, before, record, often):
    """Append, cut everywhere: the record is there from some point on, and nothing else changes. What is appended
    after every so many of these cuts is there too."""
    _, disk = on(vfs, image, append, record)
    after = before + [record]
    whole = torn = count = 0
    for state in every_byte(image, disk.log):
        (found, damaged), _ = on(vfs, state, read)
        if found == after:
            whole += 1
        elif found != before or whole:
            print("FAIL:", len(found), "records for", len(before))
        torn += damaged
        if damaged > 1 or (damaged and found == after):
            print("FAIL: damaged", damaged)
        count += 1
        if count % often == 0:
            (later, _), _ = on(vfs, state, append_and_read, "later")
            if later != found + ["later"]:
                print("FAIL: later", len(later), "records for", len(found))
    return disk, torn


def cut_twice(vfs, image, before, record, log):
    """The remains of a cut, and another one in what is appended next."""
    for state in every_write(image, log):
        state = bytes(state)
        (found, _), _ = on(vfs, state, read)
        _, again = on(vfs, state, append, "next")
        for twice in every_byte(state, again.log):
            (last, _), _ = on(vfs, twice, read)
            if last not in (found, found + ["next"]):
                print("FAIL: twice", len(last), "records for", len(found))


def test(vfs, sizes):
    disk = Disk(bytes(96 * BLOCK))
    vfs.mkfs(disk)
    image = disk.image
    records = []
    torn = 0
    for size, often in sizes:
        record = [len(records), "r" * size]
        disk, count = cut(vfs, image, records, record, often)
        if size < 100:
            cut_twice(vfs, image, records, record, disk.log)
        image = disk.image
        records.append(record)
        torn += count
    print("records:", len(records), "torn ones were seen:", torn > 0)
    print(on(vfs, image, os.listdir, "/cut")[0])


# On FAT the first record makes the file; others cross a sector, fill the part to its end, and make the next one.
print("FAT")
test(os.VfsFat, ((20, 1), (500, 5), (3400, 200), (400, 5), (10, 1)))
# On LittleFS they go from the folder into a block of their own, and into the next.
print("LittleFS")
test(os.VfsLfs2, ((20, 10), (150, 50), (400, 100)))
