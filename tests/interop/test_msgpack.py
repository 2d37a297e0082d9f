"""MessagePack: umsgpack on MicroPython with PyPI's msgpack and u-msgpack-python here."""

import math

import msgpack
import pytest
import umsgpack
from host import PeerError, run_script
from hypothesis import given
from hypothesis import strategies as st

# Maps in the order of the input: what is written again is the same, byte for byte.
AGAIN = "import umsgpack\nresult = umsgpack.dumps(umsgpack.loads(data, use_ordered_dict=True))"
STREAM = (
    "import umsgpack, io\nout = io.BytesIO()\n"
    "umsgpack.dump(umsgpack.load(io.BytesIO(data), use_ordered_dict=True), out)\nresult = out.getvalue()"
)
PIECES = """
import umsgpack
result = b""
for step in (1, 2, 3, 7):
    decoder = umsgpack.Decoder(use_ordered_dict=True)
    for at in range(0, len(data), step):
        decoder.feed(data[at : at + step])
    result += umsgpack.dumps(next(decoder))
"""

INTS = st.integers(-(2**63), 2**64 - 1) | st.integers(-70000, 70000)
ATOMS = st.none() | st.booleans() | INTS | st.floats(allow_nan=False) | st.text(max_size=40) | st.binary(max_size=40)
KEYS = st.text(max_size=40) | INTS | st.binary(max_size=20)
OBJECTS = st.recursive(
    ATOMS, lambda inner: st.lists(inner, max_size=20) | st.dictionaries(KEYS, inner, max_size=20), max_leaves=60
)


@pytest.fixture(autouse=True)
def board(peer):
    """MicroPython, if its firmware has MessagePack."""
    try:
        peer.run("import umsgpack")
    except PeerError:
        pytest.skip("no umsgpack in this firmware")
    return peer


@given(OBJECTS)
def test_what_pypi_writes_is_read_and_written_again(board, obj):
    """The bytes are those of both packages, by each way."""
    data = msgpack.packb(obj)
    assert umsgpack.packb(obj) == data
    assert board.run(AGAIN, data) == data
    assert board.run(STREAM, data) == data
    assert board.run(PIECES, data) == data * 4


@given(OBJECTS)
def test_what_is_written_is_read_by_pypi(board, obj):
    """Of the same object out of a pickle, its dictionaries in whatever order they have there."""
    import pickle  # noqa: PLC0415

    data = board.run("import umsgpack\nresult = umsgpack.dumps(mpickle.loads(data))", pickle.dumps(obj, 4))
    assert msgpack.unpackb(data, strict_map_key=False) == obj
    assert umsgpack.unpackb(data) == obj


@given(st.lists(st.floats(), max_size=20))
def test_floats_of_both_widths(board, floats):
    """Singles are rounded as here; NaN stays NaN."""
    source = "import umsgpack\nresult = umsgpack.dumps(umsgpack.loads(data), force_float_precision={!r})"
    for single, name in ((True, "single"), (False, "double")):
        finite = [x for x in floats if not single or math.isnan(x) or abs(x) < 3.4e38 or math.isinf(x)]
        data = msgpack.packb(finite, use_single_float=single)
        assert repr(msgpack.unpackb(board.run(source.format(name), data))) == repr(msgpack.unpackb(data))


@given(st.integers(-128, 127).filter(lambda code: code != -1), st.binary(max_size=300))
def test_ext(board, code, content):
    """An ext that nobody knows is kept by ExtType."""
    data = msgpack.packb(msgpack.ExtType(code, content) if code >= 0 else umsgpack_ext(code, content))
    assert (
        board.run("import umsgpack\nresult = umsgpack.dumps(umsgpack.loads(data, ext_hook=umsgpack.ExtType))", data)
        == data
    )


def umsgpack_ext(code, content):
    """An ext with a code below 0, which the constructor of ExtType here refuses."""
    ext = msgpack.ExtType(0, content)
    return ext._replace(code=code)


@given(st.integers(-(2**63), 2**63 - 1), st.integers(0, 999_999_999))
def test_timestamps(board, seconds, nanoseconds):
    """All three forms."""
    data = msgpack.packb(msgpack.Timestamp(seconds, nanoseconds))
    assert board.run("import umsgpack\nresult = umsgpack.dumps(umsgpack.loads(data))", data) == data
    source = "import umsgpack\nt = umsgpack.loads(data)\nresult = '%d %d' % (t.seconds, t.nanoseconds)"
    assert board.run(source, data) == f"{seconds} {nanoseconds}".encode()


SAMPLE = {
    "a": [1, -2, 1.5, None, True, 2**40],
    "bc": b"xyz",
    "d": {"e": {}, 5: ["f" * 40]},
    "x": msgpack.ExtType(5, b"data"),
}

OUTCOMES = """
import umsgpack
counts = {}
def attempt(data):
    try:
        umsgpack.loads(data, ext_hook=umsgpack.ExtType)
        name = "loaded"
    except Exception as e:
        name = type(e).__name__
    counts[name] = counts.get(name, 0) + 1
WORK
result = " ".join(sorted(counts))
"""


