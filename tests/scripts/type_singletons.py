# None, True, False, Ellipsis and NotImplemented come back as themselves.
try:
    import mpickle as pickle
except ImportError:
    import pickle
try:
    _ = NotImplemented
except NameError:
    print("SKIP")  # no NotImplemented
    raise SystemExit

for p in range(6):
    for x in (None, True, False, ..., NotImplemented):
        y = pickle.loads(pickle.dumps(x, p))
        print(p, y, y is x)

# Booleans stay booleans beside equal ints.
for p in range(6):
    print(p, pickle.loads(pickle.dumps([True, 1, False, 0], p)))
