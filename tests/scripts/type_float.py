# Floats, with the special values; all exact in single precision.
try:
    import mpickle as pickle
except ImportError:
    import pickle

import struct

values = [0.0, 1.0, -1.0, 0.5, -0.25, 1.5, 3.75, 1024.5, -65536.0, 0.0009765625, 16777216.0]
for p in range(6):
    back = [pickle.loads(pickle.dumps(x, p)) for x in values]
    print(p, back == values, [type(y) is float for y in back].count(True))
    print(p, pickle.loads(pickle.dumps(values, p)) == values)
    inf = pickle.loads(pickle.dumps(float("inf"), p))
    ninf = pickle.loads(pickle.dumps(float("-inf"), p))
    nan = pickle.loads(pickle.dumps(float("nan"), p))
    print(inf == float("inf"), ninf == float("-inf"), nan != nan)
    # The sign of zero survives.
    print(struct.pack("<f", pickle.loads(pickle.dumps(-0.0, p))))
    print(struct.pack("<f", pickle.loads(pickle.dumps(0.0, p))))

print(pickle.loads(b"G?\xf8\x00\x00\x00\x00\x00\x00."))
print(pickle.loads(b"G\xc0\x04\x00\x00\x00\x00\x00\x00."))
print(pickle.loads(b"F1.5\n."), pickle.loads(b"F-2\n."), pickle.loads(b"F25e-2\n."))
print(pickle.loads(b"Finf\n.") == float("inf"), pickle.loads(b"F-inf\n.") == float("-inf"))
x = pickle.loads(b"Fnan\n.")
print(x != x)
