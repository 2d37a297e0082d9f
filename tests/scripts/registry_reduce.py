# register with reduce and load.
try:
    import mpickle
except ImportError:
    print("SKIP")  # no mpickle
    raise SystemExit


class Delta:
    def __init__(self, days, seconds):
        self.days = days
        self.seconds = seconds

    def __repr__(self):
        return "Delta(%d, %d)" % (self.days, self.seconds)


def load_delta(days=0, seconds=0, microseconds=0):
    return Delta(days, seconds)


# Arguments of the class.
mpickle.register(Delta, "datetime.timedelta", reduce=lambda d: (d.days, d.seconds, 0), load=load_delta)
print(mpickle.dumps(Delta(1, 2)))
for p in range(6):
    data = mpickle.dumps([Delta(1, 2), Delta(3, 4)], p)
    print(p, b"timedelta" in data, mpickle.loads(data))
# From CPython: REDUCE, NEWOBJ, NEWOBJ_EX and a class by itself.
print(mpickle.loads(b"\x80\x04\x8c\x08datetime\x8c\ttimedelta\x93K\x05K\x06K\x07\x87R."))
print(mpickle.loads(b"\x80\x02cdatetime\ntimedelta\nK\x05K\x06\x86\x81."))
print(mpickle.loads(b"\x80\x04\x8c\x08datetime\x8c\ttimedelta\x93K\x05\x85}\x8c\x07secondsK\x09s\x92."))
print(mpickle.loads(b"cdatetime\ntimedelta\n.") is Delta)


# A value such as __reduce__ returns.
class Default(dict):
    def __init__(self, factory=None):
        super().__init__()
        self.factory = factory


mpickle.register(
    Default,
    "collections.defaultdict",
    reduce=lambda d: (Default, (d.factory,), None, None, iter(d.items())),
)
d = Default(list)
d["a"] = [1]
print(mpickle.dumps(d))
d["b"] = [2]
d = mpickle.loads(mpickle.dumps(d))
print(type(d).__name__, d.factory, sorted(d.items()))


# Arguments that look like such a value are given as one.
class Partial:
    def __init__(self, function, args):
        self.function = function
        self.args = args


mpickle.register(Partial, "tools.partial", reduce=lambda p: (Partial, (p.function, p.args)))
p = mpickle.loads(mpickle.dumps(Partial(Delta, (1, 2))))
print(p.function is Delta, p.args)


# State after the constructor.
class Config:
    pass


mpickle.register(Config, "app.Config", load=lambda: Config())
c = Config()
c.port = 80
c = mpickle.loads(mpickle.dumps(c))
print(type(c).__name__, c.port)


# The name of a global; and what is wrong is refused.
class One:
    pass


one = One()
mpickle.register(One, reduce=lambda this: "one")
print(mpickle.loads(mpickle.dumps(one)) is one)
for value in (None, 5, [1]):
    mpickle.register(One, reduce=lambda this: value)
    try:
        mpickle.dumps(one)
    except mpickle.PicklingError as e:
        print(e)


# What a reducer raises passes, and leaves everything as it was.
def fails(this):
    raise OSError("reducer")


mpickle.register(One, reduce=fails)
try:
    mpickle.dumps([1, one])
except OSError as e:
    print(e)
mpickle.unregister(One)
print(type(mpickle.loads(mpickle.dumps(one))).__name__)
