"""One text for one object graph, the same under CPython and MicroPython.

Two graphs have the same description when they agree in values, types, and in which of their parts are
one and the same object; cycles are no trouble, and nothing here recurses with the depth of the graph.
Sets and dictionaries are described in an order of their own, since neither side promises one.

Every object whose identity can be seen (containers, bytearrays, ranges, instances, exceptions) gets a
number when it is first met; the next time, only `@number` stands in its place.
"""

import struct
from array import array
from binascii import hexlify
from collections import OrderedDict, deque

SHALLOW_DEPTH = 4


def describe(obj):
    """The description of `obj`."""
    out = []
    numbers = {}
    keep = []
    todo = [(obj,)]
    while todo:
        item = todo.pop()
        if type(item) is str:
            out.append(item)
            continue
        x = item[0]
        text = atom(x)
        if text is not None:
            out.append(text)
            continue
        number = numbers.get(id(x))
        if number is not None:
            out.append("@%d" % number)
            continue
        numbers[id(x)] = len(numbers)
        keep.append(x)
        items = parts(x)
        items.reverse()
        todo.extend(items)
    return "".join(out)


def atom(x):
    """The text of an object without parts and without identity, or None."""
    if x is None or x is True or x is False or x is ... or x is NotImplemented:
        return str(x)
    kind = type(x)
    if kind is int:
        return str(x) if -(1 << 64) < x < (1 << 64) else hex(x)
    if kind is float:
        return float_text(x)
    if kind is complex:
        return "complex(" + float_text(x.real) + "," + float_text(x.imag) + ")"
    if kind is str:
        return string_text(x)
    if kind is bytes:
        return "b:" + hexlify(x).decode()
    if (kind is tuple or kind is frozenset) and len(x) == 0:
        return kind.__name__ + "()"
    if isinstance(x, type):
        return "<class " + x.__name__ + ">"
    if kind is type(atom):
        return "<function " + x.__name__ + ">"
    return None


def float_text(x):
    """Every bit of a float, readable where it is short."""
    if x != x:
        return "nan"
    if x == int_or_none(x) and -100000 < x < 100000 and x != 0:
        return "%d." % int(x)
    return "f:" + hexlify(struct.pack(">d", x)).decode()


def int_or_none(x):
    """The integer part of a finite float."""
    if x - x != 0:
        return None
    return int(x)


def string_text(x):
    """A string in double quotes when it is plain, as UTF-8 in hexadecimal when not."""
    for c in x:
        if not " " <= c <= "~" or c in '"\\':
            return "u:" + hexlify(x.encode()).decode()
    return '"' + x + '"'


def parts(x):
    """What an object is made of: texts, and 1-tuples of objects that are still to be described."""
    kind = type(x)
    name = kind.__name__
    if kind is list:
        return sequence("[", x, "]")
    if kind is tuple:
        return sequence("(", x, ")")
    if kind is dict:
        return pairs("{", ordered(list(x.items())), "}")
    if kind is OrderedDict:
        return pairs("OrderedDict{", list(x.items()), "}")
    if kind is set or kind is frozenset:
        keyed = ordered([(i, None) for i in x])
        return sequence(name + "(", [i for i, _ in keyed], ")")
    if kind is bytearray:
        return ["bytearray:" + hexlify(x).decode()]
    if kind is range:
        # Empty ranges are all alike, and a range may be told by its values only.
        return ["range:%d:%d" % (len(x), x[0] if len(x) else 0) + (":%d" % x[-1] if len(x) else "")]
    if kind is slice:
        ends = [x.start, x.stop, x.step]
        return [str(x)] if all(i is None or type(i) is int for i in ends) else sequence("slice(", ends, ")")
    if kind is deque:
        return sequence("deque(", list(x), ")")
    if kind is array:
        return sequence("array:" + str(x)[7] + "(", list(x), ")")
    if isinstance(x, tuple):
        return sequence(name + "(", list(x), ")")
    if isinstance(x, BaseException):
        return sequence(name + "!(", list(x.args), ")")
    return pairs("<" + name + " ", ordered(list(x.__dict__.items())), ">")


def sequence(head, items, tail):
    """The parts of something that is its items, one after the other."""
    result = [head]
    for i in items:
        result.append((i,))
        result.append(",")
    result.append(tail)
    return result


def pairs(head, items, tail):
    """The parts of something that is keys and values."""
    result = [head]
    for k, v in items:
        result.append((k,))
        result.append(":")
        result.append((v,))
        result.append(",")
    result.append(tail)
    return result


def ordered(items):
    """Pairs in an order that depends on what their keys look like."""
    keyed = [(shallow(items[i][0], SHALLOW_DEPTH), i) for i in range(len(items))]
    keyed.sort()
    return [items[i] for _, i in keyed]


def shallow(x, depth):
    """What an object looks like down to some depth: enough to sort the keys of a dictionary."""
    text = atom(x)
    if text is not None:
        return text
    kind = type(x)
    if depth == 0:
        return kind.__name__ + "..."
    if kind is frozenset:
        texts = [shallow(i, depth - 1) for i in x]
        texts.sort()
        return "frozenset(" + ",".join(texts) + ")"
    if isinstance(x, tuple):
        return kind.__name__ + "(" + ",".join([shallow(i, depth - 1) for i in x]) + ")"
    if kind in (list, dict, set, OrderedDict, deque, array, bytearray):
        return kind.__name__ + str(len(x))
    if isinstance(x, BaseException):
        return kind.__name__ + "!" + shallow(x.args, depth - 1)
    if hasattr(x, "__dict__"):
        attrs = [k + "=" + shallow(v, depth - 1) for k, v in x.__dict__.items()]
        attrs.sort()
        return "<" + kind.__name__ + " " + ",".join(attrs) + ">"
    return kind.__name__
