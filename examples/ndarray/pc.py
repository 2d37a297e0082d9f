"""Sends numpy's arrays to the board, and checks what it computed, and the arrays that return."""

import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).resolve().parents[1]))

from link import Board

numbers = np.arange(12)
ARRAYS = {
    "float32": (numbers / 4).astype(np.float32).reshape(3, 4),
    "one-dimensional": (numbers / 8).astype(np.float32),
    "int16": numbers.astype(np.int16).reshape(2, 2, 3) - 5,
    "uint8": numbers.astype(np.uint8).reshape(6, 2),
    "fortran": np.asfortranarray(numbers.astype(np.float32).reshape(4, 3)),
    "big-endian": numbers.astype(">i2").reshape(3, 4),
    "every other": numbers.astype(np.float32)[::2].reshape(2, 3),
}
# What ulab has no type for, or none that holds all of it.
BEYOND_ULAB = {
    "float64": (numbers / 7).reshape(2, 6),
    "int64": numbers.reshape(3, 4) << 50,
    "bool": (numbers % 3 == 0).reshape(4, 3),
}


def close(a, b):
    """Equal, as far as single precision goes."""
    return np.allclose(np.asarray(a, dtype=float), np.asarray(b, dtype=float), rtol=1e-6)


def main():
    for protocol in (2, 4, 5):
        with Board(__file__) as board:
            arrays = ARRAYS | BEYOND_ULAB
            size = board.send({"protocol": protocol, "arrays": arrays}, protocol)
            answer = board.receive()
        exact = ARRAYS if answer["ulab"] else arrays
        for name, sent in arrays.items():
            kind, shape, total = answer["report"][name]
            assert shape == sent.shape and close(total, sent.sum()), (name, shape, total)
            back = answer["arrays"][name]
            assert np.shape(back) == sent.shape, (name, np.shape(back))
            if name in exact:
                assert np.array_equal(back, sent), name
            else:
                assert close(back, sent), name
            if protocol == 5:
                returns = type(back).__name__
                print(f"    {name:<16} {sent.dtype!s:<8} {sent.shape!s:<10} is {kind} there, returns as {returns}")
        assert isinstance(answer["transposed"], np.ndarray)
        assert np.array_equal(answer["transposed"], ARRAYS["float32"].T)
        assert answer["list"] == ARRAYS["float32"].tolist()
        print(f"protocol {protocol}: {len(arrays)} arrays in {size} bytes")
    print("OK: arrays of numpy there and back, and arrays made there")


main()
