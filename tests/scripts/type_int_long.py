# Ints beyond 64 bits.
try:
    import mpickle as pickle
except ImportError:
    import pickle

if 1 << 64 < 1 << 62:
    print("SKIP")  # ints of 64 bits at most
    raise SystemExit

for x in (1 << 63, 1 << 64, -(1 << 64) - 1, -(1 << 80), 1 << 100):
    for p in range(4):
        data = pickle.dumps(x, p)
        print(data, hex(pickle.loads(data)))
print([len(pickle.dumps(1 << 4000, p)) for p in range(4)])

# LONG1 holds up to 255 bytes, LONG4 more: both signs on either side of the limit.
for size in (253, 254, 255, 256, 257, 400):
    for x in (
        (1 << (8 * size - 1)) - 1,
        1 << (8 * size - 1),
        (1 << (8 * size)) - 1,
        -(1 << (8 * size - 1)),
        -(1 << (8 * size - 1)) - 1,
    ):
        print(size, [pickle.loads(pickle.dumps(x, p)) == x for p in (0, 1, 2, 4, 5)])

# Around every power of 256, where a negative int's magnitude has a byte more than it.
for size in range(1, 40):
    for x in (1 << (8 * size), 1 << (8 * size - 1)):
        values = (x - 1, x, x + 1, -x + 1, -x, -x - 1)
        back = [pickle.loads(pickle.dumps(value, 2)) for value in values]
        # As keys, too: what is equal has the same hash.
        print(size, back == list(values), [{value: 1}[other] for value, other in zip(values, back)])

# The same written by hand: little-endian two's complement.
print(hex(pickle.loads(b"\x80\x02\x8a\x00.")))
print(hex(pickle.loads(b"\x80\x02\x8a\x01\xff.")))
print(hex(pickle.loads(b"\x80\x02\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x00\x01.")))
print(hex(pickle.loads(b"\x80\x02\x8a\x09\xff\xff\xff\xff\xff\xff\xff\xff\xfe.")))
print(hex(pickle.loads(b"\x80\x02\x8b\x02\x00\x00\x00\xff\x00.")))
print(hex(pickle.loads(b"\x80\x02\x8b\x00\x00\x00\x00.")))
# A number has a digit.
for text in (b"_", b"__", b"-_", b"+", b"-", b"0x"):
    for opcode in (b"I", b"L"):
        try:
            print(text, pickle.loads(opcode + text + b"\n."))
        except ValueError:
            print(text, "ValueError")
# More bytes than needed are allowed.
print(pickle.loads(b"\x80\x02\x8a\x05\x01\x00\x00\x00\x00."))
print(pickle.loads(b"\x80\x02\x8a\x05\xff\xff\xff\xff\xff."))
print(pickle.loads(b"\x80\x02\x8a\x0c\x05" + bytes(11) + b"."))
print(pickle.loads(b"\x80\x02\x8a\x0c\xfb" + b"\xff" * 11 + b"."))
