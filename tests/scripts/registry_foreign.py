# A module copyreg of the program's own counts too.
import sys

try:
    import mpickle as pickle
except ImportError:
    print("SKIP")  # no mpickle
    raise SystemExit


class Thing:
    def __init__(self, value):
        self.value = value


class Copyreg:
    pass


own = Copyreg()
own.dispatch_table = {Thing: lambda thing: (Thing, (thing.value * 2,))}
own._extension_registry = {(__name__, "Thing"): 7}
own._inverted_registry = {7: (__name__, "Thing")}
sys.modules["copyreg"] = own

data = pickle.dumps(Thing(21))
print(data)
print(pickle.loads(data).value)

# What is registered here comes first.
pickle.copyreg.pickle(Thing, lambda thing: (Thing, ("ours",)))
print(pickle.loads(pickle.dumps(Thing(21))).value)

del sys.modules["copyreg"]
print(b"\x82\x07" in pickle.dumps(Thing(21)))
try:
    pickle.loads(data)
except pickle.UnpicklingError as e:
    print(e)
