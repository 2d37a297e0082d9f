# How many of so many loads succeed in a small heap of which half is dropped again and again, in pieces.
#
# What is left lies scattered: a load that takes its memory in larger pieces than its objects need, or leaves
# holes that others cannot use, fails sooner than one object at a time does.
import sys

import mpickle

ROUNDS = int(sys.argv[1])
# Objects that are kept from one round to the next. So many nearly fill the heap.
KEPT = int(sys.argv[2])
# Where the random numbers begin: once a load has failed it is chance how many of the next do.
seeds = [1, 2, 3 + int(sys.argv[3])]


def random(end):
    """Wichmann and Hill's generator: small ints alone, which take no memory."""
    seeds[0] = seeds[0] * 171 % 30269
    seeds[1] = seeds[1] * 172 % 30307
    seeds[2] = seeds[2] * 170 % 30323
    return sum(seeds) % end


def sample(number):
    """An object: one of seven kinds and of many sizes."""
    kind = random(7)
    size = 1 + random(12)
    if kind == 0:
        return [number + i / 7 for i in range(size)]
    if kind == 1:
        return {"k%d" % i: number + i for i in range(size)}
    if kind == 2:
        return "text %d " % number * size
    if kind == 3:
        return [(number, str(i)) for i in range(size)]
    if kind == 4:
        return {"id": number, "t": number / 3, "tags": ["a%d" % i for i in range(size)]}
    if kind == 5:
        return [1 << (40 + 8 * i) for i in range(size)]
    return bytes(size * 16)


data = [mpickle.dumps([sample(10 * number + i) for i in range(10)]) for number in range(20)]
kept = [None] * KEPT
good = 0
for _ in range(ROUNDS):
    try:
        loaded = mpickle.loads(data[random(len(data))])
        good += 1
    except MemoryError:
        loaded = []
    # Half of them are dropped.
    for x in loaded:
        if random(2):
            kept[random(KEPT)] = x
    loaded = x = None
print(good)
