# Contents around 64 KiB, where frames end and large payloads stand between them.
try:
    import mpickle as pickle
except ImportError:
    import pickle

try:
    bytearray(800000)
except MemoryError:
    print("SKIP")  # no memory for 800000 bytes in one piece
    raise SystemExit

for p in range(6):
    for n in (65500, 65530, 65536, 65560, 131072):
        # Protocol 0 writes a zero in six bytes.
        data = bytes(n) if p else bytes([65]) * n
        for x in (data, [data], [1, data, 2, data[:100], 3], [bytearray(data)]):
            print(p, n, pickle.loads(pickle.dumps(x, p)) == x)
    # Many small things: several frames.
    x = ["item %06d" % i for i in range(6000)]
    print(p, pickle.loads(pickle.dumps(x, p)) == x)
