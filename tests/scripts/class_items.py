# List items and dictionary items go through append, extend and item assignment of the object.
try:
    import mpickle as pickle
except ImportError:
    import pickle


class Log:
    def __init__(self, name):
        self.name = name
        self.got = []

    def append(self, item):
        self.got.append(item)

    def extend(self, items):
        self.got.extend(items)

    def __setitem__(self, key, value):
        self.got.append((key, value))

    def __reduce__(self):
        return Log, (self.name,), None, iter(["a", "b", self.name]), iter([(1, 2), ("k", [3])])


class AppendOnly:
    def __init__(self):
        self.got = []

    def append(self, item):
        self.got.append(item)

    def __reduce__(self):
        return AppendOnly, (), {"state": "last"}, iter([1, 2, 3])


def numbers(n):
    for i in range(n):
        yield i


class Generated(list):
    def __reduce__(self):
        return Generated, (), None, numbers(self.count)


class GeneratedDict(dict):
    def __reduce__(self):
        return GeneratedDict, (), None, None, ((i, str(i)) for i in range(self.count))


for p in range(6):
    y = pickle.loads(pickle.dumps(Log("log"), p))
    print(p, type(y) is Log, y.name, y.got)
    y = pickle.loads(pickle.dumps(AppendOnly(), p))
    print(p, y.got, y.state)
    for n in (0, 1, 2, 5):
        x = Generated()
        x.count = n
        print(p, n, list(pickle.loads(pickle.dumps(x, p))))
        x = GeneratedDict()
        x.count = n
        print(p, n, sorted(pickle.loads(pickle.dumps(x, p)).items()))
# More than a batch, and no multiple of it.
x = Generated()
x.count = 1003
for p in range(6):
    y = pickle.loads(pickle.dumps(x, p))
    print(p, len(y), y[0], y[999], y[1002])


# Items that are no pairs.
class NoPairs(dict):
    def __reduce__(self):
        return NoPairs, (), None, None, iter([(1, 2), 3])


for p in range(6):
    try:
        pickle.dumps(NoPairs(), p)
        print(p, "dumped")
    except (TypeError, ValueError, pickle.PicklingError):
        print(p, "refused")
