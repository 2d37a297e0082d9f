"""Pickles as Python 2 writes them. Run by ``make_corpus.py`` with a Python 2.7; prints name, protocol, hexadecimal."""

from __future__ import print_function

import array
import binascii
import collections
import pickle
import sys

import cPickle

sys.path.insert(0, sys.argv[1])
import models  # noqa: E402


class Old:
    """An old-style class: INST at protocol 0, OBJ at 1."""


Old.__module__ = "models"
Old.__name__ = "Plain"


def old_instance():
    """An instance of a class that models.py of Python 3 calls Plain."""
    x = Old()
    x.a = 1
    return x


OBJECTS = [
    ("none", None),
    ("bools", [True, False]),
    ("ints", [0, 1, -1, 255, 256, 65536, 2**31 - 1, -(2**31), 2**40]),
    ("longs", [0, 1, -1, 2**31, 2**63, -(2**64), 2**2040]),
    ("floats", [0.0, 1.5, -2.25, 0.1, 1e300]),
    ("str", ["", "a", "plain text", "x" * 255, "x" * 256]),
    ("str escapes", ["\\", "'", '"', "\n\t\r\0"]),
    ("unicode", [u"", u"caf\xe9", u"\u20ac", u"\n\\", u"\U0001f600"]),
    ("lists", [[], [1], [1, [2]]]),
    ("tuples", [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)]),
    ("dicts", [{}, {"a": 1}, {"k": {1: "v"}}]),
    ("sets", [set(), set([1]), frozenset([2])]),
    ("xrange", [xrange(5), xrange(1, 10, 3)]),  # noqa: F821
    ("exceptions", [ValueError("x"), KeyError(1), IOError(12345, "text")]),
    ("complex", complex(1, -2)),
    ("bytearray", bytearray(b"ab\xff")),
    ("ordereddict", collections.OrderedDict([("b", 1), ("a", 2)])),
    ("builtins", [int, long, str, unicode, object, xrange, dict]),  # noqa: F821
    ("old class", old_instance()),
    ("array", [array.array("h", [1, -2]), array.array("d", [0.5])]),
]


def main():
    sys.modules["models"].Plain = Old
    for name, obj in OBJECTS:
        for module in (pickle, cPickle):
            for protocol in (0, 1, 2):
                data = module.dumps(obj, protocol)
                print(name + "\t" + str(protocol) + "\t" + binascii.hexlify(data).decode())


main()
