"""Classes that CPython and MicroPython both have, under the same name."""

from collections import namedtuple


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


Point = namedtuple("Point", ("x", "y"))


def double(x):
    """A function to be found by name."""
    return x * 2
