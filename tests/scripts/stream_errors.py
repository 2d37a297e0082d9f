# Streams that fail, and things that are no streams.
try:
    import mpickle as pickle
except ImportError:
    import pickle


class Failing:
    def read(self, n):
        raise OSError(5)

    def readline(self):
        raise OSError(5)

    def write(self, data):
        raise OSError(28)


class Partial:
    # Good data, then an error.
    def __init__(self, data):
        self.data = data

    def read(self, n):
        if len(self.data) < n:
            raise OSError(5)
        r = self.data[:n]
        self.data = self.data[n:]
        return r

    def readline(self):
        raise OSError(5)


class NoRead:
    pass


class WriteOnly:
    def __init__(self):
        self.size = 0

    def write(self, data):
        self.size += len(data)


def attempt(f, *args):
    try:
        print("done", f(*args))
    except Exception as e:
        print(type(e).__name__)


attempt(pickle.load, Failing())
attempt(pickle.dump, [1, 2, 3], Failing())
attempt(pickle.load, Partial(b"\x80\x02]"))
attempt(pickle.load, NoRead())
attempt(pickle.dump, 1, NoRead())
attempt(pickle.load, WriteOnly())
w = WriteOnly()
attempt(pickle.dump, "x" * 1000, w)
print(w.size > 1000)
# The module works as before.
attempt(pickle.loads, pickle.dumps([1, [2]]))
