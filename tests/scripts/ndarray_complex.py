# mpickle.ndarray of complex numbers.
try:
    from mpickle import ndarray

    complex(1)
except (ImportError, NameError):
    print("SKIP")  # no ndarray, or no complex numbers
    raise SystemExit

for name in ("<c8", ">c8", "<c16", ">c16"):
    a = ndarray((2, 2), name)
    a[0, 0] = complex(1.5, -2)
    a[0, 1] = 3
    a[1] = complex(0, -0.25)
    print(a, a.tobytes())
    print([[(z.real, z.imag) for z in row] for row in a.tolist()])
print(ndarray((1,), "<c8", bytes(8)) == ndarray((1,), "u1", bytes(1)))
