# loads(data, copy=False) from memory outside the heap: what stays there needs next to no heap.
import gc

import mpickle

try:
    import ffi
    import uctypes
except ImportError:
    print("SKIP")  # no memory outside the heap without ffi and uctypes
    raise SystemExit

if not hasattr(mpickle, "ndarray"):
    print("SKIP")  # no arrays
    raise SystemExit

malloc = ffi.open(None).func("P", "malloc", "I")


def outside(data):
    """The same bytes in memory that the collector does not know."""
    memory = uctypes.bytearray_at(malloc(len(data)), len(data))
    memory[:] = data
    return memoryview(memory)


data = outside(mpickle.dumps([bytes(range(100)), "n" * 300, "short", bytearray(range(100))], 5))
x = mpickle.loads(data, copy=False)
print([type(y).__name__ for y in x])
print(x[0] == bytes(range(100)), x[1] == "n" * 300, x[2], bytes(x[3]) == bytes(range(100)))
print({x[0]: 1}[bytes(range(100))], {x[1]: 2}["n" * 300])
data[-3] ^= 1
# The last byte of the bytearray: it is the same memory.
print(x[3][99], mpickle.loads(data, copy=True)[3][99])

# A model's weights, 256 KiB of them: six layers by name.
layer = mpickle.ndarray((128, 85), "<f4")
for i in range(128):
    layer[i, i % 85] = i
for protocol in (3, 4, 5):
    names = ["layer%d.weight" % i for i in range(6)]
    layers = {name: mpickle.ndarray((128, 85), "<f4", bytes(memoryview(layer))) for name in names}
    data = mpickle.dumps(layers, protocol)
    weights = outside(data)
    del layers, data
    print(protocol, len(weights) >= 256 * 1020)
    mpickle.loads(weights, copy=False)
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    x = mpickle.loads(weights, copy=False)
    used = gc.mem_alloc() - before
    gc.enable()
    # Words are twice as long as on boards, and objects with them.
    print(
        protocol, "heap", used <= (4096 if uctypes.sizeof({"p": (uctypes.PTR, uctypes.UINT8)}) == 8 else 2048) or used
    )
    print(protocol, sorted(x) == names, x[names[5]][100, 15], x[names[0]][127, 42], x[names[3]][0, 1])
    print(protocol, all(x[name] == layer for name in names))
