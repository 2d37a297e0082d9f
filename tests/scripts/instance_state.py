# __getstate__ and __setstate__ decide what is written and how it is read.
try:
    import mpickle as pickle
except ImportError:
    import pickle


class Both:
    def __init__(self, x):
        self.x = x
        self.cache = "not written"

    def __getstate__(self):
        return (self.x, "v2")

    def __setstate__(self, state):
        self.x, self.version = state
        self.cache = "made new"


class GetOnly:
    def __init__(self):
        self.a = 1
        self.b = 2

    def __getstate__(self):
        return {"a": self.a}


class SetOnly:
    def __init__(self):
        self.a = 1

    def __setstate__(self, state):
        self.got = sorted(state.items())


class Recursive:
    def __init__(self):
        self.items = [self]

    def __getstate__(self):
        return [self.items]

    def __setstate__(self, state):
        self.items = state[0]
        self.same = self.items[0] is self


class NoneState:
    def __init__(self):
        self.a = 1

    def __getstate__(self):
        return None


for p in range(6):
    y = pickle.loads(pickle.dumps(Both([p]), p))
    print(p, type(y) is Both, y.x, y.version, y.cache)
    y = pickle.loads(pickle.dumps(GetOnly(), p))
    print(p, y.a, hasattr(y, "b"))
    y = pickle.loads(pickle.dumps(SetOnly(), p))
    print(p, y.got, hasattr(y, "a"))
    y = pickle.loads(pickle.dumps(Recursive(), p))
    print(p, y.same)
    y = pickle.loads(pickle.dumps(NoneState(), p))
    print(p, type(y) is NoneState, hasattr(y, "a"))


# A state that is no dict, and no __setstate__: an error.
class Plain:
    pass


try:
    y = pickle.loads(b"\x80\x02c__main__\nPlain\n)\x81K\x01b.")
    print("loaded", type(y))
except pickle.UnpicklingError:
    print("refused")
# (dict, slots): both are stored.
y = pickle.loads(b"\x80\x02c__main__\nPlain\n)\x81}X\x01\x00\x00\x00aK\x01s}X\x01\x00\x00\x00bK\x02s\x86b.")
print(y.a, y.b)
y = pickle.loads(b"\x80\x02c__main__\nPlain\n)\x81N}X\x01\x00\x00\x00bK\x02s\x86b.")
print(y.b)
