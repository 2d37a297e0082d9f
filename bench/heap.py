"""How much heap an operation needs beyond the object and its bytes.

Two scripts are compared: one that does the operation, and one that only holds what the operation starts
from and ends with. The smallest `-X heapsize` with which each runs is found by bisection.
"""

import os
import subprocess
import tempfile
from pathlib import Path

import workloads

HERE = Path(__file__).resolve().parent
STEP = 4096
LOWEST = 16 * 1024
HIGHEST = 8 * 1024 * 1024


def runs(micropython, size, *args):
    """Whether the script runs to its end with a heap of that size."""
    done = subprocess.run(
        [micropython, "-X", f"heapsize={size}", str(HERE / "bench.py"), "heap", *args],
        capture_output=True,
        timeout=60,
        env={**os.environ, "MICROPYPATH": f"{HERE}:.frozen"},
        check=False,
    )
    return done.returncode == 0 and done.stdout.startswith(b"done")


def smallest(micropython, *args):
    """The smallest heap for a script, in bytes; None when the largest is too small or it fails."""
    low, high = LOWEST // STEP, HIGHEST // STEP
    if not runs(micropython, high * STEP, *args):
        return None
    while low < high:
        middle = (low + high) // 2
        if runs(micropython, middle * STEP, *args):
            high = middle
        else:
            low = middle + 1
    return high * STEP


def needed(micropython, letter, library, path):
    """KiB beyond what is held, for dumps, dump to a stream, and loads."""
    write = [micropython, "-X", "heapsize=64m", str(HERE / "bench.py"), "heap", letter, "write", library, path]
    subprocess.run(write, check=True, env={**os.environ, "MICROPYPATH": f"{HERE}:.frozen"})
    result = {}
    for what, hold in (("dumps", "hold dumps"), ("dump", "hold"), ("loads", "hold loads")):
        used = smallest(micropython, letter, what, library, path)
        held = smallest(micropython, letter, hold, library, path)
        result[what] = None if used is None or held is None else (used - held) // 1024
    return result


def report(micropython):
    """Measure all small workloads, print a table, and return the figures."""
    print("\nheap beyond the object and its bytes, KiB")
    print("                           |    dumps  dump   loads  (mpickle)  |    dumps  dump   loads  (json)")
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "data")
        for letter, label, _, with_json in workloads.SMALL:
            cells = []
            for library in ("mpickle", "json"):
                if library == "json" and not with_json:
                    cells.append("        -     -       -")
                    continue
                kib = needed(micropython, letter, library, path)
                figures.setdefault(letter, {})[library] = kib
                cells.append(f"{kib['dumps']!s:>9} {kib['dump']!s:>5} {kib['loads']!s:>7}")
            print(f"{letter} {label:<24}|{cells[0]}            |{cells[1]}", flush=True)
    return figures
