"""Time mpickle beside MicroPython's json and CPython's C pickle, all in the same interleaved run.

    python bench/run.py --micropython PATH [--json FILE] [--rounds N] [--only LETTERS] [--heap]

Each cell is the best of several rounds. The ratios hold from machine to machine, the times do not; so
nothing here passes or fails on a time. F is f with bytearrays, at protocol 5; the rest is protocol 4.
"""

import argparse
import gc
import json
import os
import pickle
import subprocess
import sys
import time
from pathlib import Path

import heap
import workloads

HERE = Path(__file__).resolve().parent
SAMPLE_NS = 4_000_000


class MicroPython:
    """A MicroPython running ``bench.py``."""

    def __init__(self, path):
        self.process = subprocess.Popen(
            [path, "-X", "heapsize=128m", str(HERE / "bench.py")],
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
            sys.exit(f"MicroPython ended during {line!r}; its message is above")
        return [int(word) for word in answer.split()]

    def close(self):
        """Let it end."""
        self.process.stdin.close()
        self.process.wait()


def sample(f, count):
    """Nanoseconds a call, over `count` calls."""
    start = time.perf_counter_ns()
    for _ in range(count):
        f()
    return (time.perf_counter_ns() - start) / count


def measure(micropython, letter, label, rounds):
    """The best times of one workload, for each operation."""
    obj = workloads.build(letter)
    protocol = 5 if letter == "F" else 4
    data = pickle.dumps(obj, protocol)
    size, json_size = micropython.ask(f"build {letter}")
    own = {"dumps": lambda: pickle.dumps(obj, protocol), "loads": lambda: pickle.loads(data)}
    counts = {k: max(1, min(5000, int(SAMPLE_NS / sample(f, 3)))) for k, f in own.items()}
    best = {}
    gc.collect()
    gc.disable()
    for _ in range(rounds):
        for operation, f in own.items():
            for library in ("mpickle", "json"):
                (ns,) = micropython.ask(f"time {library} {operation}")
                if ns >= 0:
                    best[library, operation] = min(ns, best.get((library, operation), ns))
            ns = sample(f, counts[operation])
            best["cpython", operation] = min(ns, best.get(("cpython", operation), ns))
    gc.enable()
    row = {
        "letter": letter,
        "label": label,
        "bytes": {"mpickle": size, "json": json_size or None, "cpython": len(data)},
    }
    for operation in own:
        mine, other, c = (best.get((library, operation)) for library in ("mpickle", "json", "cpython"))
        row[operation] = {
            "us": mine / 1000,
            "json_us": other / 1000 if other else None,
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
        times = f"{r['faster_than_json']:8.1f}" if r["faster_than_json"] else "       -"
        cells.append(f"{r['us']:9.1f} {times}  {r['times_cpython']:9.2f}  ")
    size = row["bytes"]
    cells.append(f" {size['mpickle']:8d} {size['json'] or '-':>7} {size['cpython']:8d}")
    return "|".join(cells)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--micropython", required=True, help="a unix MicroPython with mpickle")
    parser.add_argument("--json", metavar="FILE", help="write the figures to a file")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--only", default="", metavar="LETTERS", help="these workloads only")
    parser.add_argument("--heap", action="store_true", help="find the heap that operations need, too")
    args = parser.parse_args()
    python = sys.version.split()[0]
    print(f"mpickle in µs; json ÷: so many times faster than json; × CPython: times the C pickle of {python}")
    print(HEAD)
    micropython = MicroPython(args.micropython)
    rows = []
    for letter, label, _, _ in workloads.WORKLOADS:
        if not args.only or letter in args.only:
            rows.append(measure(micropython, letter, label, args.rounds))
            print(line(rows[-1]), flush=True)
    micropython.close()
    figures = {"python": python, "rows": rows}
    if args.heap:
        figures["heap"] = heap.report(args.micropython)
    if args.json:
        Path(args.json).write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
