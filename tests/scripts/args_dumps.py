# The arguments of dumps and dump.
try:
    import mpickle as pickle
except ImportError:
    import pickle


def attempt(f, *args, **kw):
    try:
        r = f(*args, **kw)
        print("done", type(r).__name__)
        return r
    except Exception as e:
        print(type(e).__name__)


class Writer:
    def __init__(self):
        self.data = b""

    def write(self, data):
        self.data += bytes(data)


# The protocol byte: from 2 on every pickle begins with PROTO.
for p in (2, 3, 4, 5):
    print(p, pickle.dumps(7, p)[:2], pickle.dumps(7, protocol=p)[:2])
print(pickle.dumps(7, 0), pickle.dumps(7, 1), pickle.dumps(7, protocol=0))
print(pickle.dumps(7)[:2] == pickle.dumps(7, pickle.DEFAULT_PROTOCOL)[:2])
print(pickle.dumps(7, None)[:2] == pickle.dumps(7)[:2])
print(pickle.dumps(7, -1)[:2], pickle.dumps(7, -5)[:2])
print(pickle.dumps(obj=7, protocol=2))
print(pickle.dumps(7, True), pickle.dumps(7, False))
attempt(pickle.dumps, 7, 6)
attempt(pickle.dumps, 7, 255)
attempt(pickle.dumps, 7, 1 << 40)
attempt(pickle.dumps, 7, "2")
attempt(pickle.dumps, 7, 2.0)
attempt(pickle.dumps)
attempt(pickle.dumps, 7, 2, True)
attempt(pickle.dumps, 7, 2, fix_imports=True)
attempt(pickle.dumps, 7, 2, fix_imports=False)
attempt(pickle.dumps, 7, 2, fix_imports=1)
attempt(pickle.dumps, 7, 2, nonsense=1)
attempt(pickle.dumps, 7, 4, buffer_callback=None)
attempt(pickle.dumps, 7, 5, buffer_callback=None)
attempt(pickle.dumps, 7, 4, buffer_callback=print)
attempt(pickle.dumps, 7, buffer_callback=print)

w = Writer()
print(pickle.dump(7, w, 2), w.data)
w = Writer()
print(pickle.dump(obj=7, file=w, protocol=2, fix_imports=True), w.data)
attempt(pickle.dump, 7)
attempt(pickle.dump, 7, Writer(), 6)
attempt(pickle.dump, 7, Writer(), 2, True)
attempt(pickle.dump, 7, Writer(), buffer_callback=print)
attempt(pickle.dump, 7, None)
