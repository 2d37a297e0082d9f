"""Computes with the arrays that arrive, and makes some: with ulab's arrays when there is ulab, or without."""

import sys

import mpickle

try:
    from ulab import numpy as np
except ImportError:
    np = None


def rows(array):
    """Any array as nested lists."""
    return array.tolist() if hasattr(array, "tolist") else list(array)


def shape(array):
    """The shape; one-dimensional arrays may come as array.array, which has none."""
    return tuple(array.shape) if hasattr(array, "shape") else (len(array),)


def flat(values):
    """All numbers of nested lists."""
    if not isinstance(values, list):
        return [values]
    return [x for part in values for x in flat(part)]


def transposed(table):
    """Rows for columns."""
    return [[row[i] for row in table] for i in range(len(table[0]))]


def new(table):
    """A two-dimensional array of floats."""
    if np:
        return np.array(table)
    array = mpickle.ndarray((len(table), len(table[0])), "<f4", bytearray(4 * len(table) * len(table[0])))
    for i, row in enumerate(table):
        for j, value in enumerate(row):
            array[i, j] = value
    return array


request = mpickle.load(sys.stdin.buffer)
arrays = request["arrays"]
report = {name: (type(a).__name__, shape(a), sum(flat(rows(a)))) for name, a in arrays.items()}
answer = {
    "ulab": np is not None,
    "report": report,
    "arrays": arrays,
    "transposed": new(transposed(rows(arrays["float32"]))),
    "list": rows(arrays["float32"]),
}
mpickle.dump(answer, sys.stdout.buffer, request["protocol"])
