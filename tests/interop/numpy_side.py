"""The numpy side of test_numpy.py, in a process of its own for each version of numpy.

`write` prints a pickle of the cases: label, pickle, out-of-band buffers, and what is in it. `read` takes
what the board made of them on standard input, compares, and prints the differences.
"""

import array
import json
import pickle
import sys

import numpy as np

DTYPES = (
    "?", "i1", "u1", "<i2", ">i2", "<u2", ">u2", "<i4", ">i4", "<u4", ">u4", "<i8", ">i8", "<u8", ">u8",
    "<f2", ">f2", "<f4", ">f4", "<f8", ">f8", "<c8", ">c8", "<c16", ">c16",
)  # fmt: skip
SHAPES = ((), (0,), (1,), (7,), (2, 3), (3, 0, 2), (2, 3, 4), (1, 2, 1, 2, 1))


def values(dtype, count):
    """Numbers that try what the type holds."""
    if dtype.kind == "b":
        chosen = [True, False, False]
    elif dtype.kind in "iu":
        limits = np.iinfo(dtype)
        chosen = [0, 1, limits.max, limits.min, limits.max - 1, 77, limits.min + 2]
    else:
        limits = np.finfo(dtype)
        tiny = getattr(limits, "smallest_subnormal", limits.tiny)
        chosen = [0.5, -1.25, limits.max, limits.min, limits.tiny, tiny, np.inf, -np.inf, np.nan, -0.0]
        if dtype.kind == "c":
            # MicroPython's complex() loses the sign of a zero.
            chosen[-1] = 3.0
            chosen = [complex(a, b) for a, b in zip(chosen, reversed(chosen), strict=True)]
    return np.array([chosen[i % len(chosen)] for i in range(count)], dtype)


def arrays():
    """Arrays of every type, shape, order and byte order, with their labels."""
    for name in DTYPES:
        dtype = np.dtype(name)
        for shape in SHAPES:
            a = values(dtype, int(np.prod(shape, dtype=int))).reshape(shape)
            yield f"{name} {shape} C", a
            if len(shape) > 1:
                yield f"{name} {shape} F", np.asfortranarray(a)
        a = values(dtype, 48).reshape(4, 3, 4)
        yield f"{name} gaps", a[::2, :, 1::2]
        yield f"{name} backwards", a[::-1, 0, ::-1]
        yield f"{name} transposed", a.transpose(1, 0, 2)
        yield f"{name} broadcast", np.broadcast_to(a[0, 0], (3, 4))
        fixed = a[0].copy()
        fixed.setflags(write=False)
        yield f"{name} read-only", fixed


def cases():
    """All cases, as lists of plain objects: label, pickle, buffers, value, shape, dtype."""
    for label, a in arrays():
        about = [a.tolist(), a.shape, a.dtype.str]
        for protocol in range(6):
            yield [f"{label} {protocol}", pickle.dumps(a, protocol), [], *about]
        buffers = []
        data = pickle.dumps(a, 5, buffer_callback=buffers.append)
        yield [f"{label} out of band", data, [bytes(b.raw()) for b in buffers], *about]
    for name in DTYPES:
        items = list(values(np.dtype(name), 7))
        for protocol in range(6):
            yield [
                f"{name} scalars {protocol}",
                pickle.dumps(items, protocol),
                [],
                [x.item() for x in items],
                None,
                name,
            ]


def write():
    """Print the cases."""
    sys.stdout.buffer.write(pickle.dumps(list(cases())))


def difference(a, b, protocol, exact):
    """What is wrong with an array that the board has written, or nothing."""
    if isinstance(b, array.array):
        # The board turns arrays of one dimension into its own, in its byte order.
        if a.ndim != 1 or b.itemsize != a.itemsize:
            return f"an array.array of {b.typecode}"
        b = np.frombuffer(b, a.dtype.newbyteorder("=")) if len(b) else np.empty(0, a.dtype)
        return "" if b.tobytes() == a.astype(b.dtype).tobytes() else f"{b} is not {a}"
    if type(b) is not np.ndarray:
        return f"a {type(b).__name__}"
    if exact and b.dtype.newbyteorder("=") != a.dtype.newbyteorder("="):
        return f"dtype {b.dtype} of {a.dtype}"
    if exact and a.ndim != 1 and b.dtype != a.dtype:
        return f"byte order {b.dtype} of {a.dtype}"
    if b.shape != a.shape:
        return f"shape {b.shape} of {a.shape}"
    if protocol == 5 and b.size and not b.flags.writeable and a.flags.writeable:
        return "read-only"
    if exact and b.dtype == a.dtype and b.tobytes() != a.tobytes():
        return f"bits {b} of {a}"
    return "" if np.array_equal(a, b, equal_nan=a.dtype.kind in "fc") else f"{b} is not {a}"


