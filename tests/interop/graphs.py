"""Random object graphs: every type that both sides have, shared references, and cycles.

A graph is drawn as a number of nodes. The containers that can change are made empty first and filled
last, so that anything may refer to anything; the others are made in between, from what is there already.
"""

from array import array
from collections import OrderedDict, deque

import models
from describe import SHALLOW_DEPTH, shallow
from hypothesis import strategies as st

MUTABLE = {
    "list": list,
    "dict": dict,
    "ordered": OrderedDict,
    "set": set,
    "plain": models.Plain,
    "derived": lambda: models.Derived(None),
    "stateful": lambda: models.Stateful(None),
    "deque": lambda: deque(maxlen=40),
    "row": models.Row,
    "table": models.Table,
    "ordered table": models.Ordered,
    "words": models.Words,
    "ring": lambda: models.Ring(maxlen=40),
}
# What is in the memo before its items are written. Before protocol 2 CPython goes round and round in cycles
# that are made of anything else.
EARLY = ("list", "dict", "plain", "derived", "stateful", "deque")
MADE = (
    "tuple",
    "tuple",
    "frozenset",
    "bytearray",
    "array",
    "range",
    "point",
    "exception",
    "model error",
    "fixed",
    "pair",
    "samples",
    "raw",
    "own text",
    "number",
    "text",
    "bytes",
)
KINDS = (*MUTABLE, "list", "dict", "plain", *MADE)

INTEGERS = {"b": 8, "h": 16, "i": 32, "l": 64, "q": 64}
EXCEPTIONS = (ValueError, KeyError, OSError, RuntimeError, IndexError, Exception)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
edges = st.sampled_from([0, 1, 7, 8, 15, 16, 31, 32, 63, 64, 127, 128, 500, 2039, 2040, 2047, 2048])
integers = st.one_of(
    st.integers(-300, 300),
    st.integers(-(1 << 70), 1 << 70),
    st.builds(
        lambda bits, delta, sign: sign * (1 << bits) + delta, edges, st.integers(-2, 2), st.sampled_from([1, -1])
    ),
)
atoms = st.one_of(
    st.none(),
    st.booleans(),
    integers,
    st.floats(),
    st.complex_numbers(),
    texts,
    st.binary(max_size=20),
    st.just(...),
    st.sampled_from([models.Plain, models.double, int, list, ValueError, OrderedDict, ()]),
)
# What can be a key: no floats beside ints, since 2.0**53 and 2**53 + 1 are one key in MicroPython.
keys = st.one_of(st.none(), integers, texts, st.sampled_from([0.5, -2.25]))


