"""Classes for both sides: the same file on the computer and on the board."""

from collections import namedtuple

Position = namedtuple("Position", ("lat", "lon"))


class Reading:
    """Nothing special: attributes are written, methods and class attributes stay with the class."""

    unit = "C"

    def __init__(self, sensor, value):
        self.sensor = sensor
        self.value = value

    def fahrenheit(self):
        """The value in degrees Fahrenheit."""
        return self.value * 9 / 5 + 32


class Calibrated(Reading):
    """With a base, and a class inside."""

    class Curve:
        """How to correct a value."""

        def __init__(self, gain, offset):
            self.gain = gain
            self.offset = offset

        def __call__(self, x):
            return x * self.gain + self.offset

    def __init__(self, sensor, value, curve):
        super().__init__(sensor, curve(value))
        self.curve = curve


class Logger:
    """Decides itself what is written: no open port, and a version."""

    def __init__(self, name):
        self.name = name
        self.lines = []
        self.port = object()

    def __getstate__(self):
        return {"version": 2, "name": self.name, "lines": self.lines}

    def __setstate__(self, state):
        self.name = state["name"]
        self.lines = state["lines"]
        self.port = None


class Celsius(float):
    """A number with a name."""


class Stack(list):
    """A list with an attribute."""


class SensorError(Exception):
    """An exception with an attribute."""

    def __init__(self, sensor, code):
        super().__init__(sensor, code)
        self.code = code


class Interval:
    """Made by its constructor, with arguments that it names."""

    def __init__(self, start, end):
        self.start, self.end = min(start, end), max(start, end)

    def __reduce__(self):
        return Interval, (self.start, self.end)
