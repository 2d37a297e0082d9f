# Doubles keep every bit where the build has double precision.
try:
    import mpickle as pickle
except ImportError:
    import pickle

import struct

if 1.0 + 2.0**-40 == 1.0:
    print("SKIP")  # no double precision
    raise SystemExit

values = [0.1, -1 / 3, 1e300, -1e-300, 5e-324, 1.7976931348623157e308, 2.0**53 + 1, 123456.789]
bits = [struct.pack(">d", x) for x in values]
for p in range(1, 6):
    print(p, [struct.pack(">d", pickle.loads(pickle.dumps(x, p))) for x in values] == bits)

# Protocol 0 writes decimal text, with the digits that the build's repr() has.
for x in (0.1, 0.5, 123456.789, 1e100):
    y = pickle.loads(pickle.dumps(x, 0))
    print(abs(y - x) <= abs(x) * 1e-14)
