# Methods: of classes, of objects, static ones, by dotted name and by getattr.
try:
    import mpickle as pickle
except ImportError:
    import pickle


class Maker:
    def __init__(self, value=0):
        self.value = value

    @classmethod
    def make(cls, value):
        self = cls()
        self.value = value
        return self

    @staticmethod
    def double(value):
        return 2 * value

    def plus(self, more):
        return self.value + more

    class Inner:
        @classmethod
        def name(cls):
            return cls.__name__

    def __getattr__(self, name):
        raise AttributeError(name)


class Derived(Maker):
    pass


class Reduced(Derived):
    def __reduce__(self):
        return type(self).make, (self.value,)


class ByClass:
    # Hooks that are class methods get the class.
    @classmethod
    def __getnewargs__(cls):
        return (cls.__name__,)

    def __new__(cls, *args):
        self = super().__new__(cls)
        self.args = args
        return self

    @classmethod
    def __getstate__(cls):
        return {"of": cls.__name__}


class Kept:
    pass


for p in range(6):
    for cls in (Maker, Derived):
        f = pickle.loads(pickle.dumps(cls.make, p))
        y = f(3)
        print(p, type(y) is cls, y.value)
        f = pickle.loads(pickle.dumps(cls(4).plus, p))
        print(p, f(5))
    y = pickle.loads(pickle.dumps(Reduced(7), p))
    print(p, type(y) is Reduced, y.value)
    f = pickle.loads(pickle.dumps(Maker.Inner.name, p))
    print(p, f())
    f = pickle.loads(pickle.dumps(Maker.double, p))
    print(p, f(4), f is Maker.double)
    f = pickle.loads(pickle.dumps(Maker(1).double, p))
    print(p, f(4))
    # The object is the same as elsewhere in the pickle, and may hold its own method.
    x = Maker(6)
    x.again = x.plus
    y, f = pickle.loads(pickle.dumps([x, x.plus], p))
    y.value = 10
    print(p, f(1), y.again(2))
    if p >= 2:
        y = pickle.loads(pickle.dumps(ByClass(), p))
        print(p, y.args, y.of)

# By every name.
for data in (
    b"\x80\x04\x8c\x08__main__\x8c\x0aMaker.make\x93.",
    b"\x80\x04\x8c\x08__main__\x8c\x0cDerived.make\x93.",
    b"c__builtin__\ngetattr\n(c__main__\nDerived\nVmake\ntR.",
    b"\x80\x03cbuiltins\ngetattr\nc__main__\nMaker\nX\x04\x00\x00\x00make\x86R.",
    b"\x80\x03cbuiltins\ngetattr\nc__main__\nMaker\n)\x81X\x04\x00\x00\x00make\x86R.",
):
    f = pickle.loads(data)
    y = f(9)
    print(type(y).__name__, y.value)

# Not what a property or a name of nothing gives.
for data in (
    b"\x80\x03cbuiltins\ngetattr\nc__main__\nMaker\nX\x07\x00\x00\x00missing\x86R.",
    b"\x80\x03cbuiltins\ngetattr\nc__main__\nMaker\n)\x81X\x07\x00\x00\x00missing\x86R.",
):
    try:
        pickle.loads(data)
        print("loaded")
    except (AttributeError, pickle.UnpicklingError):
        print("refused")
