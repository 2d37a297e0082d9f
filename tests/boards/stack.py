# How much C stack dumps and loads take, flat and deep: one line a measurement, `what protocol flat deep`.
# Runs on a board whose firmware has the module stackmark.
import gc
from array import array
from collections import OrderedDict, namedtuple

import mpickle
import stackmark

try:
    import cbor2
    import umsgpack
except ImportError:
    cbor2 = None

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
    "arrays": [array("h", (1, 2)), array("f", (1.5,))],
    "ndarrays": [mpickle.ndarray((2, 3), "i2", bytearray(12))],
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
# By protocol: an array of other items than the board's, and numpy's arrays.
FOREIGN = (
    (
        3,
        b"\x80\x03carray\n_array_reconstructor\n(carray\narray\nX\x01\x00\x00\x00lK\x0c"
        b"C\x10\x01\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00tR.",
    ),
    (
        2,
        b"\x80\x02cnumpy._core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85c_codecs\nencode\nX\x01\x00\x00\x00b"
        b"X\x06\x00\x00\x00latin1\x86R\x87R(K\x01K\x02K\x03\x86cnumpy\ndtype\nX\x02\x00\x00\x00i2\x89\x88\x87R"
        b"(K\x03X\x01\x00\x00\x00<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89c_codecs\nencode\n"
        b"X\x0c\x00\x00\x00\x01\x00\x02\x00\x03\x00\x04\x00\x05\x00\x06\x00X\x06\x00\x00\x00latin1\x86Rtb.",
    ),
    (
        4,
        b"\x80\x04\x8c\x16numpy._core.multiarray\x8c\x0c_reconstruct\x93\x8c\x05numpy\x8c\x07ndarray\x93K\x00\x85C\x01b\x87R"
        b"(K\x01K\x02K\x03\x86\x8c\x05numpy\x8c\x05dtype\x93\x8c\x02i2\x89\x88\x87R"
        b"(K\x03\x8c\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
        b"\x89C\x0c\x01\x00\x02\x00\x03\x00\x04\x00\x05\x00\x06\x00tb.",
    ),
    (
        5,
        b"\x80\x05\x8c\x13numpy._core.numeric\x8c\x0b_frombuffer\x93"
        b"(\x96\x0c\x00\x00\x00\x00\x00\x00\x00\x01\x00\x02\x00\x03\x00\x04\x00\x05\x00\x06\x00"
        b"\x8c\x05numpy\x8c\x05dtype\x93\x8c\x02i2\x89\x88\x87R"
        b"(K\x03\x8c\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tbK\x02K\x03\x86\x8c\x01CtR.",
    ),
)
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


# What dump_into keeps on the C stack: without shared references, eight deep at most.
def into(what, protocol, wrap, leaf):
    taken = []
    for depth in (1, 7):
        x = nested(wrap, leaf, depth)
        buffer = bytearray(len(mpickle.dumps(x, protocol)))
        taken.append(measure(mpickle.dump_into, x, buffer, 0, protocol) - base)
    print("dump_into", what, protocol, taken[0], taken[1])


base = measure(stackmark.nothing, None, 2)
for protocol in (0, 2, 4):
    for name, leaf in LEAVES.items():
        both("%s " + name, protocol, KINDS["lists"], leaf, 4)
    for name, wrap in KINDS.items():
        both("%s " + name, protocol, wrap, None, 200)
    for name, wrap in HOOKS.items():
        both("hooks %s " + name, protocol, wrap, None, 50)
for protocol in (2, 4):
    for what in ("lists", "tuples", "dictionaries", "instances"):
        into(what, protocol, KINDS[what], None)
    into("records", protocol, KINDS["lists"], {"id": 7, "t": 21.5, "tags": ["a", "b"], "raw": b"\x01\x02"})
for protocol, data in FOREIGN:
    inside = b"]" + data[:-1] + b"a."
    flat, deep = [measure(mpickle.loads, x) - base for x in (data, inside)]
    print("loads foreign", protocol, flat, deep)
# The other formats.
if cbor2 is not None:
    for codec in (umsgpack, cbor2):
        name = codec.__name__
        for kind in ("lists", "dictionaries"):
            for leaf in ("nothing", "ints", "floats", "texts"):
                dumps = []
                loads = []
                for depth in (1, 100):
                    # An int of more than 64 bits is no MessagePack, and a bytearray comes back as bytes.
                    x = nested(KINDS[kind], LEAVES[leaf] and LEAVES[leaf][:3], depth)
                    dumps.append(measure(codec.dumps, x) - base)
                    data = codec.dumps(x)
                    x = None
                    loads.append(measure(codec.loads, data) - base)
                print("dumps", name, kind, leaf, *dumps)
                print("loads", name, kind, leaf, *loads)
print("end")
