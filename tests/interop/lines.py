"""A line that damages what goes through it, for the tests of packets."""

import random


def corrupt(packets, rate, seed):
    """What comes out at the other end of a line that changes this share of the bytes, and which packets are whole."""
    rng = random.Random(seed)
    line = bytearray()
    whole = []
    for i, packet in enumerate(packets):
        changed = bytearray(packet)
        for at in range(len(changed)):
            if rng.random() < rate:
                changed[at] ^= rng.randrange(1, 256)
        line += changed
        if changed == packet:
            whole.append(i)
    return bytes(line), whole


def mangle(line, changes):
    """The line after a list of changes: each is a kind, a place and a number."""
    line = bytearray(line)
    for kind, place, number in changes:
        if not line:
            break
        at = place % len(line)
        if kind == "flip":
            line[at] ^= 1 << number % 8
        elif kind == "lose":
            del line[at : at + 1 + number % 20]
        elif kind == "double":
            line[at:at] = line[at : at + 1 + number % 20]
        elif kind == "truncate":
            del line[at:]
        elif kind == "insert":
            line[at:at] = bytes([number % 256])
    return bytes(line)


def pieces(line, seed, most=300):
    """The line in pieces of random sizes."""
    rng = random.Random(seed)
    at = 0
    while at < len(line):
        size = rng.randrange(1, most)
        yield line[at : at + size]
        at += size
