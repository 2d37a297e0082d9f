# Dictionaries and instances with the same keys in the same order, again and again.

try:
    import mpickle as pickle
except ImportError:
    import pickle
import gc


def shown(found):
    """A dictionary as text, in the order of its keys."""
    return "{%s}" % ", ".join(["%r: %r" % (key, found[key]) for key in sorted(found, key=str)])


def check(found, wanted):
    """Whether a dictionary answers as it should, also after it has grown and shrunk."""
    assert found == wanted and len(found) == len(wanted) == len(list(found)), (found, wanted)
    for key in wanted:
        assert key in found and found[key] == wanted[key], (found, key)
    assert "absent" not in found and -1 not in found, found
    found["absent"] = 1
    del found["absent"]
    for key in list(wanted):
        value = found.pop(key)
        assert key not in found, found
        found[key] = value
    assert found == wanted, (found, wanted)


def rounds(rows):
    """All of the rows, through loads."""
    for protocol in (1, 2, 4):
        again = pickle.loads(pickle.dumps(rows, protocol))
        assert len(again) == len(rows)
        for found, wanted in zip(again, rows):
            check(found, wanted)
    return len(rows)


KEYS = ("temperature", "id", "t", "x", "y", "z", "tags", "name", "n", "m", "o", "p", "q", "r")

# Of each number of keys, from none to more than are remembered.
for count in range(len(KEYS) + 1):
    print(count, rounds([{key: (i, key) for key in KEYS[:count]} for i in range(5)]))

# Several shapes in turn, more than are remembered, and the same first key in dictionaries of several sizes.
print(rounds([{key: i for key in KEYS[i % 6 : i % 6 + 3]} for i in range(40)]))
print(rounds([{key: i for key in KEYS[: i % 7 + 1]} for i in range(40)]))
# Two orders of the same keys.
print(rounds([{key: i for key in (KEYS[:4] if i % 3 else tuple(reversed(KEYS[:4])))} for i in range(12)]))
# Small ints, texts and other keys that may not be remembered.
one, two = "one", (1, 2)
print(rounds([{one: i, 7: i, -3: i} for i in range(5)]))
print(rounds([{one: i, two: i, None: i, 1.5: i} for i in range(5)]))
print(rounds([{two: i, True: i, 8: i} for i in range(5)]))
# Records in records.
inner = {"a": 1, "b": {"c": 2, "d": 3}}
print(shown(pickle.loads(pickle.dumps([{"a": dict(inner), "b": i, "c": [dict(inner)]} for i in range(6)]))[5]))


def text(word):
    """BINUNICODE."""
    return b"X" + bytes([len(word), 0, 0, 0]) + word


def memo(word, index):
    """BINUNICODE and BINPUT."""
    return text(word) + b"q" + bytes([index])


A, B, C = b"h\0", b"h\1", b"h\2"
HEAD = b"\x80\x02](" + memo(b"a", 0) + memo(b"b", 1) + memo(b"c", 2) + b"e("


def rows(*items):
    """A list of three texts, and of a dictionary out of each of the items."""
    return pickle.loads(HEAD + b"".join([b"}(" + item + b"u" for item in items]) + b"e.")[3:]


AB = A + b"K\1" + B + b"K\2"
# The same key twice, the second time as another object, and once more after the shape is known.
for found in rows(AB, AB, A + b"K\3" + A + b"K\4", A + b"K\5" + text(b"a") + b"K\6", AB):
    print(shown(found), len(found))
TWICE = A + b"K\1" + B + b"K\2" + A + b"K\3"
for found in rows(TWICE, TWICE, TWICE, A + b"K\1" + B + b"K\2" + C + b"K\3"):
    check(found, {key: found[key] for key in found})
    print(shown(found), len(found))
# Items for a dictionary that has some: in two batches, and the same batch twice.
for found in rows(AB, AB, AB + b"u(" + C + b"K\3", AB + b"u(" + AB, AB + b"u(" + C + b"K\7" + A + b"K\x09", AB):
    check(found, {key: found[key] for key in found})
    print(shown(found), len(found))
