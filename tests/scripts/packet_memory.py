# No memory for a packet: an exception, and the Unpacker is in step again at the next one.
try:
    import micropython
    import mpickle

    mpickle.pack, mpickle.Unpacker, micropython.heap_lock
except (ImportError, AttributeError):
    print("SKIP")  # no packets, or no heap_lock
    raise SystemExit


def without_memory(what, arg):
    error = None
    micropython.heap_lock()
    try:
        what(arg)
    except MemoryError as e:
        error = e
    micropython.heap_unlock()
    print(type(error).__name__)


packet = mpickle.pack([1, "two", b"three" * 100])
unpacker = mpickle.Unpacker()
feed = unpacker.feed

# In the middle of a packet, and at its end.
for cut in (1, 2, 30, len(packet) - 1):
    unpacker.reset()
    feed(packet[:cut])
    rest = packet[cut:]
    without_memory(feed, rest)
    print(len(list(unpacker)), unpacker.good)
    feed(packet + packet)
    print([obj[0] for obj in unpacker])

# At its delivery.
unpacker.reset()
feed(packet + packet)
without_memory(next, unpacker)
print([obj[0] for obj in unpacker], unpacker.good, unpacker.damaged)

# When it is made.
without_memory(mpickle.pack, packet)
print(mpickle.pack(1) == mpickle.pack(1))
