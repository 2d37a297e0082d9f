#!/bin/sh
# safetensors 0.8.0 with numpy 2.2.6: weights that were transposed come back with their items in other places.
#
# One may expect: an array is saved as it is, as by 0.7.0, or refused, as the package's PyTorch half refuses tensors that are
# not contiguous.
# Seen: the memory of the array is written as it lies, with the shape of the view. The shape is right, no error is raised,
# and the items are in other places. Arrays in Fortran order and every second column are written so, too.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check safetensors==0.8.0 numpy==2.2.6 >&2

cat >expected <<'END'
in rows       [[0, 1, 2], [3, 4, 5]] -> [[0, 1, 2], [3, 4, 5]]
transposed    [[0, 3], [1, 4], [2, 5]] -> [[0, 1], [2, 3], [4, 5]]
Fortran order [[0, 1, 2], [3, 4, 5]] -> [[0, 3, 1], [4, 2, 5]]
some columns  [[0, 2], [3, 5]] -> [[0, 1], [2, 3]]
END
cat >weights.py <<'END'
import numpy as np
from safetensors.numpy import load, save

weights = np.arange(6, dtype="f4").reshape(2, 3)
for name, array in (
    ("in rows", weights),
    ("transposed", weights.T),
    ("Fortran order", np.asfortranarray(weights)),
    ("some columns", weights[:, ::2]),
):
    read = load(save({"w": array}))["w"]
    print(f"{name:13} {array.astype(int).tolist()} -> {read.astype(int).tolist()}")
END
env/bin/python weights.py >seen
diff expected seen
