# Built-in types, instances and names, written and read.
import array
from collections import OrderedDict, deque, namedtuple

import mpickle
from harness import every

Point = namedtuple("Point", ("x", "y"))


class Plain:
    def __init__(self, a, b):
        self.a = a
        self.b = b


class State:
    def __init__(self, value=None):
        self.value = value

    def __getstate__(self):
        return ("state", [self.value])

    def __setstate__(self, state):
        self.value = state[1][0]


class NewArgs:
    def __new__(cls, x, y=0):
        self = object.__new__(cls)
        self.xy = (x, y)
        return self

    def __init__(self, x, y=0):
        pass

    def __getnewargs__(self):
        return self.xy


class NewArgsEx(NewArgs):
    def __getnewargs_ex__(self):
        return (self.xy[0],), {"y": self.xy[1]}


class Reduced:
    def __init__(self, *args):
        self.args = args

    def __reduce__(self):
        return Reduced, self.args, {"extra": [1]}


class ReducedEx:
    def __init__(self, *args):
        self.args = args

    def __reduce_ex__(self, protocol):
        return ReducedEx, self.args


class Items(list):
    def __reduce__(self):
        return Items, (), None, iter(list(self))


class Pairs(dict):
    def __reduce__(self):
        return Pairs, (), None, None, iter(list(self.items()))


class Slotted:
    def __init__(self, x=0):
        self.x = x

    def __getstate__(self):
        return None, {"x": self.x}


class Slow:
    def __init__(self, key=None):
        self.key = key

    def __hash__(self):
        return hash(self.key)

    def __eq__(self, other):
        return self.key == other.key

    def __reduce__(self):
        return Slow, (self.key,)


class Slicer:
    def __getitem__(self, index):
        return index


def function():
    return 1


def reduced():
    x = Reduced([1], "t")
    x.extra = [1]
    return x


def cycle():
    x = [1]
    x.append({"x": x, "t": (x,)})
    return x


shared = ["shared"]
slow = Slow(3)
OBJECTS = {
    "atoms": (lambda: [None, True, 1, -1, 70000, 1 << 40, 0.5, ..., "t", b"b"], None),
    "int": (lambda: [1 << 700, -(1 << 70), 1 << 2100], None),
    "text": (lambda: ["text" * 100, "\u1234\n\\" * 30, "é" * 20], None),
    "bytes": (lambda: [bytes(range(256)), bytearray(range(200)), b"", bytearray()], None),
    "list": (lambda: list(range(100)) + [[], [1], [[2]]], None),
    "tuple": (lambda: [(), (1,), (1, 2), (1, 2, 3), tuple(range(40)), ((((1,),),),)], None),
    "dict": (lambda: {i: str(i) for i in range(50)}, None),
    "ordered": (lambda: OrderedDict([(i, i) for i in range(20)]), lambda x: (type(x), list(x.items()))),
    "set": (lambda: [set(range(40)), frozenset((1, 2)), set(), frozenset()], None),
    "deque": (lambda: deque(range(30), 100), list),
    "others": (lambda: [range(3, 9, 2), 1j, Slicer()[1:2]], str),
    "namedtuple": (lambda: [Point(1, [2]), Point(3, 4)], lambda x: [(type(p) is Point, p.x, p.y) for p in x]),
    "array": (
        lambda: [array.array("h", range(60)), array.array("d", [0.5] * 9), array.array("b")],
        lambda x: [(str(a)[:9], list(a)) for a in x],
    ),
    "exception": (lambda: ValueError("text", 7), lambda x: (type(x), x.args)),
    "plain": (lambda: [Plain(1, Plain([2], "x")), Plain(3, 4)], lambda x: (x[0].a, x[0].b.a, x[0].b.b, x[1].a, x[1].b)),
    "state": (lambda: State([1, 2]), lambda x: x.value),
    "newargs": (lambda: NewArgs([1], 2), lambda x: x.xy),
    "newargs_ex": (lambda: NewArgsEx([1], 2), lambda x: x.xy),
    "reduce": (reduced, lambda x: (x.args, x.extra)),
    "reduce_ex": (lambda: ReducedEx(3, [4]), lambda x: x.args),
    "items": (lambda: Items(range(30)), lambda x: (type(x), list(x))),
    "pairs": (lambda: Pairs({i: i for i in range(30)}), lambda x: (type(x), sorted(x.items()))),
    "slotted": (lambda: Slotted(["x"]), lambda x: x.x),
    "keys": (
        lambda: {slow: 1, Slow(4): [slow]},
        lambda x: (sorted(k.key for k in x), x[Slow(3)], [k.key for k in x[Slow(4)]], x[Slow(4)][0] in x),
    ),
    "names": (lambda: [Plain, function, list, ValueError], lambda x: x == [Plain, function, list, ValueError]),
    "shared": (lambda: [shared, shared, (shared, {"s": shared})], lambda x: x[0] is x[1] is x[2][1]["s"]),
    "cycle": (cycle, lambda x: x[1]["x"] is x and x[1]["t"][0] is x),
    "deep": (lambda: eval("[" * 60 + "]" * 60), str),
}


def same(x):
    return x


def every_object(protocols):
    for name, (make, view) in sorted(OBJECTS.items()):
        view = view or same
        obj = make()
        for protocol in protocols:
            data = mpickle.dumps(obj, protocol)
            wanted = view(obj)
            every("dumps %s %d" % (name, protocol), lambda _: mpickle.dumps(obj, protocol), lambda d: d == data)
            every("loads %s %d" % (name, protocol), lambda _: mpickle.loads(data), lambda x: view(x) == wanted)
