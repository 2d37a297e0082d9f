"""Classes that CPython and MicroPython both have, under the same name."""

from array import array
from collections import OrderedDict, deque, namedtuple


class Plain:
    """Attributes and nothing else."""


class Derived(Plain):
    """A class with a base and an __init__ that must not run again."""

    def __init__(self, tag):
        self.tag = tag


class Stateful:
    """Decides itself what is written and what is read."""

    def __init__(self, items):
        self.items = items

    def __getstate__(self):
        return (self.items, 1)

    def __setstate__(self, state):
        self.items, self.version = state


class ModelError(Exception):
    """An exception defined in Python."""


class Row(list):
    """A list with attributes."""


class Table(dict):
    """A dictionary with attributes."""


class Ordered(OrderedDict):
    """An ordered dictionary with attributes."""


class Words(set):
    """A set with attributes."""


class Fixed(frozenset):
    """A frozen set with attributes."""


class Ring(deque):
    """A deque with attributes."""


class Samples(array):
    """An array with attributes."""


class Raw(bytearray):
    """A bytearray with attributes."""


class Pair(tuple):
    """A tuple with attributes."""


class Text(str):
    """A str with attributes."""


class Number(int):
    """An int with attributes."""


Point = namedtuple("Point", ("x", "y"))


def double(x):
    """A function to be found by name."""
    return x * 2
