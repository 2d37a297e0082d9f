# array.array of ints beyond 63 bits.
try:
    import mpickle as pickle
except ImportError:
    import pickle

try:
    from array import array
except ImportError:
    print("SKIP")  # no array
    raise SystemExit
if 1 << 64 < 1 << 62:
    print("SKIP")  # ints of 64 bits at most
    raise SystemExit

items = [0, 1 << 63, (1 << 64) - 1]
print([list(pickle.loads(pickle.dumps(array("Q", items), p))) == items for p in range(6)])

head = b"\x80\x03carray\n_array_reconstructor\n(carray\narray\nX\x01\x00\x00\x00Q"
for mformat, payload in ((10, b"\x01\x00\x00\x00\x00\x00\x00\x80"), (11, b"\x80\x00\x00\x00\x00\x00\x00\x01")):
    data = head + b"K" + bytes([mformat]) + b"C" + bytes([len(payload)]) + payload + b"tR."
    print(mformat, list(pickle.loads(data)))
