# An array whose memory's owner has shrunk since notices it.
try:
    from mpickle import ndarray
except ImportError:
    print("SKIP")  # no ndarray
    raise SystemExit

try:
    import ulab  # noqa: F401 (arrays become ulab's then)

    print("SKIP")  # no arrays of mpickle's own: they are ulab's
    raise SystemExit
except ImportError:
    pass

try:
    owner = bytearray(8)
    owner[:] = b"ab"
except (TypeError, NotImplementedError):
    print("SKIP")  # bytearrays do not shrink
    raise SystemExit

owner = bytearray(8)
x = ndarray((2, 4), "u1", owner)
print(x[1, 3], x.tolist(), x.tobytes(), x == x)
owner[:] = b"ab"
print(len(owner))
for use in (lambda: x[1, 3], lambda: x.tolist(), lambda: x.tobytes(), lambda: x == x):
    try:
        print(use())
    except RuntimeError as e:
        print(e)
