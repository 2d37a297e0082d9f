# Subclasses of float, with attributes.
try:
    import mpickle as pickle
except ImportError:
    import pickle

try:
    float
except NameError:
    print("SKIP")  # no floats
    raise SystemExit


class Volt(float):
    def double(self):
        return self * 2


for p in range(6):
    x = Volt(1.5)
    x.channel = 3
    y = pickle.loads(pickle.dumps(x, p))
    print(p, type(y) is Volt, y + 0.0, y.double(), y.channel)
    y = pickle.loads(pickle.dumps([x, x], p))
    print(p, y[0] is y[1], y[0] == 1.5)
