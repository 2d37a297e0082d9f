# fast: nothing is memoized.
try:
    import mpickle as pickle
except ImportError:
    import pickle
if not hasattr(pickle, "Pickler"):
    print("SKIP")  # no Pickler
    raise SystemExit

from io import BytesIO


class Thing:
    pass


for p in range(6):
    f = BytesIO()
    pickler = pickle.Pickler(f, p)
    print(p, bool(pickler.fast))
    pickler.fast = True
    print(p, bool(pickler.fast))
    s = ["s"]
    pickler.dump([s, s])
    y = pickle.loads(f.getvalue())
    print(p, y, y[0] is y[1], len(pickler.memo.copy()))
    t = Thing()
    t.a = (1, "text")
    at = len(f.getvalue())
    pickler.dump({"k": t, "l": t})
    y = pickle.loads(f.getvalue()[at:])
    print(p, y["k"].a, y["k"] is y["l"], y["l"].a)
    # And back.
    pickler.fast = False
    at = len(f.getvalue())
    pickler.dump([s, s])
    y = pickle.loads(f.getvalue()[at:])
    print(p, y[0] is y[1])
    # A cycle has no end.
    pickler.fast = True
    s.append(s)
    try:
        pickler.dump(s)
        print(p, "dumped")
    except (ValueError, RuntimeError, MemoryError):
        print(p, "refused")