def test_prefixes(board):
    """Each prefix is too short, and nothing else."""
    work = "for n in range(len(data)):\n    attempt(data[:n])"
    assert board.run(OUTCOMES.replace("WORK", work), msgpack.packb(SAMPLE)) == b"InsufficientDataException"


def test_changes(board):
    """With any byte changed by any mask: an object, or an exception of umsgpack's."""
    work = (
        "data = bytearray(data)\nfor i in range(len(data)):\n    byte = data[i]\n    for mask in range(1, 256, 3):\n"
        "        data[i] = byte ^ mask\n        attempt(data)\n    data[i] = byte"
    )
    found = set(board.run(OUTCOMES.replace("WORK", work), msgpack.packb(SAMPLE), timeout=120).decode().split())
    assert "loaded" in found
    assert found <= {
        "loaded",
        "InsufficientDataException",
        "InvalidStringException",
        "ReservedCodeException",
        "DuplicateKeyException",
        "UnhashableKeyException",
    }


DEEP = """
import umsgpack, gc
x = None
for i in range(100000):
    x = STEP
data = umsgpack.dumps(x)
y = umsgpack.loads(data)
n = 0
while y is not None:
    y = y[0] if type(y) is list else y[1]
    n += 1
print(n, len(data))
"""


@pytest.mark.parametrize(("step", "each"), [("[x]", 1), ("{1: x}", 2)])
def test_depth_is_limited_by_the_heap_only(micropython, step, each):
    """100,000 levels are dumped and loaded on the default stack."""
    out = run_script(micropython, DEEP.replace("STEP", step), heap="64m", timeout=120)
    assert out == f"100000 {100000 * each + 1}\n"


def test_keys_that_repeat_are_one_object(board):
    """Records take no more memory for their keys than one set of them."""
    source = "import umsgpack\nkeys = [list(d) for d in umsgpack.loads(data)]\n"
    source += "result = str(all(a is b for l in keys for a, b in zip(l, keys[0])))"
    data = msgpack.packb([{f"key_of_record_{i}": n for i in range(5)} for n in range(50)])
    assert board.run(source, data) == b"True"


DTYPES = ("|b1", "|u1", "|i1", "<u2", ">i2", "<i4", ">u4", "<i8", "<f2", "<f4", ">f4", "<f8", ">f8", "<c8", "<c16")
SHAPES = ((), (0,), (1,), (7,), (2, 3), (0, 3), (2, 1, 4), (2, 2, 2, 2))


@pytest.fixture(scope="module")
def arrays():
    """What packs and unpacks numpy's arrays, and arrays of all kinds by name."""
    np = pytest.importorskip("numpy")
    pytest.importorskip("msgpack_numpy")
    made = {}
    for dtype in DTYPES:
        for shape in SHAPES:
            count = int(np.prod(shape, dtype=int))
            made[f"{dtype} {shape}"] = np.arange(-3, count - 3).astype(dtype).reshape(shape)
    whole = np.arange(60, dtype="<i2").reshape(3, 4, 5)
    made["slice"] = whole[::2, 1:3, ::-1]
    made["first axis fastest"] = np.asfortranarray(whole)
    made["turned"] = whole.T
    return made


def test_arrays_of_msgpack_numpy(board, arrays):
    """They come back with the same type, shape and items, among other objects."""
    import msgpack_numpy  # noqa: PLC0415

    source = "import umsgpack\nresult = umsgpack.dumps(umsgpack.loads(data, numpy=True), numpy=True)"
    for name, array in arrays.items():
        data = msgpack.packb(["a", array, {"k": array}], default=msgpack_numpy.encode)
        again = msgpack.unpackb(board.run(source, data), object_hook=msgpack_numpy.decode)
        assert again[0] == "a"
        for one in (again[1], again[2]["k"]):
            assert one.shape == array.shape, name
            # What becomes array.array or ulab's is in this machine's order.
            assert one.dtype == array.dtype or one.dtype == array.dtype.newbyteorder("="), name
            assert one.tolist() == array.tolist(), name


def test_numbers_of_msgpack_numpy(board, arrays):
    """numpy's single numbers are numbers."""
    import msgpack_numpy  # noqa: PLC0415

    source = "import umsgpack\nresult = umsgpack.dumps(umsgpack.loads(data, numpy=True))"
    for name, array in arrays.items():
        if array.size and array.dtype.kind in "biuf":
            number = array.flat[0]
            data = msgpack.packb([number], default=msgpack_numpy.encode)
            assert msgpack.unpackb(board.run(source, data)) == [number.item()], name


def test_objects_of_msgpack_numpy_stay_maps(board):
    """Pickles within, and records: nothing of them is executed or made."""
    np = pytest.importorskip("numpy")
    msgpack_numpy = pytest.importorskip("msgpack_numpy")
    for array in (np.array([None, 1], object), np.zeros(2, [("a", "<i2"), ("b", "<f4")])):
        data = msgpack.packb(array, default=msgpack_numpy.encode)
        source = "import umsgpack\nresult = umsgpack.dumps(umsgpack.loads(data, numpy=True, use_ordered_dict=True))"
        assert board.run(source, data) == data
