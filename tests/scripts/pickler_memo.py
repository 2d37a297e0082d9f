# The memo of several dumps; clear_memo, memo.clear, memo.copy, assignment to memo.
try:
    import mpickle as pickle
except ImportError:
    import pickle
if not hasattr(pickle, "Pickler"):
    print("SKIP")  # no Pickler
    raise SystemExit

from io import BytesIO


def loads_all(data, n):
    u = pickle.Unpickler(BytesIO(data))
    return [u.load() for i in range(n)]


class Node:
    pass


for p in range(6):
    shared = ["shared", p]
    f = BytesIO()
    pickler = pickle.Pickler(f, p)
    pickler.dump(shared)
    first = len(f.getvalue())
    pickler.dump([shared, shared])
    second = len(f.getvalue()) - first
    pickler.dump((1, shared))
    a, b, c = loads_all(f.getvalue(), 3)
    print(p, a, b, c, b[0] is a, b[1] is a, c[1] is a)
    # Without what came before, the second one is not whole.
    try:
        pickle.loads(f.getvalue()[first:])
        print(p, "loaded")
    except pickle.UnpicklingError:
        print(p, "incomplete")
    # After clear_memo, it is.
    pickler.clear_memo()
    at = len(f.getvalue())
    pickler.dump([shared, shared])
    y = pickle.loads(f.getvalue()[at:])
    print(p, y, y[0] is y[1], len(f.getvalue()) - at > second)
    pickler.memo.clear()
    at = len(f.getvalue())
    pickler.dump(shared)
    print(p, pickle.loads(f.getvalue()[at:]))

    # A copy has places and objects.
    f = BytesIO()
    pickler = pickle.Pickler(f, p)
    print(p, pickler.memo.copy())
    n = Node()
    n.list = [1]
    pickler.dump([n.list, n])
    copy = pickler.memo.copy()
    mine = [v for k, v in copy.items() if v[1] is n.list]
    print(p, len(mine), type(mine[0][0]) is int, all(id(v[1]) == k for k, v in copy.items()))
    print(p, sorted(v[0] for v in copy.values()) == list(range(len(copy))))

    # The memo of one for another, by copy and by itself; the readers likewise.
    for memo in (copy, pickler.memo):
        f2 = BytesIO()
        other = pickle.Pickler(f2, p)
        other.memo = memo
        other.dump([n, n.list])
        u = pickle.Unpickler(BytesIO(f.getvalue()))
        a = u.load()
        u2 = pickle.Unpickler(BytesIO(f2.getvalue()))
        u2.memo = u.memo
        b = u2.load()
        print(p, b[0] is a[1], b[1] is a[0])
    # Changing one does not change the other.
    other.clear_memo()
    print(p, len(other.memo.copy()), len(pickler.memo.copy()) == len(copy))
    # An Unpickler's: places to objects.
    f = BytesIO(pickle.dumps([["x"]] * 2, 1))
    u = pickle.Unpickler(f)
    y = u.load()
    memo = u.memo.copy()
    print(p, any(v is y[0] for v in memo.values()), all(type(k) is int for k in memo.keys()))
    u.memo.clear()
    print(p, u.memo.copy())
for value in (5, None, "text"):
    try:
        pickle.Pickler(BytesIO(), 4).memo = value
        print("set")
    except TypeError:
        print("TypeError")
    try:
        pickle.Unpickler(BytesIO()).memo = value
        print("set")
    except TypeError:
        print("TypeError")
