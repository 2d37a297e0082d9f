# Inheritance: several levels, several bases, what each level defines.
try:
    import mpickle as pickle
except ImportError:
    import pickle


class A:
    kind = "A"

    def __init__(self, a):
        self.a = a

    def who(self):
        return "A", self.a


class B(A):
    kind = "B"

    def __init__(self, a, b):
        super().__init__(a)
        self.b = b


class C(B):
    pass


class D(C):
    def __init__(self):
        super().__init__("da", "db")
        self.d = [self.a]

    def who(self):
        return "D", self.b


class Mixin:
    mixed = True

    def mix(self):
        return self.a * 2


class E(Mixin, D):
    pass


class Saves:
    def __getstate__(self):
        return {"saved": sorted(self.__dict__.keys())}


class Loads:
    def __setstate__(self, state):
        self.loaded = state


class F(Saves, Loads):
    def __init__(self):
        self.f = 1


class G(F):
    def __getstate__(self):
        return dict(super().__getstate__(), more=len(self.__dict__))


class H(G):
    def __setstate__(self, state):
        super().__setstate__(sorted(state.keys()))


class R(A):
    def __reduce__(self):
        return type(self), (self.a,)


class S(R):
    def __init__(self, a):
        super().__init__(("s", a) if not isinstance(a, tuple) else a)


for p in range(6):
    for x in (A(1), B(1, 2), C(3, 4), D(), E()):
        y = pickle.loads(pickle.dumps(x, p))
        print(p, type(y) is type(x), y.kind, y.who(), sorted(y.__dict__.keys()) == sorted(x.__dict__.keys()))
    y = pickle.loads(pickle.dumps(E(), p))
    print(p, isinstance(y, Mixin), isinstance(y, A), y.mixed, y.mix(), y.d)
    print(p, sorted(pickle.loads(pickle.dumps(F(), p)).loaded.items()))
    print(p, sorted(pickle.loads(pickle.dumps(G(), p)).loaded.items()))
    print(p, pickle.loads(pickle.dumps(H(), p)).loaded)
    y = pickle.loads(pickle.dumps(S(5), p))
    print(p, type(y) is S, y.a)
    # All of them in one pickle, twice.
    xs = [A(1), D(), A(2), E(), D()]
    y = pickle.loads(pickle.dumps(xs + xs, p))
    print(p, [type(i).__name__ for i in y[:5]], [i is j for i, j in zip(y[:5], y[5:])])
