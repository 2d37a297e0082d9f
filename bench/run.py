"""Time mpickle beside MicroPython's json and CPython's C pickle, all in the same interleaved run.

    python bench/run.py --micropython PATH [--json FILE] [--rounds N] [--only LETTERS] [--heap]

Each cell is the best of several rounds. The ratios hold from machine to machine, the times do not; so
nothing here passes or fails on a time. F is f with bytearrays, at protocol 5; the rest is protocol 4.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import heap
import workloads

HERE = Path(__file__).resolve().parent
OPERATIONS = ("dumps", "loads")


class Side:
    """A MicroPython or CPython running ``bench.py``: one for each workload, so that none meets what others left."""

    def __init__(self, *command):
        self.process = subprocess.Popen(
            [*command, str(HERE / "bench.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
            env={**os.environ, "MICROPYPATH": f"{HERE}:.frozen"},
        )

    def ask(self, line):
        """Send a line and return the numbers of the answer."""
        self.process.stdin.write(line + "\n")
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"{self.process.args[0]} ended during {line!r}; its message is above")
        return [int(word) for word in answer.split()]

    def close(self):
        """Let it end."""
        self.process.stdin.close()
        self.process.wait()


SOURCES = (("micropython", "mpickle"), ("micropython", "json"), ("micropython", "floor"), ("cpython", "mpickle"))


def measure(path, letter, label, rounds):
    """The best times of one workload, for each operation."""
    sides = {"micropython": Side(path, "-X", "heapsize=128m"), "cpython": Side(sys.executable)}
    sizes = {name: side.ask(f"build {letter}") for name, side in sides.items()}
    best = {}
    for _ in range(rounds):
        for operation in OPERATIONS:
            for source in SOURCES:
                (ns,) = sides[source[0]].ask(f"time {source[1]} {operation}")
                if ns >= 0:
                    best[*source, operation] = min(ns, best.get((*source, operation), ns))
    for side in sides.values():
        side.close()
    row = {
        "letter": letter,
        "label": label,
        "bytes": {
            "mpickle": sizes["micropython"][0],
            "json": sizes["micropython"][1] or None,
            "cpython": sizes["cpython"][0],
        },
    }
    for operation in OPERATIONS:
        mine, other, floor, c = (best.get((*source, operation)) for source in SOURCES)
        row[operation] = {
            "us": mine / 1000,
            "json_us": other / 1000 if other else None,
            "floor_us": floor / 1000 if floor else None,
            "cpython_us": c / 1000,
            "faster_than_json": other / mine if other else None,
            "times_cpython": mine / c,
        }
    return row


HEAD = """\
                         |             dumps             |             loads             |           bytes
                         |       µs   json ÷  × CPython  |       µs   json ÷  × CPython  |  mpickle    json  CPython"""


def line(row):
    """One row of the table."""
    cells = [f"{row['letter']}  {row['label']:<22}"]
    for operation in ("dumps", "loads"):
        r = row[operation]
        times = "       -"
        if r["faster_than_json"]:
            times = f"{r['faster_than_json']:8.1f}"
        elif r["floor_us"]:
            times = f"({r['floor_us']:.0f})".rjust(8)
        cells.append(f"{r['us']:9.1f} {times}  {r['times_cpython']:9.2f}  ")
    size = row["bytes"]
    cells.append(f" {size['mpickle']:8d} {size['json'] or '-':>7} {size['cpython']:8d}")
    return "|".join(cells)


def shown(python, rows):
    """The figures that the docs show, by name (`cargo xtask bench --write`)."""
    figures = {"python": python.rpartition(".")[0]}
    for row in rows:
        letter = row["letter"]
        figures[f"{letter} label"] = row["label"]
        figures[f"{letter} bytes"] = row["bytes"]["mpickle"]
        if row["bytes"]["json"]:
            figures[f"{letter} bytes json"] = row["bytes"]["json"]
        figures[f"{letter} bytes cpython"] = row["bytes"]["cpython"]
        for operation in OPERATIONS:
            if row[operation]["faster_than_json"]:
                figures[f"{letter} {operation} json"] = round(row[operation]["faster_than_json"], 3)
            figures[f"{letter} {operation} cpython"] = round(row[operation]["times_cpython"], 3)
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--micropython", required=True, help="a unix MicroPython with mpickle")
    parser.add_argument("--json", metavar="FILE", help="write the figures to a file")
    parser.add_argument("--shown", metavar="FILE", help="write what the docs show of them to a file")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--only", default="", metavar="LETTERS", help="these workloads only")
    parser.add_argument("--heap", action="store_true", help="find the heap that operations need, too")
    args = parser.parse_args()
    python = sys.version.split()[0]
    print(f"mpickle in µs; json ÷: so many times faster than json; × CPython: times the C pickle of {python};")
    print("in brackets, where json has nothing: µs that MicroPython needs to copy the same bytes into new objects")
    print(HEAD)
    rows = []
    for letter, label, _, _ in workloads.WORKLOADS:
        if not args.only or letter in args.only:
            rows.append(measure(args.micropython, letter, label, args.rounds))
            print(line(rows[-1]), flush=True)
    figures = {"python": python, "rows": rows}
    if args.heap:
        figures["heap"] = heap.report(args.micropython)
    if args.shown:
        Path(args.shown).write_text(json.dumps(shown(python, rows)))
    if args.json:
        Path(args.json).write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
