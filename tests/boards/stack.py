# How much C stack dumps and loads take, flat and deep: one line a measurement, `what protocol flat deep`.
# Runs on a board whose firmware has the module stackmark.
import gc
from collections import OrderedDict, namedtuple

import mpickle
import stackmark

Pair = namedtuple("Pair", ("first", "second"))


class Node:
    def __init__(self, child):
        self.child = child


class Slots:
    def __init__(self, child):
        self.child = child

    def __getstate__(self):
        return {"child": self.child}

    def __setstate__(self, state):
        self.child = state["child"]


class Reduced:
    def __init__(self, child):
        self.child = child

    def __reduce__(self):
        return Reduced, (self.child,)


class Items(list):
    pass


LEAVES = {
    "nothing": None,
    "ints": [7, -70000, 1 << 40, -(1 << 200)],
    "floats": [1.5, -1e30],
    "texts": ["text", "\u20ac\n", b"bytes", bytearray(b"array")],
    "sets": [{1}, frozenset((2,))],
    "classes": [Node, Pair, OrderedDict],
    "errors": [ValueError("text")],
}
KINDS = {
    "lists": lambda x: [x],
    "tuples": lambda x: (x,),
    "dictionaries": lambda x: {"d": x},
    "ordered": lambda x: OrderedDict([(1, x)]),
    "named": lambda x: Pair(x, 1),
    "instances": Node,
    "subclasses": lambda x: Items([x]),
    "mixed": lambda x: Node([(x, {"k": 1.5})]),
}
# Hooks run Python code, which has its own frames on the C stack.
HOOKS = {"states": Slots, "reduced": Reduced}


def nested(wrap, x, depth):
    for _ in range(depth):
        x = wrap(x)
    return x


def measure(function, *args):
    # A collection may happen in any call: it is not what is measured here.
    gc.collect()
    gc.disable()
    n = stackmark.depth(function, *args)
    gc.enable()
    return n


def both(what, protocol, wrap, leaf, deep):
    dumps = []
    loads = []
    for depth in (1, deep):
        x = nested(wrap, leaf, depth)
        dumps.append(measure(mpickle.dumps, x, protocol) - base)
        data = mpickle.dumps(x, protocol)
        x = None
        loads.append(measure(mpickle.loads, data) - base)
        data = None
    print(what % "dumps", protocol, dumps[0], dumps[1])
    print(what % "loads", protocol, loads[0], loads[1])


base = measure(stackmark.nothing, None, 2)
for protocol in (0, 2, 4):
    for name, leaf in LEAVES.items():
        both("%s " + name, protocol, KINDS["lists"], leaf, 4)
    for name, wrap in KINDS.items():
        both("%s " + name, protocol, wrap, None, 200)
    for name, wrap in HOOKS.items():
        both("hooks %s " + name, protocol, wrap, None, 50)
print("end")
