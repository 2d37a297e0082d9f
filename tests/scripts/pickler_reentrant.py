# A hook that uses its own Pickler or Unpickler is told so; others may be used, and everything goes on.
try:
    import mpickle as pickle
except ImportError:
    import pickle
if not hasattr(pickle, "Pickler"):
    print("SKIP")  # no Pickler
    raise SystemExit

from io import BytesIO


class Thing:
    def __init__(self, x=0):
        self.x = x


def attempt(what, function):
    try:
        function()
        print(what, "went through")
    except RuntimeError:
        print(what, "RuntimeError")


class P(pickle.Pickler):
    tried = False

    def persistent_id(self, obj):
        if obj == "now" and not self.tried:
            self.tried = True
            attempt("dump", lambda: self.dump([1]))
            attempt("clear_memo", self.clear_memo)
            attempt("memo.clear", self.memo.clear)
            # Another one, the functions.
            f = BytesIO()
            pickle.Pickler(f, 2).dump([obj, self.shared])
            print(pickle.loads(f.getvalue()), pickle.loads(pickle.dumps(self.shared)))
        return None


class U(pickle.Unpickler):
    tried = False

    def find_class(self, module, name):
        if not self.tried:
            self.tried = True
            attempt("load", self.load)
            print(pickle.loads(pickle.dumps([name])), pickle.Unpickler(BytesIO(b"K\x05.")).load())
        return super().find_class(module, name)


for p in (0, 2, 4, 5):
    f = BytesIO()
    pickler = P(f, p)
    pickler.shared = ["shared"]
    pickler.dump([pickler.shared, "now", pickler.shared, Thing(pickler.shared)])
    u = U(BytesIO(f.getvalue()))
    y = u.load()
    print(p, y[0], y[1], y[0] is y[2], y[3].x is y[0], type(y[3]) is Thing)


class Inner:
    # The functions inside methods.
    def __init__(self, x):
        self.x = x

    def __getstate__(self):
        return pickle.dumps(self.x, 2)

    def __setstate__(self, state):
        self.x = pickle.loads(state)


for p in (0, 2, 4, 5):
    x = Inner(Inner(Inner([1, {"deep": 2}])))
    s = ["s"]
    y = pickle.loads(pickle.dumps([s, x, s, x], p))
    print(p, y[1].x.x.x, y[0] is y[2], y[1] is y[3])
