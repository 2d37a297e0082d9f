# A medium in memory. No allocation of it fails: that would be an error of the medium.
import faults

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
