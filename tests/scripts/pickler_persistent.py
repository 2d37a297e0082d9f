# persistent_id and persistent_load at every protocol.
try:
    import mpickle as pickle
except ImportError:
    import pickle
if not hasattr(pickle, "Pickler"):
    print("SKIP")  # no Pickler
    raise SystemExit

from io import BytesIO


class Part:
    def __init__(self, number):
        self.number = number


STORE = {"7": Part("7"), "8": Part("8"), "x\\y": Part("x\\y")}


class P(pickle.Pickler):
    asked = 0

    def persistent_id(self, obj):
        P.asked += 1
        if isinstance(obj, Part):
            return obj.number
        return None


class U(pickle.Unpickler):
    def persistent_load(self, pid):
        self.pids.append(pid)
        return STORE[pid]


def dump(x, p, cls=P):
    f = BytesIO()
    cls(f, p).dump(x)
    return f.getvalue()


for p in range(6):
    data = dump({"parts": [STORE["7"], STORE["8"], STORE["7"]], "n": (1, STORE["8"])}, p)
    u = U(BytesIO(data))
    u.pids = []
    y = u.load()
    print(p, [i is STORE[n] for i, n in zip(y["parts"], "787")], y["n"][1] is STORE["8"], sorted(u.pids))
    # The object itself, and as an attribute and a key.
    u = U(BytesIO(dump(STORE["7"], p)))
    u.pids = []
    print(p, u.load() is STORE["7"], u.pids)
    # Nobody resolves them.
    for load in (lambda f: pickle.load(f), lambda f: pickle.Unpickler(f).load()):
        try:
            load(BytesIO(data))
            print(p, "loaded")
        except pickle.UnpicklingError:
            print(p, "UnpicklingError")
    # It is asked about everything, once for each place.
    P.asked = 0
    s = "shared"
    dump([s, (s, 5), None], p)
    print(p, P.asked)


class Any(pickle.Pickler):
    # False and 0 are ids, None is none.
    def persistent_id(self, obj):
        return {"int": 0, "str": False, "float": (1, ["x"]), "bytes": "text"}.get(type(obj).__name__)


class Collect(pickle.Unpickler):
    def persistent_load(self, pid):
        return ["pid", pid]


for p in range(1, 6):
    print(p, Collect(BytesIO(dump([5, "a", 1.5, b"b", None, True], p, Any))).load())
    print(p, Collect(BytesIO(dump({"k": 1}, p, P))).load())
# Protocol 0 has ids of text only, without newlines.
for pid in ("text", "", "with space", 5, 1.5):

    class One(pickle.Pickler):
        def persistent_id(self, obj):
            return pid if obj == "persistent" else None

    print(Collect(BytesIO(dump(["persistent", 1], 0, One))).load())
# By hand.
print(Collect(BytesIO(b"Pabc def\n.")).load())
print(Collect(BytesIO(b"\x80\x02X\x02\x00\x00\x00idQ.")).load())
print(Collect(BytesIO(b"(K\x01K\x02tQ.")).load())
# A function given to the instance.
u = pickle.Unpickler(BytesIO(b"Pabc\n."))
u.persistent_load = lambda pid: "by the instance: " + pid
print(u.load())
f = BytesIO()
p = pickle.Pickler(f, 2)
p.persistent_id = lambda obj: "the list" if type(obj) is list else None
p.dump((1, [2]))
print(Collect(BytesIO(f.getvalue())).load())
