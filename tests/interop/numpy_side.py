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


if __name__ == "__main__":
    {"write": write, "read": read, "compare": compare}[sys.argv[1]]()
