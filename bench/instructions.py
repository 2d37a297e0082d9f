"""How many instructions an item takes, counted by callgrind: the same in every run, whatever else the machine does.

    python bench/instructions.py --micropython PATH [--only LETTERS] [--json FILE] [--against FILE]

A process that does an operation so many times is compared with one that is the same but does it never.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import workloads

HERE = Path(__file__).resolve().parent
# Objects in each workload; those that are bytes to be copied are left out.
ITEMS = {"a": 10000, "b": 10000, "c": 2000, "d": 1000, "g": 2000, "h": 200, "i": 500, "j": 2000}
OPERATIONS = ("loads", "dumps")
LIBRARIES = ("mpickle", "json")
# Of so many objects, the work is large beside what callgrind finds different between two processes.
ENOUGH = 20000


def collected(program, script, args, path=(), options=("-X", "heapsize=256m")):
    """Instructions of one process, and what it printed; `path` are folders of modules, `options` the program's: with
    MicroPython nothing is collected while it is counted."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [
                "valgrind",
                "--tool=callgrind",
                f"--callgrind-out-file={folder}/out",
                program,
                *options,
                str(script),
                *args,
            ],
            capture_output=True,
            text=True,
            env={**os.environ, "MICROPYPATH": ":".join([*map(str, path), str(HERE), ".frozen"]), "PYTHONHASHSEED": "0"},
            check=False,
        )
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not found:
        sys.exit(f"callgrind failed on {' '.join(args)}:\n{done.stdout}{done.stderr}")
    return int(found[1]), done.stdout


def measure(micropython, letter, with_json):
    """Instructions an item, by library and operation."""
    calls = max(1, ENOUGH // ITEMS[letter])
    result = {}
    for library in LIBRARIES if with_json else LIBRARIES[:1]:
        for operation in OPERATIONS:
            # As long an argument: what the arguments are moves all that follows, and its hashes.
            nothing, work = (
                collected(micropython, HERE / "bench.py", ("repeat", letter, library, operation, f"{n:04}"))[0]
                for n in (0, calls)
            )
            result[f"{library} {operation}"] = round((work - nothing) / calls / ITEMS[letter], 1)
    return result


def cell(figure, before):
    """A figure, and by what it differs from the one before."""
    if figure is None:
        return " " * 16
    change = f"{figure / before - 1:+8.1%}" if before else " " * 8
    return f"{figure:8.0f}{change}"


def main():
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--micropython", required=True, help="a unix MicroPython with mpickle")
    parser.add_argument("--only", default="", metavar="LETTERS", help="these workloads only")
    parser.add_argument("--json", metavar="FILE", help="write the figures to a file")
    parser.add_argument("--against", metavar="FILE", help="compare with figures written before")
    args = parser.parse_args()
    old = json.loads(Path(args.against).read_text()) if args.against else {}
    columns = [f"{library} {operation}" for operation in OPERATIONS for library in LIBRARIES]
    print("instructions an item" + (f", and the change since {args.against}" if args.against else ""))
    print(" " * 21 + "|" + "|".join(f"{name:>16}" for name in columns))
    figures = {}
    for letter, label, _, with_json in workloads.WORKLOADS:
        if letter not in ITEMS or (args.only and letter not in args.only):
            continue
        row = figures[letter] = measure(args.micropython, letter, with_json)
        cells = [cell(row.get(name), old.get(letter, {}).get(name)) for name in columns]
        print(f"{letter}  {label:<18}|" + "|".join(cells), flush=True)
    if args.json:
        Path(args.json).write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
