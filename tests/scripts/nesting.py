# Lists, tuples and dictionaries nested 400 deep, as far as they fit a board's heap in pieces.
try:
    import mpickle as pickle
except ImportError:
    import pickle


def depth(x):
    n = 0
    while x:
        n += 1
        x = x["d"] if type(x) is dict else x[0]
    return n


def nest(kind, n):
    x = None
    for i in range(n):
        x = [x] if kind == 0 else (x,) if kind == 1 else {"d": x}
    return x


for p in range(6):
    for kind in range(3):
        # Two of them fit a board's heap, not four.
        x = y = None
        x = nest(kind, 400)
        y = pickle.loads(pickle.dumps(x, p))
        print(p, kind, depth(y), type(y) is type(x))
# Loading only: a thousand marks open at once.
print(depth(pickle.loads(b"(" * 1000 + b"N" + b"l" * 1000 + b".")))
print(depth(pickle.loads(b"N" + b"\x85" * 1000 + b".")))
