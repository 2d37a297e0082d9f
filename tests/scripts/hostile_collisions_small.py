# Elements of a set chosen to collide, within 31 bits and the heap of a board.
import gc
import struct

import mpickle

try:
    mpickle.load
    bytearray(200000)
except (AttributeError, MemoryError):
    print("SKIP")  # no streams, or a board, which has less memory
    raise SystemExit

# One of the sizes that MicroPython's sets grow to.
PLACES = 7243
COUNT = PLACES - 3
BATCH = 100


class Source:
    # The pickle of a set of COUNT numbers, without having it.
    def __init__(self, step):
        self.step = step
        self.done = 0
        self.rest = b"\x80\x04\x8f"

    def readinto(self, buf):
        if not self.rest:
            self.rest = self.more()
        n = min(len(buf), len(self.rest))
        buf[:n] = self.rest[:n]
        self.rest = self.rest[n:]
        return n

    def more(self):
        if self.done >= COUNT:
            return b"."
        batch = bytearray(b"(")
        for i in range(self.done, min(self.done + BATCH, COUNT)):
            batch.extend(b"J" + struct.pack("<i", i * self.step))
        batch.extend(b"\x90")
        self.done += BATCH
        return bytes(batch)


for step in (PLACES, 1, 60, -1000, 1 << 16):
    gc.collect()
    try:
        print(step, len(mpickle.load(Source(step))))
    except mpickle.UnpicklingError as e:
        print(step, e)
