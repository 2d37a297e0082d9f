"""CPython's dataclasses, of all kinds, to plain classes of MicroPython and back."""

import dataclasses
import pickle
import sys
import types

import pytest


@dataclasses.dataclass
class Plain:
    """Its state is a dictionary."""

    name: str
    tags: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True)
class Frozen:
    """Cannot be assigned to; its state is a dictionary."""

    name: str
    tags: tuple = ()


@dataclasses.dataclass(slots=True)
class Slots:
    """Its state is (None, dictionary)."""

    name: str
    tags: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True, slots=True)
class FrozenSlots:
    """Its state is a list."""

    name: str
    tags: tuple = ()


@dataclasses.dataclass
class Derived(Plain):
    """With the fields of its base."""

    inner: object = None


CLASSES = (Plain, Frozen, Slots, FrozenSlots, Derived)

# The same names over there. A list as a state needs the methods that CPython gives such classes;
# attributes that are slots on the other side are written as such.
SOURCE = """
class Plain:
    pass

class Frozen:
    pass

class Slots:
    def __getstate__(self):
        return None, {"name": self.name, "tags": self.tags}

class FrozenSlots:
    def __getstate__(self):
        return [self.name, self.tags]

    def __setstate__(self, state):
        self.name, self.tags = state

if LISTS:
    Slots.__getstate__ = FrozenSlots.__getstate__
    Slots.__setstate__ = FrozenSlots.__setstate__

class Derived(Plain):
    pass

for cls in (Plain, Frozen, Slots, FrozenSlots, Derived):
    mpickle.register(cls, "plant.data." + cls.__name__)
x = mpickle.loads(data)
described = [(type(i).__name__, i.name, i.tags) for i in x]
same = x[4].inner is x[0], x[4].tags is x[0].tags, isinstance(x[4], Plain)
result = mpickle.dumps((described, same, mpickle.dumps(x, PROTOCOL)))
"""


@pytest.fixture(autouse=True)
def plant(monkeypatch):
    """The classes live in plant.data."""
    module = types.ModuleType("plant.data")
    for cls in CLASSES:
        monkeypatch.setattr(cls, "__module__", module.__name__)
        setattr(module, cls.__name__, cls)
    monkeypatch.setitem(sys.modules, "plant", types.ModuleType("plant"))
    monkeypatch.setitem(sys.modules, "plant.data", module)


@pytest.mark.parametrize("protocol", range(2, 6))
def test_dataclasses(peer, protocol):
    """Fields, shared objects and types, there and on the way back."""
    plain = Plain("plain", ["a", "b"])
    objects = [
        plain,
        Frozen("frozen", (1, 2)),
        Slots("slots", [{"k": 1}]),
        FrozenSlots("frozen slots", ("x",)),
        Derived("derived", plain.tags, plain),
    ]
    lists = "__setstate__" in vars(Slots)
    source = SOURCE.replace("LISTS", str(lists)).replace("PROTOCOL", str(protocol))
    described, same, back = pickle.loads(peer.run(source, pickle.dumps(objects, protocol)))
    assert described == [(type(i).__name__, i.name, i.tags) for i in objects]
    assert same == (True, True, True)
    back = pickle.loads(back)
    assert back == objects
    assert [type(i) for i in back] == list(CLASSES)
    assert back[4].inner is back[0] and back[4].tags is back[0].tags
