# Classes inside classes: by dotted name at every protocol.
try:
    import mpickle as pickle
except ImportError:
    import pickle

# CPython has several classes for it.
REFUSED = pickle.UnpicklingError if pickle.__name__ == "mpickle" else (AttributeError,)


class Outer:
    class Inner:
        class Core:
            def __init__(self, v):
                self.v = v

        kind = "inner"

        def __init__(self, v):
            self.v = v

    class Row(list):
        def method(self):
            return self[0]

    class Trouble(Exception):
        pass

    @staticmethod
    def make():
        return Outer.Inner(5)


class Sub(Outer):
    class Inner(Outer.Inner):
        kind = "sub"


for p in range(6):
    y = pickle.loads(pickle.dumps(Outer.Inner([1]), p))
    print(p, type(y) is Outer.Inner, y.v, y.kind)
    y = pickle.loads(pickle.dumps(Outer.Inner.Core("deep"), p))
    print(p, type(y) is Outer.Inner.Core, y.v)
    y = pickle.loads(pickle.dumps(Sub.Inner(2), p))
    print(p, type(y) is Sub.Inner, y.kind, isinstance(y, Outer.Inner))
    y = pickle.loads(pickle.dumps(Outer.Row([1, 2]), p))
    print(p, type(y) is Outer.Row, list(y))
    y = pickle.loads(pickle.dumps(Outer.Trouble("t"), p))
    print(p, type(y) is Outer.Trouble, y.args)
    # The classes themselves, next to one another.
    y = pickle.loads(pickle.dumps([Outer, Outer.Inner, Outer.Inner.Core, Sub.Inner, Outer.Inner], p))
    print(p, [c is d for c, d in zip(y, [Outer, Outer.Inner, Outer.Inner.Core, Sub.Inner, Outer.Inner])])
    # A function in a class, as the class has it.
    y = pickle.loads(pickle.dumps(Outer.Row.method, p))
    print(p, y is Outer.Row.method)
    many = [Outer.Inner(i) for i in range(5)] + [Outer.Inner.Core(i) for i in range(5)]
    print(p, [(type(i) is type(j), i.v == j.v) for i, j in zip(many, pickle.loads(pickle.dumps(many, p)))])

# As CPython writes them before protocol 4 and from there on.
data = b"cbuiltins\ngetattr\n(c__main__\nOuter\nX\x05\x00\x00\x00InnertR."
print(pickle.loads(b"\x80\x02" + data) is Outer.Inner)
data = b"\x80\x04\x8c\x08__main__\x8c\x10Outer.Inner.Core\x93."
print(pickle.loads(data) is Outer.Inner.Core)
for name in (b"Outer.Gone", b"Outer..Inner", b"Gone.Inner", b"Outer.", b".Outer"):
    try:
        pickle.loads(b"\x80\x04\x8c\x08__main__\x8c" + bytes([len(name)]) + name + b"\x93.")
        print(name, "loaded")
    except REFUSED:
        print(name, "refused")
