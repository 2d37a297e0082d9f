"""What arrays take: bytes of their pickles, and KiB of heap to load them. Prints JSON for `cargo xtask figures`.

    python bench/data.py --micropython PATH

Nothing here depends on the machine's speed. tests/interop/test_figures.py compares it with what the docs show.
"""

import argparse
import json
import pickle
import subprocess
import tempfile
from pathlib import Path

import numpy as np

STEP = 1024
HIGHEST = 1024 * STEP

# What the operation starts from and ends with, and the operation.
HELD = "import mpickle\ndata = open({path!r}, 'rb').read()\n"
LOADS = HELD + "x = mpickle.loads(data)\n"
IDLE = "import mpickle\nf = open({path!r}, 'rb')\n"
LOAD = IDLE + "x = mpickle.load(f)\n"


def runs(micropython, size, script):
    """Whether the script runs to its end with a heap of that size."""
    command = [micropython, "-X", f"heapsize={size}", "-c", script + "print('done')"]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    return done.returncode == 0 and done.stdout.startswith(b"done")


def smallest(micropython, script):
    """The smallest heap for a script, in KiB."""
    low, high = 1, HIGHEST // STEP
    while low < high:
        middle = (low + high) // 2
        if runs(micropython, middle * STEP, script):
            high = middle
        else:
            low = middle + 1
    return high


def sizes(micropython):
    """Bytes of a 2x3 float32 array's pickle, as the board writes it and as numpy does."""
    source = "import mpickle\na = mpickle.ndarray((2, 3), 'f4')\nprint(*[len(mpickle.dumps(a, p)) for p in (4, 5)])"
    done = subprocess.run([micropython, "-c", source], capture_output=True, text=True, check=True)
    ours = dict(zip((4, 5), map(int, done.stdout.split()), strict=True))
    array = np.zeros((2, 3), "f4")
    result = {}
    for protocol, size in ours.items():
        result[f"ndarray at {protocol}"] = size
        result[f"numpy at {protocol}"] = len(pickle.dumps(array, protocol))
    return result


def heap(micropython, folder):
    """KiB beyond a pickle for the 256 KiB of a 256x256 float32 array, from memory and from a stream."""
    path = str(Path(folder) / "array.pickle")
    Path(path).write_bytes(pickle.dumps(np.zeros((256, 256), "f4"), 5))
    need = {name: smallest(micropython, text.format(path=path)) for name, text in SCRIPTS.items()}
    return {"array loads KiB": need["loads"] - need["held"], "array load KiB": need["load"] - need["idle"]}


SCRIPTS = {"held": HELD, "loads": LOADS, "idle": IDLE, "load": LOAD}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--micropython", required=True, help="a unix MicroPython with mpickle")
    micropython = parser.parse_args().micropython
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(sizes(micropython) | heap(micropython, folder), indent=1))


if __name__ == "__main__":
    main()