# A dictionary that holds itself, in a shape that is known.
for found in rows(AB, AB)[:2]:
    found["a"] = found
    again = pickle.loads(pickle.dumps([found, AB, found], 2))[0]
    print(again["a"] is again, again["b"])
ring = [{"a": i, "b": i} for i in range(4)]
for row in ring:
    row["a"] = row
again = pickle.loads(pickle.dumps(ring))
print([row["a"] is row and row["b"] for row in again])


class Point:
    """Attributes."""


class Other:
    """The same attributes."""


class Watched:
    """What sets its own state."""

    def __setstate__(self, state):
        self.state = state


def make(cls, i, names):
    """An instance with these attributes."""
    point = cls()
    for name in names:
        setattr(point, name, (i, name))
    return point


for protocol in (1, 2, 4):
    for names in (KEYS[:1], KEYS[:3], KEYS[:12], KEYS):
        objects = [make((Point, Other, Watched)[i % 5 % 3], i, names) for i in range(20)]
        again = pickle.loads(pickle.dumps(objects, protocol))
        good = 0
        for i, found in enumerate(again):
            # The state that a Watched got has been kept as an attribute.
            attributes = found.__dict__.get("state", found.__dict__)
            check(dict(attributes), {name: (i, name) for name in names})
            found.more = i
            if type(found) is not Watched:
                delattr(found, names[0])
            good += not hasattr(found, names[0]) and found.more == i and type(found) is type(objects[i])
        print(protocol, len(names), good)

# A state that stays in the memo, is used again, and is changed afterwards.
STATE = b"}q\5(" + AB + b"u"
POINT = b"c__main__\nPoint\n)\x81"
found = pickle.loads(
    HEAD + b"".join([POINT + STATE + b"b"] * 3 + [POINT + b"h\5b", b"h\5", b"h\5(" + C + b"K\3u"]) + b"e."
)
found = found[3:]
print([sorted(point.__dict__.items()) for point in found[:4]])
print(found[4] is found[5], shown(found[4]))
found[0].a = 99
print([point.a for point in found[:4]], found[4]["a"])
# A state for an instance that has attributes already.
found = pickle.loads(HEAD + b"".join([POINT + STATE + b"b"] * 3 + [POINT + STATE + b"b" + STATE + b"b"]) + b"e.")[3:]
print([sorted(point.__dict__.items()) for point in found])
found = pickle.loads(HEAD + (POINT + STATE + b"b") * 3 + POINT + b"}(" + C + b"K\4u" + b"b" + STATE + b"be.")[3:]
print([sorted(point.__dict__.items()) for point in found])


def collect(*_):
    """A collection, and memory that is used again."""
    gc.collect()
    return [bytearray(i) for i in range(8, 64)]


def change(found, how):
    """A dictionary that has been changed while it is read."""
    if how == 0:
        found.clear()
    elif how == 1:
        del found["a"]
        found["c"] = 7
    else:
        for key in "defghij":
            found[key] = key
    collect()


# The dictionary that came before is dropped, and a collection frees it.
COLLECT = b"c__main__\ncollect\n)R0"
for found in rows(*[AB] * 2 + [AB + b"u0" + COLLECT + b"}(" + AB] * 3 + [B + b"K\3" + C + b"K\4"] * 3 + [AB]):
    check(found, {key: found[key] for key in found})
    print(shown(found), len(found))
# It is changed before the next with the same keys comes.
for how in range(3):
    CHANGE = b"c__main__\nchange\nh\5K" + bytes([how]) + b"\x86R0"
    for found in rows(AB, AB + b"uq\5" + CHANGE + b"}(" + AB, AB, C + b"K\7" + B + b"K\2", AB):
        check(found, {key: found[key] for key in found})
        print(how, shown(found), len(found))