def read():
    """Compare what the board has written with what it was given."""
    request = pickle.load(sys.stdin.buffer)
    originals = dict(arrays())
    wrong = []
    for label, protocol, data, buffers in request["pickles"]:
        try:
            loaded = pickle.loads(data, buffers=map(bytearray, buffers))
            what = difference(originals[label], loaded, protocol, request["exact"])
        except Exception as e:
            what = repr(e)
        if what:
            wrong.append(f"{label} {protocol}: {what}")
    print(json.dumps(wrong))


def compare():
    """Compare arrays in dictionaries with their items, shape and type."""
    wrong = []
    for data, value, shape, dtype in pickle.load(sys.stdin.buffer):
        x = pickle.loads(data)["x"]
        if (x.tolist(), x.shape, x.dtype.str) != (value, shape, dtype):
            wrong.append(f"{x!r} is not {value} {shape} {dtype}")
    print(json.dumps(wrong))


POINT = [("x", "<i2"), ("y", ">f4")]
NESTED = [("p", POINT), ("label", "U3"), ("when", "M8[s]"), ("m", "<f4", (2, 2)), ("ps", POINT, 2)]


def records(dtype, *shape):
    """Records of this type, no two items alike."""
    a = np.zeros(shape, dtype)
    for at in np.ndindex(*shape):
        n = 1 + int(np.ravel_multi_index(at, shape))
        if "p" in a.dtype.names:
            point = (n + 1, n / 2)
            a[at] = (point, "ab"[:n], n, [[n, n + 0.5], [n + 1, 4]], [point, (n, -n)])
        else:
            a[at] = (n, n + 0.5)
    return a


def plain(a):
    """An array or scalar as it comes on the board."""
    if isinstance(a, np.ma.MaskedArray):
        mask = np.ma.getmaskarray(a)
        if mask.dtype.names:
            mask = np.stack([mask[name] for name in mask.dtype.names], -1)
        return {"data": plain(np.asarray(a.data)), "mask": mask.tolist()}
    if a.dtype.names:
        return {name: plain(a[name]) for name in a.dtype.names}
    if a.dtype.kind in "Mm":
        order = a.dtype.str[:3] if np.datetime_data(a.dtype)[0] == "generic" else a.dtype.str
        return [order, np.asarray(a).view(a.dtype.str[0] + "i8").tolist()]
    return a.tolist()


def object_cases():
    """Arrays and scalars, with their labels."""
    text = np.array([["a", "b\xe9"], ["\u20ac\U0001f600", ""]])
    yield "text", text
    yield "text, Fortran", np.asfortranarray(text)
    yield "text, transposed", text.reshape(1, 2, 2).transpose(1, 0, 2)
    yield "text, big-endian", text.astype(">U2")
    yield "text, no items", np.array([], "U3")
    yield "text, empty rows", np.zeros((2, 0), "U3")
    yield "text, no dimensions", np.array("abc")
    yield "text, column", np.array(list("abcdefgh" * 20)).reshape(-1, 1)
    yield "bytes", np.array([b"ab", b"c\0d", b""])
    yield "raw bytes", np.array([b"ab\0", b"c"], "V3")
    yield "chararray", np.char.array(["a", "bc"])
    for x in (np.str_("h\xe9"), np.str_(""), np.bytes_(b"a\0b"), np.bytes_(b""), np.void(b"a\0")):
        yield f"scalar {x!r}", x
    objects = np.array([[1, "a"], [None, b"b"]], object)
    yield "objects", objects
    yield "objects, Fortran", np.asfortranarray(objects)
    yield "objects, no items", np.zeros((0, 3), object)
    yield "objects, no dimensions", np.array(None, object)
    yield "objects, names", np.array(["height", "width"], object)
    for unit in ("ns", "D", "Y", "s", "ms", "as"):
        yield f"times {unit}", np.array([1, -2, -(1 << 63)]).astype(f"M8[{unit}]")
        yield f"lengths {unit}", np.array([[1, -2]], f">m8[{unit}]")
    yield "time", np.datetime64("2024-01-02T03:04:05")
    yield "length", np.timedelta64(7)
    yield "records", records(POINT, 3)
    yield "records, Fortran", np.asfortranarray(records(POINT, 2, 3))
    yield "records, none", records(POINT, 0)
    yield "records, no dimensions", records(POINT, 1)[0:1].reshape(())
    yield "records, aligned", records(np.dtype(POINT, align=True), 3)
    yield "records, nested", records(NESTED, 2)
    yield "records, some", records(NESTED, 3)[["label", "m"]]
    yield "record", records(POINT, 1)[0]
    yield "recarray", records(POINT, 2).view(np.recarray)
    yield "titles", np.array([(5,)], [(("title", "a"), "<i4")])
    yield "matrix", np.array([[1, 2], [3, 4]]).view(np.matrix)
    yield "masked", np.ma.array([1, 2, 3], mask=[0, 1, 0])
    yield "masked, Fortran", np.ma.array(np.asfortranarray([[1.5, 2], [3, 4]]), mask=[[0, 1], [0, 0]])
    yield "masked, no mask", np.ma.array([1.5])
    yield "masked text", np.ma.array(["a", "b"], mask=[1, 0])
    yield "masked objects", np.ma.array(["a", None], mask=[0, 1], dtype=object)
    yield "masked records", np.ma.array(records(POINT, 2), mask=[(0, 1), (1, 0)])


