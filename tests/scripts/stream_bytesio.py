# dump and load on io.BytesIO; several pickles in one stream.
try:
    import mpickle as pickle
except ImportError:
    import pickle

try:
    import io

    io.BytesIO
except (ImportError, AttributeError):
    print("SKIP")  # no io.BytesIO
    raise SystemExit

values = [1, "two", [3, [4]], {"five": 6}, (7, 8), b"nine" * 100, None, "t" * 300, [list(range(50))] * 2]
for p in range(6):
    f = io.BytesIO()
    print(p, [pickle.dump(x, f, p) for x in values].count(None) == len(values))
    f.write(b"tail")
    f.seek(0)
    print(p, [pickle.load(f) for x in values] == values, f.read())

# The stream is left exactly at the byte after STOP.
for p in range(6):
    for x in (None, 5, "text", [1, 2, 3], list(range(300)), "u" * 500):
        data = pickle.dumps(x, p)
        f = io.BytesIO(data + b"\x80after")
        y = pickle.load(f)
        print(p, y == x, f.read())

# What dump writes, loads reads; and the other way round.
for p in range(6):
    f = io.BytesIO()
    pickle.dump(values, f, p)
    print(p, pickle.loads(f.getvalue()) == values)
    print(p, pickle.load(io.BytesIO(pickle.dumps(values, p))) == values)

# Starting in the middle of a stream.
f = io.BytesIO(b"head" + pickle.dumps([1]))
f.seek(4)
print(pickle.load(f))
try:
    pickle.load(f)
except EOFError:
    print("EOFError")
try:
    pickle.load(io.BytesIO())
except EOFError:
    print("EOFError")
# Truncated.
for n in (1, 2, 4, 8):
    try:
        pickle.load(io.BytesIO(pickle.dumps("some text of length", 2)[:n]))
    except (EOFError, pickle.UnpicklingError):
        print("refused")
