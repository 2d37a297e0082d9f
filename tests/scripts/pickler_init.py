# Subclasses: with __init__, without super().__init__(), with attributes; __init__ again.
try:
    import mpickle as pickle
except ImportError:
    import pickle
if not hasattr(pickle, "Pickler"):
    print("SKIP")  # no Pickler
    raise SystemExit

from io import BytesIO


class Named(pickle.Pickler):
    def __init__(self, file, name, protocol=4):
        super().__init__(file, protocol)
        self.name = name

    def persistent_id(self, obj):
        return self.name if obj == "me" else None

    def dump(self, obj):
        super().dump([self.name, obj])


class Resolver(pickle.Unpickler):
    def __init__(self, file, **names):
        super().__init__(file, encoding="latin1")
        self.names = names

    def persistent_load(self, pid):
        return self.names[pid]

    def load(self):
        return ("loaded", super().load())


f = BytesIO()
Named(f, "n1").dump(["me", 5])
y = Resolver(BytesIO(f.getvalue()), n1="resolved").load()
print(y)
print(Resolver(BytesIO(b"U\x01\xe9.")).load()[1] == "\xe9")


class Deeper(Named):
    def persistent_id(self, obj):
        return super().persistent_id(obj) or ("deeper" if obj == 7 else None)


f = BytesIO()
Deeper(f, "n2", 2).dump([7, 8, "me"])
print(Resolver(BytesIO(f.getvalue()), n2="N", deeper="D").load())


class NoInit(pickle.Pickler):
    def __init__(self):
        pass


class NoInitLoad(pickle.Unpickler):
    def __init__(self):
        pass


for function in (
    lambda: NoInit().dump(1),
    lambda: NoInitLoad().load(),
):
    try:
        function()
        print("worked")
    except pickle.PickleError as e:
        print(isinstance(e, pickle.PicklingError), isinstance(e, pickle.UnpicklingError))
# And after it was called, everything works.
x = NoInit()
f = BytesIO()
pickle.Pickler.__init__(x, f, 2)
x.dump([1])
print(pickle.loads(f.getvalue()))
# Again: another stream, an empty memo.
shared = ["s"]
x.dump(shared)
g = BytesIO()
pickle.Pickler.__init__(x, g, 4)
x.dump(shared)
print(pickle.loads(g.getvalue()), len(x.memo.copy()))
u = pickle.Unpickler(BytesIO(b"K\x01."))
print(u.load())
u.__init__(BytesIO(b"K\x02."))
print(u.load(), u.memo.copy())
# Arguments.
for function in (
    lambda: pickle.Pickler(),
    lambda: pickle.Pickler(BytesIO(), 4, True, None, None, 5),
    lambda: pickle.Pickler(BytesIO(), wrong=1),
    lambda: pickle.Unpickler(),
    lambda: pickle.Unpickler(BytesIO(), 4),
    lambda: pickle.Pickler(5).dump(1),
    lambda: pickle.Unpickler(5).load(),
    lambda: pickle.Pickler(BytesIO(), "4"),
):
    try:
        function()
        print("worked")
    except (TypeError, AttributeError, OSError):
        print("refused")
for protocol in (6, 100):
    try:
        pickle.Pickler(BytesIO(), protocol)
        print("worked")
    except ValueError:
        print("ValueError")
for protocol in (None, -1, 0, 3, True):
    f = BytesIO()
    pickle.Pickler(f, protocol).dump([1, 2])
    print(pickle.loads(f.getvalue()), f.getvalue()[1] if f.getvalue()[0] == 0x80 else "no PROTO")
f = BytesIO()
pickle.Pickler(file=f, protocol=2, fix_imports=False, buffer_callback=None).dump(range)
print(f.getvalue()[:12])
print(isinstance(pickle.Pickler(BytesIO()), pickle.Pickler), pickle.Pickler(BytesIO()).dump(5))
print(pickle.Pickler.__name__, pickle.Unpickler.__name__)
