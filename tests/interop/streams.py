"""Streams written in Python, for the side that runs MicroPython."""


class Reader:
    """A stream in Python, with the least that CPython's documentation asks for."""

    def __init__(self, data):
        self.data = data
        self.pos = 0

    def read(self, n):
        r = self.data[self.pos : self.pos + n]
        self.pos += len(r)
        return r

    def readline(self):
        end = self.data.find(b"\n", self.pos) + 1 or len(self.data)
        return self.read(end - self.pos)


class Writer:
    """A stream in Python that can only be written."""

    def __init__(self):
        self.parts = []

    def write(self, data):
        self.parts.append(bytes(data))
        return len(data)
