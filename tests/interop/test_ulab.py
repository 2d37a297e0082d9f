"""ulab: with a firmware that has it the real one, otherwise a stand-in with its interface."""

import ctypes
import json
import pickle

import pytest
from describe import describe
from host import HERE, Peer
from test_numpy import Numpy, batches

STANDINS = HERE.parent / "standins"

PREPARE = """
import sys
sys.path.insert(0, {path!r})
import ulab
result = repr([ulab.__version__, chr(ulab.numpy.float), hasattr(ulab.numpy.ndarray, "code")])
"""

LOAD = """
from ulab import numpy as np

CODES = {"uint8": "B", "int8": "b", "uint16": "H", "int16": "h", "float32": "f", "float64": "d", "complex": "c"}

def code(x):
    # A number, or in some builds an object.
    return chr(x.dtype) if isinstance(x.dtype, int) else CODES[str(x.dtype).split("'")[1]]

def look(payload, buffers):
    x = mpickle.loads(payload, buffers=[bytearray(b) for b in buffers])
    if isinstance(x, np.ndarray):
        again = [mpickle.dumps(x, p) for p in (2, 4, 5)]
        return ("ulab", code(x), tuple(x.shape), describe(x.tolist()), again)
    return (type(x).__name__, "", getattr(x, "shape", None), describe(list(x)) if type(x).__name__ == "array"
            else describe(x.tolist()), [])

result = []
for payload, buffers in mpickle.loads(data):
    try:
        result.append(look(payload, buffers))
    except Exception as e:
        result.append((repr(e), "", (), "", []))
result = mpickle.dumps(result)
"""


@pytest.fixture(scope="module")
def board(micropython):
    """A MicroPython in which ulab can be imported; `real` says whether it is the firmware's."""
    peer = Peer(micropython)
    version, peer.real_float, stand_in = eval(peer.run(PREPARE.format(path=str(STANDINS))))
    peer.real = not stand_in
    peer.dimensions = int(version[version.index("D") - 1])
    yield peer
    peer.stop()


@pytest.fixture(scope="module")
def numpy():
    """One version of numpy will do: the others write nothing that ulab could see."""
    side = Numpy("2.4.6")
    side.cases = [case for case in pickle.loads(side.run("write")) if case[4] is not None]
    return side


def narrowed(x, code):
    """The value as this float holds it."""
    if isinstance(x, list):
        return [narrowed(y, code) for y in x]
    if isinstance(x, complex):
        return complex(narrowed(x.real, code), narrowed(x.imag, code))
    return ctypes.c_float(x).value if code == "f" else float(x)


def flat(x):
    """The numbers in nested lists."""
    return [z for y in x for z in flat(y)] if isinstance(x, list) else [x]


def expected(value, shape, dtype, dimensions, real):
    """The class on the board, with the type code if it is ulab's, and the value there."""
    kind, size = dtype[1], int(dtype[2:])
    exact = 1 << (24 if real == "f" else 53)
    whole = kind not in "iu" or size <= 2 or all(abs(x) <= exact for x in flat(value))
    if not 1 <= len(shape) <= dimensions or not whole:
        return "other", "", value
    if kind == "b":
        return "ulab", "B", value
    if kind in "iu" and size <= 2:
        return "ulab", {"i1": "b", "u1": "B", "i2": "h", "u2": "H"}[f"{kind}{size}"], value
    return "ulab", "c" if kind == "c" else real, narrowed(value, real)


def check(board, numpy, dimensions, real):
    """All cases: what numpy wrote becomes what it should, and what ulab's arrays become numpy reads."""
    wrong, written = [], []
    for batch in batches(numpy.cases):
        answers = pickle.loads(board.run(LOAD, pickle.dumps([case[1:3] for case in batch]), 120))
        for case, (kind, code, looks, description, again) in zip(batch, answers, strict=True):
            label, _, _, value, shape, dtype = case
            wanted, wanted_code, wanted_value = expected(value, shape, dtype, dimensions, real)
            if description != describe(wanted_value):
                wrong.append(f"{label}: {kind} {description[:200]} is not {describe(wanted_value)[:200]}")
            if (wanted == "ulab") != (kind == "ulab") or code != wanted_code or looks not in (None, shape):
                wrong.append(f"{label}: {kind} {code} {looks} is not {wanted} {wanted_code} {shape}")
            if label.endswith(" 4"):
                written += [(label[:-2], way, made, []) for way, made in zip((2, 4, 5), again, strict=False)]
    assert not wrong, "\n".join(wrong[:20])
    return written


def test_arrays_become_ulabs(board, numpy):
    """Every array of the firmware's dimensions, and numpy reads them when they come back."""
    written = check(board, numpy, board.dimensions, board.real_float)
    assert len(written) > 300
    if board.real_float == "d":
        wrong = json.loads(numpy.run("read", pickle.dumps({"pickles": written, "exact": False})))
        assert not wrong, "\n".join(wrong[:20])


@pytest.mark.parametrize(("version", "real"), [("6.0.0-1D-c", "d"), ("6.0.0-4D-c", "f"), ("5.1.2-2D-c", "f")])
def test_other_builds_of_ulab(board, numpy, version, real):
    """Fewer and more dimensions, and single precision."""
    if board.real:
        pytest.skip("the firmware's ulab is what it is")
    change = "import ulab\nulab.__version__, ulab.numpy.float = {!r}, {!r}"
    board.run(change.format(version, ord(real)))
    try:
        check(board, numpy, int(version[6]), real)
    finally:
        board.run(change.format("6.7.0-2D-c", ord(board.real_float)))


