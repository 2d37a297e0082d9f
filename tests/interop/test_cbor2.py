"""CBOR between MicroPython's `cbor2` and PyPI's: what one writes the other reads."""

import io
import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

cbor2 = pytest.importorskip("cbor2")

# The board's answer to each of several items of CBOR: as it writes them again, or the class of its exception.
AGAIN = """
import cbor2
out = []
for item in cbor2.loads(data):
    try:
        out.append(cbor2.dumps(cbor2.loads(item, **LOADS), **DUMPS))
    except cbor2.CBORDecodeError as e:
        out.append(type(e).__name__)
result = cbor2.dumps(out)
"""


@pytest.fixture
def board(peer):
    """Runs source text on MicroPython with `data`."""
    has = peer.run("try:\n    import cbor2\n    result = b'1'\nexcept ImportError:\n    pass")
    if has != b"1":
        pytest.skip("no module cbor2 in this firmware")
    return peer.run


def again(board, items, loads="{}", dumps="{}"):
    """What the board makes of the bytes of each item."""
    return cbor2.loads(board(AGAIN.replace("LOADS", loads).replace("DUMPS", dumps), cbor2.dumps(items)))


ATOMS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.binary()
    | st.just(cbor2.undefined)
    | st.sampled_from([cbor2.CBORSimpleValue(n) for n in (0, 19, 32, 255)])
)
KEYS = st.integers(-(2**65), 2**65) | st.text(max_size=5) | st.binary(max_size=5)
OBJECTS = st.recursive(
    ATOMS,
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(KEYS, inner)
        | st.sets(KEYS)
        | st.builds(cbor2.CBORTag, st.sampled_from([6, 99, 5000, 2**40]), inner)
    ),
    max_leaves=25,
)


def plain(obj):
    """The object with lists for tuples, which PyPI's makes within tags."""
    if isinstance(obj, (list, tuple)):
        return [plain(item) for item in obj]
    if isinstance(obj, (dict, cbor2.frozendict)):
        return {key: plain(value) for key, value in obj.items()}
    if isinstance(obj, (set, frozenset)):
        return set(obj)
    if isinstance(obj, cbor2.CBORTag):
        return (obj.tag, plain(obj.value))
    return obj


@given(
    st.lists(OBJECTS, min_size=1, max_size=10),
    st.sampled_from(
        [
            "{}",
            "{'string_referencing': True}",
            "{'indefinite_containers': True}",
            "{'canonical': True}",
            "{'float': 'shortest'}",
        ]
    ),
)
def test_objects_both_ways(board, objects, dumps):
    options = [{}, {"string_referencing": True}, {"indefinite_containers": True}, {"canonical": True}]
    for number, obj in enumerate(objects):
        items = [cbor2.dumps(obj, **options[number % 4])]
        if b"\xd9\x01\x02\xd9\x01\x00" in items[0]:
            # PyPI's puts a tag of string references between that of a set and its array, which is none then.
            continue
        for item in again(board, items, dumps=dumps):
            assert isinstance(item, bytes), (items, item)
            assert plain(cbor2.loads(item)) == plain(obj)


# PyPI's writes infinity in 16 bits, whatever the width of other floats.
SAME = ATOMS.filter(lambda obj: not (isinstance(obj, float) and math.isinf(obj)))


@given(st.lists(SAME | st.lists(SAME), min_size=1, max_size=20))
def test_same_bytes(board, objects):
    """Without maps and sets there is one way to write the defaults."""
    items = [cbor2.dumps(obj) for obj in objects]
    assert again(board, items) == items


@given(st.floats(width=64))
def test_shortest_floats(board, value):
    item = cbor2.dumps(value, canonical=True)
    assert again(board, [cbor2.dumps(value)], dumps="{'canonical': True}") == [item]
    assert again(board, [item], "{'deterministic': True}", "{'canonical': True}") == [item]


def bytewise(obj):
    """The canonical bytes, keys in the order of RFC 8949, section 4.2.1: PyPI's sorts by length first."""
    if isinstance(obj, dict):
        pairs = sorted((bytewise(key), bytewise(value)) for key, value in obj.items())
        head = bytearray(cbor2.dumps(len(pairs)))
        head[0] |= 0xA0
        return bytes(head) + b"".join(key + value for key, value in pairs)
    if isinstance(obj, list):
        head = bytearray(cbor2.dumps(len(obj)))
        head[0] |= 0x80
        return bytes(head) + b"".join(bytewise(item) for item in obj)
    return cbor2.dumps(obj, canonical=True)