def objects():
    """Print pickles of what is no number, with the data that they become."""
    out = []
    for label, a in object_cases():
        for protocol in range(6):
            out.append([f"{label} {protocol}", pickle.dumps(a, protocol), [], plain(a)])
        buffers = []
        data = pickle.dumps(a, 5, buffer_callback=buffers.append)
        out.append([f"{label} out of band", data, [bytes(b.raw()) for b in buffers], plain(a)])
    # Of records with objects the numbers come as objects, too.
    mixed = np.array([(1, "x"), (2, None)], [("a", "<i4"), ("b", object)])
    for protocol in range(6):
        out.append([f"mixed {protocol}", pickle.dumps(mixed, protocol), [], {"a": [1, 2], "b": ["x", None]}])
        out.append([f"mixed, one {protocol}", pickle.dumps(mixed[0], protocol), [], {"a": 1, "b": "x"}])
    sys.stdout.buffer.write(pickle.dumps(out))


def times():
    """Print pickles of times, with their bytes, shape and type in numpy."""
    out = []
    for kind in "Mm":
        for unit in ("[ns]", "[D]", "[s]", "[Y]", ""):
            for values in ([1, -2], [[5]], 7):
                a = np.array(values, "i8").astype(f"{kind}8{unit}")
                out.append((pickle.dumps(a), a.tobytes(), a.shape, a.dtype.str))
    sys.stdout.buffer.write(pickle.dumps(out))


def times_read():
    """Compare times that the board has written."""
    wrong = []
    for data, items, shape, dtype in pickle.load(sys.stdin.buffer):
        a = pickle.loads(data)
        if (a.tobytes(), a.shape, a.dtype.str) != (items, shape, dtype):
            wrong.append(f"{a.tobytes()} {a.shape} {a.dtype.str} is not {items} {shape} {dtype}")
    print(json.dumps(wrong))


def classes(protocol):
    """Print a pickle of scalars' classes."""
    chosen = [np.float64, np.float16, np.int64, np.uint8, np.bool_, np.complex128, np.str_, np.bytes_, np.object_]
    sys.stdout.buffer.write(pickle.dumps([*chosen, np.datetime64, np.timedelta64], protocol))


class Grid(np.ndarray):
    """An array class that a board does not have."""


class Tree:
    """Made and filled as scikit-learn's trees are."""

    def __init__(self, *args):
        self.args = args

    def __reduce__(self):
        return Tree, self.args, {"max_depth": 1, "nodes": self.nodes}


class Model:
    """Attributes as scikit-learn's models have them."""

    def __init__(self):
        self.names = np.array(["height", "width"], object)
        self.array = np.array([[1.5, 2.5]]).view(Grid)
        self.weights = np.array([[1, 2], [3, 4]])
        self.classes = np.array(["no", "yes"])
        self.dtype = np.float64
        self.tree = Tree(2, np.array([2]), 1)
        self.tree.nodes = np.array([(1, 0.5), (-1, -2.0)], [("left", "<i8"), ("threshold", "<f8")])


def model(protocol):
    """Print the pickle of a model."""
    sys.stdout.buffer.write(pickle.dumps(Model(), protocol))


if __name__ == "__main__":
    globals()[sys.argv[1]](*map(int, sys.argv[2:]))
