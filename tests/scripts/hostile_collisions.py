# Keys chosen to collide: MicroPython would search for each among all the others.
import gc
import sys

import mpickle

if sys.maxsize < 1 << 40:
    print("SKIP")  # takes a minute with words of 32 bits; hostile_collisions_small.py is for these
    raise SystemExit

try:
    bytearray(3000000)
except MemoryError:
    print("SKIP")  # no memory for 3000000 bytes in one piece
    raise SystemExit


def long(number):
    return b"\x8a\x09" + (number).to_bytes(9, "little")


def outcome(head, numbers, behind, tail):
    data = bytearray(b"\x80\x04" + head)
    for number in numbers:
        data.extend(long(number))
        data.extend(behind)
    data.extend(tail)
    gc.collect()
    try:
        return type(mpickle.loads(data)).__name__
    except mpickle.UnpicklingError as e:
        return str(e)


COUNT = 12000
# What MicroPython's tables for so many grow to, one after the other, and what a dictionary of a known
# size gets at once with words of 64 bits: twice as many, without small factors.
PRIMES = 7243 * 10861 * 16273
PLACES = 2 * COUNT | 1
while any(PLACES % factor == 0 for factor in (3, 5, 7, 11, 13)):
    PLACES += 2


def attempts(name, step, step_at_once):
    numbers = [i * step_at_once for i in range(COUNT)]
    print(name, "dict", outcome(b"}(", numbers, b"N", b"u."))
    numbers = [i * step for i in range(COUNT)]
    print(name, "one by one", outcome(b"}", numbers, b"Ns", b"."))
    print(name, "set", outcome(b"\x8f(", numbers, b"", b"\x90."))
    print(name, "frozenset", outcome(b"(", numbers, b"", b"\x91."))
    for function in (b"set", b"frozenset"):
        head = b"cbuiltins\n" + function + b"\n]("
        print(name, function, outcome(head, numbers, b"", b"e\x85R."), outcome(b"(" + head, numbers, b"", b"eo."))
    print(name, "NEWOBJ", outcome(head, numbers, b"", b"e\x85\x81."))


attempts("colliding", PRIMES, PLACES)
# Honest ones: seconds, minutes, hours in milliseconds, powers of two.
for step in (1, 60, 3600000, 1 << 20):
    attempts("step %d:" % step, step, step)
