# find_class: asked for every name, its answer is used whatever it is; super() finds as usual.
try:
    import mpickle as pickle
except ImportError:
    import pickle
if not hasattr(pickle, "Pickler"):
    print("SKIP")  # no Pickler
    raise SystemExit

from io import BytesIO


class Thing:
    def __init__(self, *args):
        self.args = args


class Stand:
    pass


class Logs(pickle.Unpickler):
    def find_class(self, module, name):
        self.log.append((module, name))
        if name == "Gone":
            return Stand
        if name == "function":
            return lambda *args: ("called", args)
        return super().find_class(module, name)


def load(data, cls=Logs, **kw):
    u = cls(BytesIO(data), **kw)
    u.log = []
    return u.load(), u.log


thing = Thing(1, "x")
for p in range(2, 6):
    y, log = load(pickle.dumps([thing, Thing(), thing], p))
    print(p, type(y[0]) is Thing, y[0].args, y[0] is y[2], log[0])
y, log = load(b"cold.module\nGone\n.")
print(y is Stand, log)
y, log = load(b"\x80\x02cold.module\nGone\n)\x81}X\x01\x00\x00\x00aK\x05sb.")
print(type(y) is Stand, y.a, log)
y, log = load(b"cany.where\nfunction\n(I1\nI2\ntR.")
print(y, log)
# INST and OBJ ask, too.
y, log = load(b"(I1\nI2\niany.where\nfunction\n.")
print(y, log)
y, log = load(b"(cany.where\nfunction\nI3\no.")
print(y, log)


class Only(pickle.Unpickler):
    allowed = {("__main__", "Thing"), ("collections", "OrderedDict")}

    def find_class(self, module, name):
        if (module, name) not in self.allowed:
            raise pickle.UnpicklingError("forbidden: " + module + "." + name)
        return super().find_class(module, name)


print(type(load(pickle.dumps(thing, 2), Only)[0]) is Thing)
for data in (b"cos\nsystem\n(Vls\ntR.", b"c__main__\nStand\n.", b"cbuiltins\neval\n(V1+1\ntR."):
    try:
        load(data, Only)
        print("loaded")
    except pickle.UnpicklingError as e:
        print(e)


# What it raises arrives, whatever it is; what it returns need not be a class.
class Odd(pickle.Unpickler):
    def find_class(self, module, name):
        if module == "raise":
            raise KeyError(name)
        return [module, name]


print(load(b"ca.b\nc d\n.", Odd)[0])
print(load(b"\x80\x04\x8c\x03mod\x8c\x05d.o.t\x93.", Odd)[0])
try:
    load(b"craise\nme\n.", Odd)
except KeyError as e:
    print("KeyError", e.args)
try:
    load(b"ca\nb\n)R.", Odd)
except (TypeError, pickle.UnpicklingError):
    print("cannot be called")

# Names of Python 2 are given as they stand in the pickle, or mapped by super().
y, log = load(b"c__builtin__\nset\n((lI1\natR.")
print(y, log)
y, log = load(b"ccopy_reg\n_reconstructor\n(c__main__\nStand\nc__builtin__\nobject\nNtR.")
print(type(y) is Stand, log)
u = pickle.Unpickler(BytesIO(b"N."))
print(u.find_class("__main__", "Thing") is Thing, u.load())
try:
    u.find_class("__main__", "NotThere")
    print("found")
except AttributeError if pickle.__name__ == "pickle" else pickle.UnpicklingError:
    print("not found")

# Outside of a load, names are taken as a pickle of protocol 0 has them, or as the last pickle.
u = pickle.Unpickler(BytesIO(b"K\x01.\x80\x04K\x02.\x80\x02K\x03."))
for _ in range(3):
    try:
        print(u.find_class("__builtin__", "xrange") is range)
    except (ImportError, pickle.UnpicklingError):
        print("refused")
    print(u.find_class("builtins", "dict") is dict, u.load())
u = pickle.Unpickler(BytesIO(b"."), fix_imports=False)
try:
    print(u.find_class("__builtin__", "list"))
except (ImportError, pickle.UnpicklingError):
    print("refused")
