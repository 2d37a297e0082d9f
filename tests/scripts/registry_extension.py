# Extension codes: names as numbers.
try:
    import mpickle as pickle
except ImportError:
    import pickle
import copyreg


class A:
    pass


class B:
    pass


class C:
    pass


def attempt(f, *args):
    try:
        print(f(*args))
    except Exception as e:
        print(type(e).__name__)


def load(data):
    try:
        print(pickle.loads(data).__name__)
    except (ValueError, pickle.UnpicklingError):
        print("refused")


for name, code in (("A", 240), ("B", 0x1234), ("C", (1 << 31) - 1)):
    copyreg.add_extension(__name__, name, code)
    copyreg.add_extension(__name__, name, code)

for p in range(6):
    for cls, op in ((A, b"\x82\xf0"), (B, b"\x83\x34\x12"), (C, b"\x84\xff\xff\xff\x7f")):
        data = pickle.dumps(cls, p)
        print(p, op in data, pickle.loads(data) is cls)
        data = pickle.dumps([cls(), cls(), cls], p)
        print(p, op in data, [getattr(x, "__name__", type(x).__name__) for x in pickle.loads(data)])

load(b"\x82\xf0.")
load(b"\x83\xf0\x00.")
load(b"\x84\xf0\x00\x00\x00.")
load(b"\x82\x00.")
load(b"\x82\xf1.")
load(b"\x84\xff\xff\xff\xff.")

print(copyreg._extension_registry[(__name__, "A")], copyreg._inverted_registry[240] == (__name__, "A"))
attempt(copyreg.add_extension, __name__, "A", 241)
attempt(copyreg.add_extension, __name__, "D", 240)
attempt(copyreg.add_extension, __name__, "D", 0)
attempt(copyreg.add_extension, __name__, "D", -1)
attempt(copyreg.remove_extension, __name__, "A", 241)
attempt(copyreg.remove_extension, __name__, "D", 240)
attempt(copyreg.remove_extension, __name__, "A", 240)
attempt(copyreg.remove_extension, __name__, "A", 240)
copyreg.clear_extension_cache()
load(b"\x82\xf0.")
data = pickle.dumps(A, 4)
print(b"\x82\xf0" in data, pickle.loads(data) is A)

# A code may stand for a name that cannot be found.
copyreg.add_extension("no_such_module", "Name", 250)
try:
    pickle.loads(b"\x82\xfa.")
except (ImportError, pickle.UnpicklingError):
    print("not found")
