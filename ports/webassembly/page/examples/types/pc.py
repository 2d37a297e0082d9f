from collections import OrderedDict, deque, namedtuple

Point = namedtuple("Point", ("x", "y"))

obj = [
    -(2**100),
    "größer, 日本",
    ("a tuple", None),
    {True, 2.5},
    bytearray(b"raw"),
    1e308,
    OrderedDict(z=1, a=2),
    deque([1, 2], maxlen=3),
    Point(8, 9),
]


def received(things):
    for thing in things:
        print(repr(thing))
