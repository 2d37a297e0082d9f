# Classes and functions go by name and come back as themselves.
try:
    import mpickle as pickle
except ImportError:
    import pickle

try:
    from collections import OrderedDict, namedtuple
except ImportError:
    print("SKIP")  # no OrderedDict
    raise SystemExit


class Plain:
    pass


class Derived(Plain):
    pass


def function(x):
    return x * 2


Pair = namedtuple("Pair", ("a", "b"))

for p in range(6):
    for x in (Plain, Derived, function, Pair):
        print(p, pickle.loads(pickle.dumps(x, p)) is x)
    for x in (int, str, bytes, bool, float, list, tuple, dict, object, range, ValueError, Exception, OrderedDict):
        y = pickle.loads(pickle.dumps(x, p))
        if y is not x:
            print(p, "differs", x)
    y = pickle.loads(pickle.dumps([Plain, Plain, function, function], p))
    print(p, y[0] is y[1], y[2] is y[3], y[2](21))

print(pickle.loads(b"c__main__\nPlain\n.") is Plain)
print(pickle.loads(b"\x80\x04\x8c\x08__main__\x8c\x08function\x93.") is function)
print(pickle.loads(b"c__builtin__\nint\n.") is int, pickle.loads(b"c__builtin__\nunicode\n.") is str)
print(pickle.loads(b"cbuiltins\nlist\n.") is list)
