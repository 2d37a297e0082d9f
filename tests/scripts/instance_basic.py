# Instances of Python classes: attributes, identity, __init__ not called again.
try:
    import mpickle as pickle
except ImportError:
    import pickle


class Plain:
    pass


class Sensor:
    unit = "C"
    made = 0

    def __init__(self, name, value):
        Sensor.made += 1
        self.name = name
        self.value = value

    def double(self):
        return self.value * 2


class Better(Sensor):
    def __init__(self):
        super().__init__("better", 21)
        self.extra = (1, 2)


for p in range(6):
    y = pickle.loads(pickle.dumps(Plain(), p))
    print(p, type(y) is Plain, y.__dict__)
    s = Sensor("s1", 4)
    made = Sensor.made
    y = pickle.loads(pickle.dumps(s, p))
    print(p, type(y) is Sensor, y.name, y.value, y.unit, y.double(), Sensor.made == made)
    print(p, sorted(y.__dict__.keys()))
    y.value = 5
    print(p, s.value, y.value)
    y = pickle.loads(pickle.dumps(Better(), p))
    print(p, type(y) is Better, isinstance(y, Sensor), y.name, y.value, y.extra)
    y = pickle.loads(pickle.dumps([s, s, Plain()], p))
    print(p, y[0] is y[1], type(y[2]).__name__)
    a = Plain()
    a.me = a
    a.list = [a]
    a.dict = {"a": a}
    y = pickle.loads(pickle.dumps(a, p))
    print(p, y.me is y, y.list[0] is y, y.dict["a"] is y)
    many = [Sensor("s%d" % i, i) for i in range(20)]
    y = pickle.loads(pickle.dumps(many, p))
    print(p, [(i.name, i.value) for i in y] == [(i.name, i.value) for i in many])
