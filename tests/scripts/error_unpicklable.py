# What cannot be pickled is refused, and nothing is left behind.
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


class Outer:
    pass


def make_class():
    class Local:
        pass

    return Local


# No module has its class, under any name.
gone = make_class()()


def attempt(x, p):
    try:
        pickle.dumps(x, p)
        return "dumped"
    except (pickle.PicklingError, TypeError, AttributeError):
        return "refused"


shared = [1]
for p in range(6):
    print(p, attempt(generator(), p), attempt(outer(), p), attempt(lambda: 0, p), attempt(gone, p), attempt(pickle, p))
    print(p, attempt([shared, shared, lambda: 0], p), attempt({"k": (1, generator())}, p))
    y = pickle.loads(pickle.dumps([shared, shared], p))
    print(p, y, y[0] is y[1])
    print(p, type(pickle.loads(pickle.dumps(Outer(), p))) is Outer)
