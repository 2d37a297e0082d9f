# The arguments of loads and load.
try:
    import mpickle as pickle
except ImportError:
    import pickle


class Reader:
    def __init__(self, data):
        self.data = data

    def read(self, n):
        r = self.data[:n]
        self.data = self.data[n:]
        return r

    def readline(self):
        return self.read(self.data.find(b"\n") + 1)


def attempt(f, *args, **kw):
    try:
        print("done", f(*args, **kw))
    except Exception as e:
        print(type(e).__name__)


data = b"\x80\x02K\x07."
attempt(pickle.loads, data)
attempt(pickle.loads, data, fix_imports=False)
attempt(pickle.loads, data, fix_imports=1, encoding="bytes", errors="strict", buffers=None)
attempt(pickle.loads, data, buffers=())
attempt(pickle.loads, data, buffers=[])
attempt(pickle.loads)
attempt(pickle.loads, data, True)
attempt(pickle.loads, data, nonsense=1)
attempt(pickle.loads, "a string")
attempt(pickle.loads, 5)
attempt(pickle.loads, None)
attempt(pickle.loads, [1, 2])
attempt(pickle.load, Reader(data))
attempt(pickle.load, file=Reader(data))
attempt(pickle.load, Reader(data), fix_imports=True, encoding="ASCII", errors="strict", buffers=None)
attempt(pickle.load)
attempt(pickle.load, Reader(data), True)
attempt(pickle.load, data)
# Bytes after STOP are not looked at.
attempt(pickle.loads, data + b"\xff\xff")
