# Exceptions written in Python, with attributes and arguments.
try:
    import mpickle as pickle
except ImportError:
    import pickle


class Plain(Exception):
    pass


class Coded(ValueError):
    def __init__(self, code, text):
        super().__init__(code, text)
        self.code = code
        self.text = text


class Deeper(Coded):
    level = 2


class Other(Exception):
    # Its arguments are not those of __init__: reading calls it with what args has.
    def __init__(self, a, b=None):
        super().__init__("a is %s" % a)
        self.a = a
        self.b = b


class Needs(Exception):
    # And here that cannot work.
    def __init__(self, a, b):
        super().__init__("one")


for p in range(6):
    y = pickle.loads(pickle.dumps(Plain("why", 5), p))
    print(p, type(y) is Plain, y.args)
    x = Coded(7, "seven")
    x.extra = [1]
    y = pickle.loads(pickle.dumps(x, p))
    print(p, type(y) is Coded, isinstance(y, ValueError), y.args, y.code, y.text, y.extra)
    try:
        raise Deeper(1, "deep")
    except Deeper as e:
        y = pickle.loads(pickle.dumps(e, p))
    print(p, type(y) is Deeper, y.args, y.level, y.code)
    y = pickle.loads(pickle.dumps(Other("A", "B"), p))
    print(p, type(y) is Other, y.args, y.a, y.b)
    data = pickle.dumps(Needs(1, 2), p)
    try:
        pickle.loads(data)
        print(p, "loaded")
    except TypeError:
        print(p, "TypeError")
    try:
        raise pickle.loads(pickle.dumps(Coded(3, "again"), p))
    except Coded as e:
        print(p, "caught", e.code)
    x = Plain()
    x.me = x
    y = pickle.loads(pickle.dumps(x, p))
    print(p, y.me is y, y.args)
