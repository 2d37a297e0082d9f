# Keys of a dictionary chosen to collide, within 31 bits.
import gc
import struct
import sys

import mpickle

try:
    bytearray(1500000)
except MemoryError:
    print("SKIP")  # no memory for 1500000 bytes in one piece
    raise SystemExit

COUNT = 12000
# A dictionary of a known size gets room for half as much again, with words of 64 bits for twice as much, without
# small factors.
PLACES = (2 * COUNT if sys.maxsize > 1 << 32 else COUNT + COUNT // 2) | 1
while any(PLACES % factor == 0 for factor in (3, 5, 7, 11, 13)):
    PLACES += 2


def outcome(step):
    data = bytearray(b"\x80\x04}(")
    for i in range(COUNT):
        data.extend(b"J" + struct.pack("<i", i * step) + b"N")
    data.extend(b"u.")
    gc.collect()
    try:
        return len(mpickle.loads(data))
    except mpickle.UnpicklingError as e:
        return str(e)


print("colliding", outcome(PLACES))
for step in (1, 60, 1000, 86400, 1 << 16, -7, -1000):
    print(step, outcome(step))

# Texts have hashes of their own.
data = bytearray(b"\x80\x04}(")
for i in range(COUNT):
    key = b"key%d" % i
    data.extend(b"\x8c" + bytes([len(key)]) + key + b"N")
data.extend(b"u.")
gc.collect()
print("texts", len(mpickle.loads(data)))
