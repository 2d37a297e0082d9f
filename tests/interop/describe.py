"""One text for one object graph, the same under CPython and MicroPython.

Two graphs have the same description when they agree in values, types, and in which of their parts are
one and the same object; cycles are no trouble, and nothing here recurses with the depth of the graph.
Sets and dictionaries are described in an order of their own, since neither side promises one.

An instance of a class that is derived from a container or another native type is that, and its
attributes. Every object whose identity can be seen (containers, bytearrays, ranges, instances,
exceptions) gets a number when it is first met; the next time, only `@number` stands in its place.
"""

import struct
from array import array
from binascii import hexlify
from collections import OrderedDict, deque

SHALLOW_DEPTH = 4
NATIVE = (list, dict, OrderedDict, set, frozenset, bytearray, deque, array)


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
    if kind is tuple:
        return sequence("(", x, ")")
    if kind is range:
        # Empty ranges are all alike, and a range may be told by its values only.
        return ["range:%d:%d" % (len(x), x[0] if len(x) else 0) + (":%d" % x[-1] if len(x) else "")]
    if kind is slice:
        ends = [x.start, x.stop, x.step]
        return [str(x)] if all(i is None or type(i) is int for i in ends) else sequence("slice(", ends, ")")
    result = native_parts(x, name)
    # Native objects have no attributes, exceptions of CPython's aside.
    attributes = ordered(list(getattr(x, "__dict__", {}).items()))
    if result is None:
        return pairs("<" + name + " ", attributes, ">")
    if kind not in NATIVE and not isinstance(x, (tuple, BaseException)):
        result.insert(0, name + "=")
    return result + pairs("<", attributes, ">") if attributes else result


def native_parts(x, name):
    """What a native object is made of, or the native part of an instance; None if there is none."""
    if isinstance(x, list):
        return sequence("[", list(x), "]")
    if isinstance(x, OrderedDict):
        return pairs("OrderedDict{", list(x.items()), "}")
    if isinstance(x, dict):
        return pairs("{", ordered(list(x.items())), "}")
    for kind in (set, frozenset):
        if isinstance(x, kind):
            keyed = ordered([(i, None) for i in x])
            return sequence(kind.__name__ + "(", [i for i, _ in keyed], ")")
    if isinstance(x, bytearray):
        return ["bytearray:" + hexlify(bytes(list(x))).decode()]
    if isinstance(x, deque):
        return sequence("deque" + limit(x) + "(", list(x), ")")
    if isinstance(x, array):
        return sequence("array:" + str(x)[6:].split("'")[1] + "(", list(x), ")")
    if isinstance(x, tuple):
        return sequence(name + "(", list(x), ")")
    if isinstance(x, BaseException):
        return sequence(name + "!(", list(x.args), ")")
    if isinstance(x, int):
        return [str(x + 0)]
    if isinstance(x, float):
        return [float_text(x + 0.0)]
    if isinstance(x, str):
        return [string_text(x + "")]
    return None


def limit(x):
    """How many items a deque keeps, if there is a limit. MicroPython's deques do not tell: one is filled
    until an item falls out, or until it takes no more and has no limit, and gets its own items back."""
    if hasattr(x, "maxlen"):
        return "" if x.maxlen is None else ":%d" % x.maxlen
    items = list(x)
    text = ""
    try:
        room = -1
        while len(x) > room:
            room = len(x)
            x.append(None)
        text = ":%d" % room
    except IndexError:
        pass
    while len(x):
        x.popleft()
    for i in items:
        x.append(i)
    return text


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
