# When something cannot be pickled the message says where it is; what a hook raises is left as it is.
try:
    import mpickle

    mpickle.Pickler
    from collections import OrderedDict
except (ImportError, AttributeError):
    print("SKIP")  # no mpickle with classes, or no OrderedDict
    raise SystemExit
try:
    bytearray(200000)
except MemoryError:
    print("SKIP")  # a board, which has less memory
    raise SystemExit

BAD = mpickle


class Thing:
    def __init__(self, **attributes):
        for name in attributes:
            setattr(self, name, attributes[name])


class State:
    def __init__(self, state):
        self.state = state

    def __getstate__(self):
        return self.state


class Reduced:
    def __init__(self, *parts):
        self.parts = parts

    def __reduce__(self):
        return self.parts


class Items(list):
    pass


class Entries(dict):
    pass


def make(*args):
    return args


def where(obj, protocol=4):
    try:
        mpickle.dumps(obj, protocol)
        print("dumped")
    except Exception as e:
        print(type(e).__name__, e)


where(BAD)
where({"cfg": [1, 2, Thing(callback=BAD)]})
where([0, 1, (2, 3, BAD)])
where({1: {"two": BAD}})
where(OrderedDict([("first", 1), ("second", BAD)]))
where({BAD: 1})
where({(1, BAD): 1})
where({b"bytes": [BAD], "x": 1})
where({"k" * 64: BAD})
where({"k" * 65: BAD})
where({"\x1b[2J'": BAD})
where([State({"f": BAD})])
where([State((1, BAD))])
where([State(BAD)])
where([Reduced(make, (1, [BAD]))])
where([Reduced(make, (), {"a": BAD})])
where([Reduced(make, (), None, iter([1, BAD]))])
where([Reduced(make, (), None, None, iter([("k", BAD)]))])
where([Reduced(make, ([Thing(inner=Reduced(make, (BAD,)))],), {"after": 1})])
where([Reduced(make)])
where([Reduced(make, [1])])
where([Reduced(1, ())])
where([Items([1, BAD])])
where([Entries({"k": BAD})])
where([Thing(a=Items([Thing(b=BAD)]))])
where({"error": ValueError(1, BAD)})
where([lambda: 0])
where([[Thing(f=lambda: 0)]])
# Deep and long: the last steps.
deep = BAD
for i in range(2000):
    deep = [i, deep]
where(deep)
where([0] * 1500 + [BAD])
where({i: BAD if i == 1234 else 0 for i in range(1500)})
# Shared objects: where they are met first.
shared = [BAD]
where([[1], shared, shared])
for protocol in range(6):
    where({"s": [Thing(t=(1, BAD))]}, protocol)
    where([{1, frozenset([2, make])}, Thing(t=[BAD])], protocol)


# To a stream, by a Pickler, by way of hooks.
class Sink:
    def write(self, data):
        return len(data)


try:
    mpickle.dump({"a": [1, BAD]}, Sink())
except mpickle.PicklingError as e:
    print(e)


class Overriding(mpickle.Pickler):
    def reducer_override(self, obj):
        if isinstance(obj, Thing):
            return make, (BAD,)
        return NotImplemented


pickler = Overriding(Sink())
for _ in range(2):
    try:
        pickler.dump({"a": [1, Thing()]})
    except mpickle.PicklingError as e:
        print(e)
if hasattr(mpickle, "dump_into"):
    try:
        mpickle.dump_into({"a": [1, BAD]}, bytearray(100))
    except mpickle.PicklingError as e:
        print(e)


# A hook's own exceptions, PicklingErrors among them, are those that it raised.
class Raises:
    def __init__(self, error):
        self.error = error

    def __reduce__(self):
        raise self.error


for error in (ValueError("own", 1), mpickle.PicklingError("own"), TypeError("own"), KeyError(1)):
    try:
        mpickle.dumps({"a": [Raises(error)]})
    except Exception as e:
        print(e is error, e.args)


# One that pickles: its error says where in what it pickled.
class Nested:
    def __reduce__(self):
        return mpickle.dumps([BAD]), ()


where({"outer": Nested()})
