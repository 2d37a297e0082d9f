# What json has no words for.
from collections import OrderedDict, namedtuple

Point = namedtuple("Point", ("x", "y"))

obj = [
    2**70,
    (1, 2, 3),
    {4, 5},
    frozenset((6,)),
    b"\x00\xff",
    bytearray(b"raw"),
    3 - 4j,
    float("inf"),
    {(0, 1): "a tuple as a key", 7: "an int as a key"},
    OrderedDict([("z", 1), ("a", 2)]),
    Point(8, 9),
    range(0, 10, 2),
    Exception("an error"),
    ...,
]


def received(things):
    for thing in things:
        print(thing)
