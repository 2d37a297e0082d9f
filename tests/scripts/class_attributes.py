# Class attributes, methods and properties are the class's; only what the instance has is written.
try:
    import mpickle as pickle
except ImportError:
    import pickle


class Counter:
    made = 0
    limits = [0, 10]
    unit = "pcs"

    def __init__(self):
        Counter.made += 1

    @property
    def double(self):
        return self.n * 2

    @property
    def level(self):
        return self._level

    @level.setter
    def level(self, value):
        self._level = value + 100

    @staticmethod
    def static():
        return "static"

    @classmethod
    def klass(cls):
        return cls.unit


for p in range(6):
    x = Counter()
    x.n = 4
    x.level = 1
    made = Counter.made
    y = pickle.loads(pickle.dumps(x, p))
    print(p, Counter.made == made, y.n, y.double, y.level, y._level, y.unit, y.limits is Counter.limits)
    print(p, sorted(y.__dict__.keys()), y.static(), y.klass())
    x.unit = "own"
    x.limits = [1]
    y = pickle.loads(pickle.dumps(x, p))
    print(p, y.unit, y.limits, Counter.unit, Counter.limits, sorted(y.__dict__.keys()))
    # The value of the class at the time of reading.
    data = pickle.dumps(Counter(), p)
    Counter.unit = "changed"
    print(p, pickle.loads(data).unit)
    Counter.unit = "pcs"


# A state with a property's name is stored as it is; a slot's goes through the property.
y = pickle.loads(b"\x80\x02c__main__\nCounter\n)\x81}X\x06\x00\x00\x00_levelK\x05sb.")
print(y.level)
y = pickle.loads(b"\x80\x02c__main__\nCounter\n)\x81N}X\x05\x00\x00\x00levelK\x05s\x86b.")
print(y.level)


class Guarded:
    # Attributes are restored without __setattr__.
    def __setattr__(self, name, value):
        raise RuntimeError("set")


x = pickle.loads(b"\x80\x02c__main__\nGuarded\n)\x81}X\x01\x00\x00\x00aK\x05sb.")
print(x.a)


class Asked:
    # Special methods are looked up in the class and not by __getattr__.
    def __getattr__(self, name):
        if name[:2] == "__":
            raise AttributeError(name)
        return "made up " + name


for p in range(6):
    x = Asked()
    x.real = 1
    y = pickle.loads(pickle.dumps(x, p))
    print(p, y.real, y.other)