VIEWS = """
from ulab import numpy as np
x = np.frombuffer(bytearray(range(12)), dtype=np.uint8).reshape((3, 4))
b = np.frombuffer(bytearray([1, 0, 1, 1]), dtype=np.bool).reshape((2, 2))
result = mpickle.dumps([[mpickle.dumps(a, p) for p in (2, 4, 5)] for a in (x, x.T, b, b.T)])
"""


def test_views_are_written_as_they_look(board):
    """Transposed arrays, and booleans, which ulab holds as bytes."""
    x = [list(range(i, i + 4)) for i in (0, 4, 8)]
    for written, value, kind in zip(
        pickle.loads(board.run(VIEWS)),
        (x, [list(c) for c in zip(*x, strict=True)], [[True, False], [True, True]], [[True, True], [False, True]]),
        (b"u1", b"u1", b"b1", b"b1"),
        strict=True,
    ):
        for data in written:
            assert kind in data
            assert json.loads(board.run(BACK, data)) == value


# Views of one item on an axis, whose stride is nothing that the shape tells; gaps that the first stride does not
# show; nothing at all. Each with its items, its shape and numpy's type.
STRANGE = """
from ulab import numpy as np
x = np.frombuffer(bytearray(range(12)), dtype=np.uint8)
b = np.frombuffer(bytearray([1, 0, 1, 1, 0, 1]), dtype=np.bool)
empty = np.frombuffer(bytearray(), dtype=np.bool)
none = np.frombuffer(bytearray(), dtype=np.int16)
chosen = [x[::20], x[3:4], x[::-1], b[::4], b[::20], empty, none]
if {dimensions} > 1:
    column = x.reshape((12, 1))
    chosen += [column.T, x.reshape((2, 6))[::2], x.reshape((1, 12)).T, x.reshape((2, 6))[:, ::6], column[::20]]
    chosen += [x.reshape((3, 4))[::3, ::4], x.reshape((3, 4))[:, ::-1], b.reshape((2, 3))[::2], b.reshape((6, 1)).T]
    chosen += [empty.reshape((0, 3)), none.reshape((0, 3)), none.reshape((3, 0))]
result = mpickle.dumps([(x.tolist(), tuple(x.shape), [mpickle.dumps({{"x": x}}, p) for p in range(6)]) for x in chosen])
"""


def test_views_of_one_item_are_written(board, numpy):
    """Whatever the stride of an axis of length 1 is; and an empty array keeps its type."""
    chosen = pickle.loads(board.run(STRANGE.format(dimensions=board.dimensions)))
    wanted = ["|u1"] * 3 + ["|b1"] * 3 + ["<i2"]
    if board.dimensions > 1:
        wanted += ["|u1"] * 7 + ["|b1"] * 3 + ["<i2"] * 2
    cases = []
    for (value, shape, ways), dtype in zip(chosen, wanted, strict=True):
        cases += [(data, value, shape, dtype) for data in ways]
    assert len(cases) >= 42
    wrong = json.loads(numpy.run("compare", pickle.dumps(cases)))
    assert not wrong, "\n".join(wrong[:20])


BACK = """
import json
result = json.dumps(mpickle.loads(data).tolist())
"""

MEASURE = """
import gc
from ulab import numpy as np
payload = mpickle.dumps(np.frombuffer(bytearray(1 << 20), dtype=np.uint8).reshape((1024, 1024)), 5)
gc.collect()
before = gc.mem_alloc()
x = mpickle.loads(payload)
result = str(gc.mem_alloc() - before if isinstance(x, np.ndarray) else -1)
"""


def test_memory_is_taken_over(board):
    """A large array needs its bytes once, not twice."""
    assert 1 << 20 <= int(board.run(MEASURE)) < 1.05 * (1 << 20)


IN_PLACE = """
import ffi, uctypes, ulab
import mpickle
real = chr(ulab.numpy.float)
size = 4 if real == "f" else 8
a = mpickle.ndarray((3, 40), "<f%d" % size)
a[2, 39] = 1.5
data = mpickle.dumps({"a": a}, 5)
last = data.rfind(a.tobytes()[-size:])
memory = uctypes.bytearray_at(ffi.open(None).func("P", "malloc", "I")(len(data) + 16), len(data) + 16)
kinds = []
for start in range(8):
    view = memoryview(memory)[start : start + len(data)]
    view[:] = data
    x = mpickle.loads(view, copy=False)["a"]
    kinds.append(x.__class__.__name__ if isinstance(x, mpickle.ndarray) else "ulab")
    assert tuple(x.shape) == (3, 40) and x[2, 39] == 1.5
    # The last item is in the memory that was given, and nowhere else.
    view[last : last + size] = bytes(size)
    assert x[2, 39] == 0, bytes(view)
    assert mpickle.loads(view)["a"][2, 39] == 0
result = repr([size, sum(isinstance(k, str) and k == "ulab" for k in kinds), len(set(kinds))])
"""


def test_arrays_in_place(board):
    """With copy=False an array of ulab's refers to memory outside the heap, where its items are aligned."""
    size, ulabs, kinds = json.loads(board.run(IN_PLACE))
    assert (ulabs, kinds) == (8 // size, 2)
