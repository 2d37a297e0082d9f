# What cannot be pickled: the error, what it says about, and that nothing is left behind.
try:
    import mpickle as pickle
except ImportError:
    import pickle


def generator():
    yield 1


def outer():
    def inner():
        pass

    return inner


def local():
    class Local:
        pass

    return Local


class Plain:
    pass


class Hidden:
    pass


class Getattr:
    def __getstate__(self):
        raise AttributeError("state")


hidden = Hidden()
hidden_class = Hidden
del Hidden


class Changed:
    pass


changed = Changed()


class Changed:
    pass


plain = Plain()
shared = ["shared"]
THINGS = (
    ("generator", generator()),
    ("inner function", outer()),
    ("lambda", lambda: 0),
    ("local class", local()),
    ("instance of a local class", local()()),
    ("instance of a deleted class", hidden),
    ("deleted class", hidden_class),
    ("instance of another class of that name", changed),
    ("module", pickle),
    ("error in __getstate__", Getattr()),
)
for p in range(6):
    for what, x in THINGS:
        plain.x = x
        for y in (x, [shared, x], {"k": (x, 1)}, plain):
            try:
                pickle.dumps(y, p)
                print(p, what, "dumped")
            except (pickle.PicklingError, TypeError, AttributeError) as e:
                if not str(e):
                    print(p, what, "says nothing")
    y = pickle.loads(pickle.dumps([shared, shared, Plain()], p))
    print(p, y[0], y[0] is y[1], type(y[2]) is Plain)
