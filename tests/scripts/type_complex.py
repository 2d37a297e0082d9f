# Complex numbers, written as builtins.complex(real, imag).
try:
    import mpickle as pickle
except ImportError:
    import pickle

try:
    complex
except NameError:
    print("SKIP")  # no complex numbers
    raise SystemExit

for p in range(6):
    for x in (complex(0, 0), complex(1.5, -2.25), complex(-0.5, 0), complex(0, 1024)):
        y = pickle.loads(pickle.dumps(x, p))
        print(p, type(y) is complex, y.real, y.imag)

print(pickle.loads(b"c__builtin__\ncomplex\n(F1.5\nF2.0\ntR.") == complex(1.5, 2))
x = complex(1, 2)
y = pickle.loads(pickle.dumps([x, x]))
print(y[0] == y[1] == x)
# Zeros keep their signs.
zero = b"G\x80\x00\x00\x00\x00\x00\x00\x00"
y = pickle.loads(b"\x80\x02c__builtin__\ncomplex\n" + zero + zero + b"\x86R.")
print(y.real, y.imag)
