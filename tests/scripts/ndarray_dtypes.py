# mpickle.ndarray: every type of item, read and written, in both byte orders.
try:
    from mpickle import ndarray
except ImportError:
    print("SKIP")  # no ndarray
    raise SystemExit
if 1 << 64 < 1 << 62:
    print("SKIP")  # ints of 64 bits at most
    raise SystemExit

whole = {
    "?": (0, 1),
    "i1": (-128, 127),
    "u1": (0, 255),
    "i2": (-(1 << 15), (1 << 15) - 1),
    "u2": (0, (1 << 16) - 1),
    "i4": (-(1 << 31), (1 << 31) - 1),
    "u4": (0, (1 << 32) - 1),
    "i8": (-(1 << 63), (1 << 63) - 1),
    "u8": (0, (1 << 64) - 1),
}
for name in ("?", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8"):
    low, high = whole[name]
    for order in "<>":
        a = ndarray((4,), order + name)
        a[0] = low
        a[1] = high
        a[2] = True
        a[3] = 77
        print(a.dtype, a.tolist(), a.tobytes())
        for value in (low - 1, high + 1, 1 << 64, -(1 << 64), 1 << 100):
            try:
                a[0] = value
                if name != "?":
                    print("stored", value)
            except ValueError:
                pass
        print(a[0] == low or a[0])

for name in ("f2", "f4", "f8"):
    for order in "<>":
        a = ndarray((6,), order + name)
        for i, value in enumerate((0.0, -1.5, 1, 0.25, float("inf"), -float("inf"))):
            a[i] = value
        print(a.dtype, a.tolist(), a.tobytes())
        a[0] = float("nan")
        print(a[0] != a[0])

# Half precision: rounding to the nearest, ties to even, the smallest and the largest.
a = ndarray((1,), "<f2")
for value in (
    1 + 1 / 1024,
    1 + 1 / 2048,
    1 + 3 / 2048,
    1 + 1 / 2048 + 1 / 65536,
    65504,
    65519,
    65520,
    1e6,
    -70000,
    1 / (1 << 14),
    1 / (1 << 15),
    1 / (1 << 24),
    1 / (1 << 25),
    3 / (1 << 26),
    1 / (1 << 26),
    -1 / (1 << 25),
    1023 / (1 << 24),
    2047 / (1 << 25),
    0.0,
):
    a[0] = value
    x = a[0]
    print(a.tobytes(), x * 16777216 if abs(x) < 1 else x * 1024 if 1 < x < 2 else x)
# Halves survive.
good = 0
b = ndarray((1,), "<f2")
for bits in range(0, 1 << 16, 37):
    a = ndarray((1,), "<f2", bytes((bits & 255, bits >> 8)))
    b[0] = a[0]
    good += b.tobytes() == a.tobytes() or a[0] != a[0] and b[0] != b[0]
print(good)
