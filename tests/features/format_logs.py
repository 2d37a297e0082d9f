# Logs of each format that this firmware has: what one appends the others skip and count.
import os

MODULES = []
for name in ("umsgpack", "cbor2", "mpickle"):
    try:
        MODULES.append(__import__(name))
    except ImportError:
        continue
if not hasattr(os, "VfsFat") or not hasattr(MODULES[0], "append"):
    print("SKIP")  # no file systems in RAM
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


for vfs in (os.VfsFat, getattr(os, "VfsLfs2", os.VfsFat)):
    disk = Disk(100)
    vfs.mkfs(disk)
    os.mount(vfs(disk), "/logs")
    objects = [{"t": 21.5, "n": i, "b": bytes(i)} for i in range(5)]
    for obj in objects:
        for module in MODULES:
            module.append(obj, "/logs/all")
    # The same of each format.
    lines = set()
    for module in MODULES:
        log = module.records("/logs/all")
        same = list(log) == objects
        lines.add(f"{same} {log.good} {log.damaged} {log.damage} {log.foreign == 5 * (len(MODULES) - 1)}")
        log = module.records("/logs/all", 3)
        lines.add(f"{list(log)} {log.good} {log.damage}")
        try:
            lines.add(f"appended {module.append(obj, '/logs/all', 1, 2)}")
        except TypeError:
            lines.add("TypeError")
    print(sorted(lines))
    os.umount("/logs")
