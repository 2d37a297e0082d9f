# A module's name is no path: pickles reach what `import` does, and nothing else.
import sys

import mpickle

try:
    import vfs

    vfs.mount
except (ImportError, AttributeError):
    print("SKIP")  # no file systems
    raise SystemExit


class Watched:
    """A file system in which every file exists, and none can be opened."""

    seen = []

    def mount(self, readonly, mkfs):
        pass

    def umount(self):
        pass

    def stat(self, path):
        self.seen.append(path)
        return (0x8000, 0, 0, 0, 0, 0, 0, 0, 0, 0)

    def open(self, path, mode):
        raise OSError(2)


def refused(module):
    try:
        mpickle.loads(b"\x80\x04\x8c" + bytes([len(module)]) + module.encode() + b"\x8c\x01f\x93.")
    except Exception as e:
        return type(e).__name__
    return "accepted"


vfs.mount(Watched(), "/watched")
sys.path.insert(0, "/watched/lib")
for name in ("/evil", "../evil", "collections.../evil", "sub/evil", "evil\\x"):
    print(name, refused(name), Watched.seen)
# A name that import would look for.
print(refused("elsewhere.evil"), Watched.seen[0])
sys.path.pop(0)
vfs.umount("/watched")
