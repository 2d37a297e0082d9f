"""The objects of the corpus, by name. Classes come from ``tests/interop/models.py``."""

from array import array
from collections import OrderedDict, deque

import models


def integers():
    """Integers around every width of the format."""
    yield "small", [0, 1, -1, 255, 256, -255, -256, 65535, 65536, -65536]
    for bits in (31, 32, 63, 64, 127, 2039, 2040, 2048):
        yield f"2^{bits}", [(1 << bits) - 1, 1 << bits, -(1 << bits), -(1 << bits) - 1]


def scalars():
    """Everything without parts."""
    for value in (None, True, False, ...):
        yield str(value).lower(), value
    for name, value in integers():
        yield f"int {name}", value
    yield "int alone", 7
    yield "int long alone", 1 << 40
    yield "float", [0.0, -0.0, 1.5, -2.25, 0.1, 1e300, 5e-324, 1 / 3]
    yield "float special", [float("inf"), float("-inf"), float("nan")]
    yield "float alone", -0.5
    yield "complex", [complex(0, 0), complex(1.5, -2), complex(0, float("inf"))]
    yield "str ascii", ["", "a", "plain text", "x" * 255, "x" * 256]
    yield "str latin", ["caf\xe9", "\xff", "\x80\x9f"]
    yield "str unicode", ["\u20ac", "\u4e2d\u6587", "\U0001f600", "\ue000\uffff"]
    yield "str escapes", ["\\", "\\u0041", "\n\r\t\0\x1a", "'\"", "line\n"]
    yield "str alone", "text"
    yield "str 64k", "s" * 65536
    yield "bytes", [b"", b"a", bytes(range(256)), b"x" * 255, b"x" * 256]
    yield "bytes alone", b"\x00\xff"
    yield "bytes 64k", bytes(65536)
    yield "bytearray", [bytearray(), bytearray(b"ab\xff"), bytearray(300)]
    yield "bytearray 64k", bytearray(65536)


def containers():
    """Lists, tuples, dictionaries, sets and their relatives."""
    yield "list empty", []
    yield "list nested", [[], [1], [[2, [3]]]]
    yield "list mixed", [None, True, 1, -1.5, "s", b"b", (1, [2]), {"k": {}}]
    for n in (999, 1000, 1001, 2000):
        yield f"list {n}", [i % 5 for i in range(n)]
    for n in range(6):
        yield f"tuple {n}", tuple(range(n))
    yield "tuple nested", (((),), ((1, 2), (3,)))
    yield "dict empty", {}
    yield "dict one", {"key": "value"}
    yield "dict keys", {1: "int", "a": "str", None: "none", (1, "t"): "tuple", 1 << 70: "long", 0.5: "float"}
    yield "dict bytes keys", {b"a": 1, b"bc": 2}
    for n in (999, 1000, 1001):
        yield f"dict {n}", dict.fromkeys(range(n))
    yield "ordereddict", OrderedDict([("z", 1), ("a", [2]), (3, None)])
    yield "set", {1, 2, 3}
    yield "set empty", set()
    yield "set mixed", {"a", None, (1, 2), frozenset([3])}
    yield "set 1001", set(range(1001))
    yield "frozenset", frozenset([1, "two", (3,)])
    yield "frozenset empty", frozenset()
    yield "range", [range(0), range(7), range(2, 20, 3), range(5, -5, -2)]
    yield "slice", [slice(None), slice(1, 2), slice(10, None, -1)]
    yield "deque", deque([1, [2], "three"], 7)
    yield "deque without limit", deque(range(5))
    for code in "bBhHiIlLqQfd":
        yield f"array {code}", array(code, [0, 1, 2, 100])
    yield "array empty", array("i")
    yield "array edges", [array("b", [-128, 127]), array("Q", [(1 << 64) - 1]), array("d", [-0.5, 1e300])]
    yield "records", [{"id": f"s{i}", "t": i, "temp": i / 4, "ok": i % 2 == 0, "tags": ["a", "b"]} for i in range(30)]


def by_name():
    """Classes, functions, exceptions, instances."""
    yield "classes", [models.Plain, models.Derived, models.Point, models.ModelError]
    yield "function", models.double
    yield "builtin classes", [int, str, bytes, list, dict, object, ValueError, OrderedDict]
    yield "namedtuple", models.Point(1, models.Point("x", None))
    yield "exceptions", [ValueError(), KeyError("k"), OSError(5), Exception(1, [2])]
    yield "model error", models.ModelError("text", 5)
    plain = models.Plain()
    yield "instance empty", plain
    full = models.Plain()
    full.number, full.text, full.items = 1, "t", [1, 2]
    yield "instance", full
    yield "instances", [models.Derived(i) for i in range(5)]
    yield "stateful", models.Stateful(["a", 1])


def shared():
    """References to the same object, and cycles."""
    item = ["shared"]
    yield "shared list", [item, item, {"also": item}, (item,)]
    text = "a shared text"
    yield "shared text", [text, text, {text: text}]
    point = models.Point(1, 2)
    yield "shared namedtuple", [point, point]
    array_ = array("h", [1, 2])
    yield "shared reduced", [array_, array_, [array_]]
    data = bytearray(b"shared")
    yield "shared bytearray", [data, data]
    many = [[i] for i in range(300)]
    yield "shared many", [many, many[::-1]]
    cycle = []
    cycle.append(cycle)
    yield "cycle list", cycle
    cycle = {}
    cycle["me"] = cycle
    yield "cycle dict", cycle
    for n in range(4):
        box = []
        cycle = (box, *range(n))
        box.append(cycle)
        yield f"cycle tuple {n + 1}", cycle
    cycle = models.Plain()
    cycle.me, cycle.set, cycle.items = cycle, {cycle}, [cycle]
    yield "cycle instance", cycle
    cycle = models.Stateful([])
    cycle.items.append(cycle)
    yield "cycle stateful", cycle
    deep = None
    for _ in range(200):
        deep = [deep]
    yield "deep", deep


def objects():
    """Every name with its object."""
    for group in (scalars, containers, by_name, shared):
        yield from group()
