# slice objects, by their three parts.
try:
    import mpickle as pickle
except ImportError:
    import pickle


class Index:
    def __getitem__(self, i):
        return i


s = Index()
items = list(range(20))
for p in range(6):
    for x in (s[1:2], s[:], s[::-1], s[2:15:3], s[-5:]):
        y = pickle.loads(pickle.dumps(x, p))
        print(p, type(y) is type(x), str(y), items[y])
print(items[pickle.loads(b"c__builtin__\nslice\n(I2\nI6\nNtR.")])
