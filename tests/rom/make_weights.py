"""Writes weights.py for a firmware: a pickled model that is several times larger than the heap.

A module that is frozen into the firmware keeps its bytes in flash. The numbers are made, not
trained: what matters is that both sides compute the same with them.
"""

import pathlib
import pickle
import sys

import numpy as np

HIDDEN = 8192


def model():
    """A classifier of 64 inputs and 10 classes, its weights quantised to eight bits."""
    random = np.random.default_rng(1)

    def layer(rows, columns):
        return random.integers(-128, 128, (rows, columns), dtype=np.int8)

    return {
        "name": "classifier",
        "hidden.weight": layer(HIDDEN, 64),
        "hidden.bias": random.integers(-500, 500, HIDDEN, dtype=np.int16),
        "out.weight": layer(10, HIDDEN),
        "labels": [f"class {i}" for i in range(10)],
    }


def main():
    data = pickle.dumps(model(), protocol=5)
    text = f"# Written by tests/rom/make_weights.py.\nDATA = {data!r}\n"
    pathlib.Path(sys.argv[1], "weights.py").write_text(text)


if __name__ == "__main__":
    main()