NESTED = st.recursive(ATOMS, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=25)


@given(NESTED)
def test_deterministic(board, obj):
    item = bytewise(obj)
    assert again(board, [cbor2.dumps(obj)], dumps="{'canonical': True}") == [item]
    assert again(board, [item], "{'deterministic': True}", "{'canonical': True}") == [item]


@given(OBJECTS, st.integers(0), st.integers(1, 255))
def test_damage(board, obj, place, mask):
    """What is damaged is refused by both, or read by both."""
    item = bytearray(cbor2.dumps(obj))
    item[place % len(item)] ^= mask
    [answer] = again(board, [bytes(item)])
    try:
        read = cbor2.loads(bytes(item))
    except Exception:
        # PyPI's knows tags that are tags only here, and refuses some of what is in them.
        return
    if isinstance(answer, str):
        # Here keys must be hashable, and texts without surrogates.
        assert answer in ("CBORDecodeValueError", "CBORDecodeError", "CBORDecodeEOF"), (bytes(item), read)


def test_deep(board):
    source = """
import cbor2
for head in (b"\\x81", b"\\xc1", b"\\xa1\\x00", b"\\x82\\x01"):
    item = head * 100000 + b"\\x00"
    obj = cbor2.loads(item)
    assert cbor2.dumps(obj) == item, head
    del obj
    try:
        cbor2.loads(head * 100000)
        assert False
    except cbor2.CBORDecodeEOF:
        pass
result = b"+"
"""
    assert board(source) == b"+"


TYPED = [
    (64, "B"),
    (72, "b"),
    (69, "<H"),
    (77, "<h"),
    (70, "<I"),
    (78, "<i"),
    (71, "<Q"),
    (79, "<q"),
    (85, "<f"),
    (86, "<d"),
]
TYPED += [(65, ">H"), (73, ">h"), (66, ">I"), (74, ">i"), (67, ">Q"), (75, ">q"), (81, ">f"), (82, ">d")]


@pytest.mark.parametrize(("tag", "code"), TYPED)
def test_typed_arrays(board, tag, code):
    """RFC 8746: as the struct module has the bytes of items."""
    values = [0, 1, 100] if code[-1].isupper() else [0, 1, -100]
    data = struct.pack(code[0] + "3" + code[-1] if len(code) == 2 else "3" + code, *values)
    source = "import cbor2\na = cbor2.loads(data)\nresult = cbor2.dumps([list(a), a])"
    read, written = cbor2.loads(board(source, cbor2.dumps(cbor2.CBORTag(tag, data))))
    assert list(read) == values
    # Least significant byte first, as this machine has them.
    little = {code: tag for tag, code in TYPED}[code.replace(">", "<")]
    assert written.tag == little
    assert written.value == struct.pack(f"<3{code[-1]}", *values)


def test_shapes(board):
    numpy = pytest.importorskip("numpy")
    for order, tag in (("C", 40), ("F", 1040)):
        array = numpy.arange(6, dtype="<f4").reshape((2, 3), order=order)
        item = cbor2.dumps(cbor2.CBORTag(tag, [[2, 3], cbor2.CBORTag(85, array.tobytes(order))]))
        source = "import cbor2\na = cbor2.loads(data)\nresult = cbor2.dumps([a.tolist(), a])"
        read, written = cbor2.loads(board(source, item))
        assert read == array.tolist()
        assert cbor2.dumps(written) == item


def test_streams(board):
    """One item and not a byte more."""
    file = io.BytesIO()
    for item in (1, [2], "three"):
        cbor2.dump(item, file)
    source = """
import cbor2, io
file = io.BytesIO(data)
decoder = cbor2.CBORDecoder(file)
out = io.BytesIO()
encoder = cbor2.CBOREncoder(out)
for _ in range(3):
    encoder.encode(decoder.decode())
result = out.getvalue()
"""
    assert board(source, file.getvalue()) == file.getvalue()


def test_nan(board):
    [item] = again(board, [b"\xfb\x7f\xf8\x00\x00\x00\x00\x00\x01"])
    assert math.isnan(cbor2.loads(item))
