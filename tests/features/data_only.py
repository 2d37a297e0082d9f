# A firmware whose pickles are data, unless the program says otherwise.
import io

import mpickle


class Thing:
    def __init__(self, x=0):
        self.x = x

    def __repr__(self):
        return f"Thing({self.x!r})"


def double(x):
    return 2 * x


def attempt(what, load, data, **options):
    try:
        print(what, load(data, **options))
    except mpickle.UnpicklingError:
        print(what, "refused")


def load(data, **options):
    return mpickle.load(io.BytesIO(data), **options)


def unpickler(data, **options):
    return mpickle.Unpickler(io.BytesIO(data), **options).load()


def fed(data, **options):
    decoder = mpickle.Decoder(**options)
    decoder.feed(data)
    return next(decoder)


def load_from(data, **options):
    return mpickle.load_from(data, **options)[0]


THING = mpickle.dumps(Thing(5))
CALL = b"c__main__\ndouble\nK\x04\x85R."
for way in (mpickle.loads, load, unpickler, fed, load_from):
    attempt("instance", way, THING)
    attempt("call", way, CALL)
    attempt("None", way, CALL, allow=None)
    attempt("exception", way, mpickle.dumps(ValueError("x")))
    attempt("data", way, mpickle.dumps([1, "t", {2: (3,)}, range(3), {4}]))
    attempt("python", way, THING, allow="python")
    attempt("list", way, CALL, allow=[double])
    attempt("another", way, CALL, allow=[Thing])

# What is registered is the program's, and no data.
mpickle.register(Thing, "plant.Thing")
attempt("registered", mpickle.loads, mpickle.dumps(Thing(6)))
attempt("registered", mpickle.loads, mpickle.dumps(Thing(6)), allow="python")
attempt("registered", mpickle.loads, mpickle.dumps(Thing(6)), allow=["plant.Thing"])


# The program's own hook decides for itself.
class Hooked(mpickle.Unpickler):
    def find_class(self, module, name):
        return double


print(Hooked(io.BytesIO(CALL)).load())
