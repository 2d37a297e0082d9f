# __reduce_ex__ is told the protocol and goes before __reduce__.
try:
    import mpickle as pickle
except ImportError:
    import pickle


class Versioned:
    def __init__(self, *args):
        self.args = args

    def __reduce_ex__(self, protocol):
        return Versioned, ("protocol", protocol)

    def __reduce__(self):
        return Versioned, ("never",)


class Base:
    def __reduce_ex__(self, protocol):
        return make, (type(self).__name__, protocol >= 2)


class Derived(Base):
    pass


def make(name, new):
    return ("made", name, new)


class Getstate:
    # What __reduce_ex__ returns is all: __getstate__ is not asked.
    def __reduce_ex__(self, protocol):
        return Getstate, ()

    def __getstate__(self):
        return {"never": 1}


class Delegates:
    # A function that is no class, with an argument that is an instance itself.
    def __init__(self, inner):
        self.inner = inner

    def __reduce_ex__(self, protocol):
        return wrap, (self.inner, protocol)


def wrap(inner, protocol):
    d = Delegates(inner)
    d.protocol = protocol
    return d


for p in range(6):
    print(p, pickle.loads(pickle.dumps(Versioned(), p)).args)
    print(p, pickle.loads(pickle.dumps(Derived(), p)))
    print(p, hasattr(pickle.loads(pickle.dumps(Getstate(), p)), "never"))
    y = pickle.loads(pickle.dumps(Delegates(Delegates([p])), p))
    print(p, type(y) is Delegates, type(y.inner) is Delegates, y.inner.inner, y.protocol, y.inner.protocol)
