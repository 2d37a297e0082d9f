"""Enumerations of CPython. MicroPython has no metaclasses, so a decorator makes the members.

    @enum("plant.models.Valve")
    class Valve:
        CLOSED = 0
        OPEN = 1

`Valve.OPEN` is a member with `name` and `value`, `member(Valve, 1)` finds it by its value, and in
pickles it is the member of plant.models.Valve on the other side, always the one and only object.
"""

import mpickle


def enum(name):
    """Make the class's public attributes, but no functions, members; and register the class as `name`."""

    def decorate(cls):
        cls._members = {}
        for attribute in dir(cls):
            value = getattr(cls, attribute)
            if attribute[0] == "_" or callable(value) or isinstance(value, property):
                continue
            # Two names with one value are one member.
            if value not in cls._members:
                new = cls()
                new.name, new.value = attribute, value
                cls._members[value] = new
            setattr(cls, attribute, cls._members[value])
        mpickle.register(cls, name, reduce=lambda this: (this.value,), load=lambda value: member(cls, value))
        return cls

    return decorate


def member(cls, value):
    """The member with this value."""
    try:
        return cls._members[value]
    except KeyError:
        raise ValueError("%r is no %s" % (value, cls.__name__)) from None


def members(cls):
    """All members, by value."""
    return [cls._members[value] for value in sorted(cls._members)]
