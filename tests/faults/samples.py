# Objects that the tests dump and load, and streams in Python.


class Thing:
    def __init__(self, x=None):
        self.x = x


OBJ = [1, "text" * 30, {"k": (1, 2), "b": b"bytes" * 40}, [3, 4], 1 << 70]
THINGS = [Thing([1, "x"]), Thing(Thing(2)), "pid"]


def whole(x):
    return x == OBJ


def things(x):
    return x[0].x == [1, "x"] and x[1].x.x == 2 and x[2] == "pid"


class Sink:
    def __init__(self):
        self.data = b""

    def write(self, data):
        self.data += bytes(data)
        return len(data)


class Tap:
    """A stream in Python that reads."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def read(self, count):
        start = self.at
        self.at = min(start + count, len(self.data))
        return self.data[start : self.at]

    def readline(self):
        end = self.data.find(b"\n", self.at) + 1 or len(self.data)
        return self.read(end - self.at)


class Filler(Tap):
    def readinto(self, buffer):
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
