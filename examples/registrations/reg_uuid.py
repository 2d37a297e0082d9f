"""CPython's uuid.UUID. Import it once.

CPython writes an instance with the state {'int': n}, which is what mpickle does with a class that
has one attribute of that name: nothing but the name is to be registered.
"""

import os

import mpickle


@mpickle.register("uuid.UUID")
class UUID:
    """128 bits."""

    def __init__(self, hex=None, bytes=None, int=None):
        if hex is not None:
            int = _int("".join(hex.replace("urn:uuid:", "").strip("{}").split("-")), 16)
        elif bytes is not None:
            int = _int.from_bytes(bytes, "big")
        self.int = int

    @property
    def bytes(self):
        """16 bytes."""
        return self.int.to_bytes(16, "big")

    @property
    def hex(self):
        """32 digits."""
        return "%032x" % self.int

    def __str__(self):
        h = self.hex
        return "-".join((h[:8], h[8:12], h[12:16], h[16:20], h[20:]))

    def __repr__(self):
        return "UUID('%s')" % self

    def __eq__(self, other):
        return type(other) is UUID and self.int == other.int

    def __hash__(self):
        return hash(self.int)


# The arguments of UUID have the name of the type.
_int = int


def uuid4():
    """A random one."""
    data = bytearray(os.urandom(16))
    data[6] = data[6] & 0x0F | 0x40
    data[8] = data[8] & 0x3F | 0x80
    return UUID(bytes=bytes(data))
