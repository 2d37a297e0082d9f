"""What loading takes on the heap of a board, searched on the board itself: `search` of test_heap.py."""

import gc

import mpickle


def load(data, stubs):
    """The object."""
    if stubs:
        return mpickle.loads(data, encoding="latin1", unknown="stub")
    return mpickle.loads(data, encoding="latin1")


def scrub(depth):
    """Overwrites what calls have left on the C stack, where the collector would take it for references."""
    a = b = c = d = e = f = g = h = None
    return (a, b, c, d, e, f, g, h) if depth == 0 else scrub(depth - 1)


def after(data, stubs):
    """Bytes that the object takes."""
    scrub(20)
    gc.collect()
    before = gc.mem_alloc()
    obj = load(data, stubs)
    scrub(20)
    gc.collect()
    return gc.mem_alloc() - before if obj is not before else 0


def fill(kept, free):
    """Takes all of the heap but one piece of so many bytes."""
    hold = bytearray(free)
    at = 0
    for size in (8192, 1024, 128, 16, 0):
        try:
            while True:
                kept[at] = bytearray(size) if size else at + 0.5
                at += 1
        except MemoryError:
            pass
    return hold is None


def suffices(data, stubs, free):
    """Whether the pickle loads with so many bytes free, in one piece."""
    kept = [None] * 1500
    scrub(20)
    gc.collect()
    fill(kept, free)
    gc.collect()
    try:
        load(data, stubs)
    except MemoryError:
        return False
    return True


def search(data, stubs, high):
    """Prints what the object takes, and the smallest heap that suffices as all larger ones do."""
    # Names are interned by the first.
    load(data, stubs)
    size = after(data, stubs)
    while not suffices(data, stubs, high):
        high += high // 4 + 100
    low = high
    while low > 0:
        low -= 1 + low // 60
        if not suffices(data, stubs, low):
            break
        high = low
    while high - low > 16 + high // 1000:
        middle = (low + high) // 2
        if suffices(data, stubs, middle):
            high = middle
        else:
            low = middle
    print(size, high)
