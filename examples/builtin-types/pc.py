"""Every built-in type, there and back, at every protocol."""

import math
import sys
from array import array
from collections import OrderedDict, deque
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

from link import Board

shared = [1, 2]
OBJECTS = [
    None,
    True,
    0,
    -129,
    1 << 200,
    -(1 << 63),
    0.1,
    -1e300,
    math.inf,
    2 - 3j,
    "",
    "text: ünïcödé, 𝄞, \n, \0",
    "long " * 100,
    b"\x00\x01\xff",
    bytearray(b"changeable"),
    [],
    [1, [2, [3]]],
    (),
    (1, ("two", None)),
    {},
    {"a": 1, 2: "b", (3, 4): [5], None: True},
    {1, 2, 3},
    frozenset({"x", "y"}),
    range(2, 20, 3),
    slice(1, None, 2),
    ...,
    OrderedDict([("z", 1), ("a", 2)]),
    deque([1, 2, 3], 5),
    array("h", [1, -2, 300]),
    array("d", [0.1, 0.2]),
    ValueError("wrong", 7),
    [shared, shared],
    int,
]
SAME_OBJECT = OBJECTS.index([shared, shared])


def equal(a, b):
    """Equal in value and type."""
    if isinstance(a, BaseException):
        a, b = (type(a), a.args), (type(b), b.args)
    return type(a) is type(b) and a == b


def main():
    objects = OBJECTS
    with Board(__file__) as board:
        for protocol in range(6):
            size = board.send((protocol, objects), protocol)
            answers = board.receive()
            for (name, back), obj in zip(answers, objects, strict=True):
                if not equal(obj, back):
                    sys.exit(f"protocol {protocol}: {obj!r} came back as {back!r} ({name})")
            first, second = answers[SAME_OBJECT][1]
            if first is not second:
                sys.exit(f"protocol {protocol}: one list became two")
            print(f"protocol {protocol}: {len(objects)} objects in {size:>4} bytes, all equal")
        board.send(None)
    for (name, _), obj in zip(answers, objects, strict=True):
        text = repr(obj)
        print(f"    {type(obj).__name__:<12} is {name:<12} there: {text if len(text) < 60 else text[:57] + '...'}")
    print(f"OK: {len(objects)} objects at 6 protocols")


main()
