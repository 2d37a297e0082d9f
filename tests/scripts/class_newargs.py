# __getnewargs__ and __getnewargs_ex__ give __new__ its arguments.
try:
    import mpickle as pickle
except ImportError:
    import pickle


class Unit:
    def __new__(cls, *args, **kw):
        self = super().__new__(cls)
        self.made = (args, sorted(kw.items()))
        return self

    def __init__(self, *args, **kw):
        self.name = "init"

    def __getstate__(self):
        return {"name": "state"}


class Args(Unit):
    def __getnewargs__(self):
        return ("kg", 3)


class ArgsEx(Unit):
    def __getnewargs_ex__(self):
        return ("m", [1]), {"power": 2, "base": "x"}

    def __getnewargs__(self):
        return ("never",)


class NoKeywords(Unit):
    def __getnewargs_ex__(self):
        return ("s",), {}


for p in range(2, 6):
    for cls in (Unit, Args, ArgsEx, NoKeywords):
        y = pickle.loads(pickle.dumps(cls("made", here=1), p))
        print(p, type(y) is cls, y.made, y.name)
    x = Args()
    y = pickle.loads(pickle.dumps([x, x], p))
    print(p, y[0] is y[1])


class Wrong:
    def __init__(self, value):
        self.value = value

    def __getnewargs__(self):
        return self.value


class WrongEx:
    def __init__(self, value):
        self.value = value

    def __getnewargs_ex__(self):
        return self.value


for p in range(2, 6):
    for value in (None, 5, "text", [1]):
        try:
            pickle.dumps(Wrong(value), p)
            print(p, value, "dumped")
        except (TypeError, pickle.PicklingError):
            print(p, value, "refused")
    for value in (None, (), ((),), ((), {}, 1), ([], {}), ((), []), ((), None)):
        try:
            pickle.dumps(WrongEx(value), p)
            print(p, value, "dumped")
        except (TypeError, ValueError, pickle.PicklingError):
            print(p, value, "refused")