@st.composite
def graphs(draw, max_nodes=12):
    """An object that refers to a random graph of others."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=max_nodes))
    nodes = [MUTABLE[kind]() if kind in MUTABLE else None for kind in kinds]
    hashable = [i for i, kind in enumerate(kinds) if kind in ("plain", "derived", "stateful")]
    known = [i for i, node in enumerate(nodes) if node is not None]

    def pick(indices, leaves):
        if indices and draw(st.booleans()):
            return nodes[draw(st.sampled_from(indices))]
        return draw(leaves)

    def some(maximum=4):
        return range(draw(st.integers(0, maximum)))

    for i, kind in enumerate(kinds):
        if nodes[i] is None:
            nodes[i], can_hash = make(draw, kind, known, hashable, pick, some)
            known.append(i)
            if can_hash:
                hashable.append(i)
    for i, (kind, node) in enumerate(zip(kinds, nodes, strict=True)):
        # Keys and elements that look alike have no order to be described in.
        if kind in ("plain", "derived") and kinds.index(kind) < i:
            node.mark = i
        if kind in MUTABLE:
            early = [i for i, other in enumerate(kinds) if other in EARLY]
            fill(draw, kind, node, range(len(nodes)), hashable, early, pick, some)
    root = draw(st.integers(0, len(nodes) - 1))
    return nodes if draw(st.booleans()) else nodes[root]


def make(draw, kind, known, hashable, pick, some):
    """A node that cannot change, and whether it can be a key."""
    if kind == "tuple":
        can_hash = draw(st.booleans())
        if can_hash:
            return tuple(pick(hashable, keys) for _ in some()), True
        return tuple(pick(known, atoms) for _ in some(6)), False
    if kind == "frozenset":
        return frozenset(pick(hashable, keys) for _ in some()), True
    if kind == "bytearray":
        return bytearray(draw(st.binary(max_size=300))), False
    if kind == "array":
        code = draw(st.sampled_from("bhilqBHILQfd"))
        return array(code, draw(array_items(code))), False
    if kind == "range":
        return range(*draw(st.tuples(*[st.integers(-1000, 1000)] * 2, st.sampled_from([1, 2, -1, 7])))), False
    if kind == "point":
        return models.Point(pick(known, atoms), pick(known, atoms)), False
    if kind == "exception":
        x = draw(st.sampled_from(EXCEPTIONS))(*[pick([], keys) for _ in some(2)])
        # CPython makes a FileNotFoundError of OSError(2, ...); MicroPython has OSError only.
        return x if type(x) in EXCEPTIONS else OSError(x.errno), False
    if kind == "model error":
        return models.ModelError(*[pick([], keys) for _ in some(2)]), False
    if kind in SUBCLASSES:
        x = SUBCLASSES[kind](draw, pick, known, hashable, some)
        for name in draw(st.lists(st.sampled_from(["a", "value"]), unique=True)):
            setattr(x, name, pick(known, atoms))
        return x, False
    if kind == "text":
        return draw(st.one_of(texts, st.integers(250, 260).map(lambda n: "long" * n))), True
    return draw(st.one_of(st.binary(), st.integers(250, 260).map(bytes))), False


# Native objects with attributes that cannot change, or that hold no others.
SUBCLASSES = {
    "fixed": lambda draw, pick, known, hashable, some: models.Fixed([pick(hashable, keys) for _ in some()]),
    "pair": lambda draw, pick, known, hashable, some: models.Pair([pick(known, atoms) for _ in some()]),
    "samples": lambda draw, pick, known, hashable, some: models.Samples("h", draw(array_items("h"))),
    "raw": lambda draw, pick, known, hashable, some: models.Raw(draw(st.binary(max_size=300))),
    "own text": lambda draw, pick, known, hashable, some: models.Text(draw(texts)),
    "number": lambda draw, pick, known, hashable, some: models.Number(draw(integers)),
}


def array_items(code):
    """Items for an array of this type."""
    if code == "f":
        return st.lists(st.floats(width=32), max_size=5)
    if code == "d":
        return st.lists(st.floats(), max_size=5)
    bits = INTEGERS[code.lower()]
    low, high = (0, (1 << bits) - 1) if code.isupper() else (-(1 << bits - 1), (1 << bits - 1) - 1)
    return st.lists(st.integers(low, high), max_size=5)


def fill(draw, kind, node, everything, hashable, early, pick, some):
    """Put things into a container; it may come to contain itself."""
    everything = list(everything)
    if kind in ("list", "deque"):
        node.extend([pick(everything, atoms) for _ in some(6)])
    elif kind in ("dict", "ordered"):
        for _ in some():
            node[pick(hashable, keys)] = pick(everything, atoms)
    elif kind == "set":
        node.update([pick(hashable, keys) for _ in some()])
    elif kind == "stateful":
        node.items = pick(everything, atoms)
    else:
        if kind in ("row", "ring"):
            node.extend([pick(early, atoms) for _ in some(6)])
        elif kind in ("table", "ordered table"):
            for _ in some():
                node[pick([i for i in early if i in hashable], keys)] = pick(early, atoms)
        elif kind == "words":
            node.update([pick([i for i in early if i in hashable], keys) for _ in some()])
        for name in draw(st.lists(st.sampled_from(["a", "b", "value", "next_one"]), unique=True)):
            setattr(node, name, pick(everything, atoms))


def contains(obj, kinds):
    """Whether any object in the graph is of one of these types."""
    seen = {}
    todo = [obj]
    while todo:
        x = todo.pop()
        if id(x) in seen:
            continue
        seen[id(x)] = x
        if isinstance(x, kinds):
            return True
        if isinstance(x, (list, tuple, set, frozenset, deque)):
            todo.extend(x)
        elif isinstance(x, dict):
            todo.extend(x.keys())
            todo.extend(x.values())
        elif hasattr(x, "__dict__") and not isinstance(x, type) and not callable(x):
            todo.extend(vars(x).values())
    return False


def has_twins(obj):
    """Whether a dictionary or a set in the graph has keys that look the same to `describe`."""
    seen = {}
    todo = [obj]
    while todo:
        x = todo.pop()
        if id(x) in seen:
            continue
        seen[id(x)] = x
        if isinstance(x, (set, frozenset, dict)):
            looks = [shallow(key, SHALLOW_DEPTH) for key in x]
            if len(set(looks)) < len(looks):
                return True
        if isinstance(x, dict):
            todo.extend(x.keys())
            todo.extend(x.values())
        elif isinstance(x, (list, tuple, set, frozenset, deque)):
            todo.extend(x)
        if hasattr(x, "__dict__") and not isinstance(x, type) and not callable(x):
            todo.extend(vars(x).values())
        if isinstance(x, BaseException):
            todo.extend(x.args)
    return False
