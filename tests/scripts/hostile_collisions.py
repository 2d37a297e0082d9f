# Keys chosen to collide: MicroPython would search for each among all the others.
import mpickle

try:
    bytearray(1000000)
except MemoryError:
    print("SKIP")  # no memory for 1000000 bytes in one piece
    raise SystemExit


def long(number):
    return b"\x8a\x09" + (number).to_bytes(9, "little")


def outcome(data):
    try:
        return type(mpickle.loads(data)).__name__
    except mpickle.UnpicklingError as e:
        return str(e)


COUNT = 12000
# What MicroPython's tables for so many grow to, one after the other, and what a dictionary of a known
# size gets at once: half as much again, without small factors.
PRIMES = 7243 * 10861 * 16273
PLACES = COUNT + COUNT // 2 | 1
while any(PLACES % factor == 0 for factor in (3, 5, 7, 11, 13)):
    PLACES += 2


def attempts(name, step, step_at_once):
    keys = [long(i * step_at_once) for i in range(COUNT)]
    print(name, "dict", outcome(b"\x80\x04}(" + b"".join(key + b"N" for key in keys) + b"u."))
    keys = [long(i * step) for i in range(COUNT)]
    print(name, "one by one", outcome(b"\x80\x04}" + b"".join(key + b"Ns" for key in keys) + b"."))
    print(name, "set", outcome(b"\x80\x04\x8f(" + b"".join(keys) + b"\x90."))
    print(name, "frozenset", outcome(b"\x80\x04(" + b"".join(keys) + b"\x91."))


attempts("colliding", PRIMES, PLACES)
# Honest ones: seconds, minutes, hours in milliseconds, powers of two.
for step in (1, 60, 1000, 3600000, 1 << 20):
    attempts("step %d:" % step, step, step)

# As many texts as there are hashes of them, almost: honest, and slow with MicroPython anyway.
keys = [b"\x8c" + bytes([len(key)]) + key for key in (b"key%d" % i for i in range(50000))]
print("texts", outcome(b"\x80\x04}(" + b"".join(key + b"N" for key in keys) + b"u."))
