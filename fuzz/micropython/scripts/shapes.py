"""What pickles find by name: classes with each part of the protocol, and functions that are told."""

calls = []


def told(*args):
    """Note that a pickle called this."""
    calls.append(len(args))
    return args


class Plain:
    """Attributes only."""


class Stated:
    """A state of its own, which it may refuse."""

    def __setstate__(self, state):
        calls.append(1)
        self.state = state


class Listed(list):
    """A list with attributes."""


class Paired(dict):
    """A dictionary with attributes."""


class Tupled(tuple):
    """A tuple with attributes."""


class Collected:
    """Items by methods of its own, which changes them."""

    def __init__(self, *args):
        calls.append(len(args))
        self.items = list(args)

    def append(self, item):
        self.items.append(item)

    def extend(self, items):
        self.items = list(items) + self.items

    def __setitem__(self, key, value):
        self.items.append((key, value))

    def add(self, item):
        self.items.append(item)


class Keyed:
    """A key whose hash and comparison are Python code, and may fail."""

    def __hash__(self):
        return self.number

    def __eq__(self, other):
        return self.number == other.number


class Outer:
    """A class in which another is."""

    class Inner:
        """By a dotted name."""
