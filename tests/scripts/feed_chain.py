# A Decoder keeps nothing of those before it alive: memory that it has not written yet holds no references.
import gc

import mpickle

if not hasattr(mpickle, "Decoder") or not hasattr(gc, "mem_alloc"):
    print("SKIP")  # no Decoder, or no gc.mem_alloc
    raise SystemExit

data = mpickle.dumps("x" * 9000, 0)


def fed(count):
    """Memory after so many Decoders, each of which has a longer beginning than the one before."""
    for i in range(count):
        decoder = mpickle.Decoder()
        decoder.feed(data[: 100 + 40 * i])
    gc.collect()
    return gc.mem_alloc()


print(fed(200) - fed(50) < 40000)
