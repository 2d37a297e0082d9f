# Frozensets, also as keys and as items of sets.
try:
    import mpickle as pickle
except ImportError:
    import pickle

try:
    frozenset
except NameError:
    print("SKIP")  # no frozenset
    raise SystemExit

for p in range(6):
    for n in (0, 1, 2, 3, 100):
        x = frozenset(range(n))
        y = pickle.loads(pickle.dumps(x, p))
        print(p, type(y) is frozenset, len(y), y == x)
    f = frozenset([1, 2])
    y = pickle.loads(pickle.dumps([f, f, {f: f}], p))
    print(p, y[0] is y[1], y[2][f] is y[0], [k is y[0] for k in y[2]])
    y = pickle.loads(pickle.dumps({f, frozenset([f])}, p))
    print(p, len(y), f in y, frozenset([f]) in y)
print(pickle.loads(b"\x80\x04(\x91.") == frozenset())
print(pickle.loads(b"c__builtin__\nfrozenset\n((lI1\natR.") == frozenset([1]))
