"""Time the formats beside each other, all in the same interleaved run: json, pickle, MessagePack and CBOR.

    python bench/formats.py --micropython PATH [--peer NAME=FOLDER ...] [--shown FILE] [--rounds N] [--only LETTERS]

On MicroPython, native; in CPython json, pickle, and PyPI's msgpack and cbor2 where they are installed. ``--peer
umsgpack=FOLDER`` and ``--peer cbor2=FOLDER`` add micropython-msgpack and micropython-lib's cbor2, in Python, which are
imported from there. Each cell is the best of several rounds. The ratios hold from machine to machine, the times do not.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import workloads

HERE = Path(__file__).resolve().parent

# Workloads that all formats have something for.
LETTERS = "abcdg"
FORMATS = ("json", "pickle", "msgpack", "cbor")
OPERATIONS = ("dumps", "loads")


def measure(sides, letter, rounds):
    """Best times by (side, codec, operation), and sizes by (side, codec)."""
    sizes = {}
    best = {}
    for name, side in sides.items():
        for word in ask(side, f"build {letter}").split():
            codec, _, size = word.partition("=")
            sizes[name, codec] = int(size)
    for _ in range(rounds):
        for operation in OPERATIONS:
            for name, codec in sizes:
                ns = int(ask(sides[name], f"time {codec} {operation}"))
                key = (name, codec, operation)
                best[key] = min(ns, best.get(key, ns))
    return sizes, best


def ask(side, line):
    """Send a line and return the answer."""
    side.stdin.write(line + "\n")
    side.stdin.flush()
    answer = side.stdout.readline()
    if not answer:
        sys.exit(f"{side.args[0]} ended during {line!r}; its message is above")
    return answer


def start(command, path):
    """A process that answers."""
    environment = {**os.environ, "MICROPYPATH": path}
    pipe = subprocess.PIPE
    return subprocess.Popen([*command, str(HERE / "codecs.py")], stdin=pipe, stdout=pipe, text=True, env=environment)


def ratios(sizes, best):
    """Sizes and ratios of one workload."""
    figures = {}
    for codec in FORMATS:
        figures[f"{codec} bytes"] = sizes["board", codec]
        for operation in OPERATIONS:
            mine = best["board", codec, operation]
            if codec != "json":
                figures[f"{codec} {operation} json"] = best["board", "json", operation] / mine
            there = best.get(("python", codec, operation))
            if there:
                figures[f"{codec} {operation} python"] = mine / there
            peer = best.get(("board", f"peer-{codec}", operation))
            if peer:
                figures[f"{codec} {operation} peer"] = peer / mine
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--micropython", required=True, help="a unix MicroPython with all formats")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=FOLDER", help="a module in Python")
    parser.add_argument("--shown", metavar="FILE", help="write what the docs show to a file")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--only", default=LETTERS, metavar="LETTERS", help="these workloads only")
    args = parser.parse_args()
    folders = [peer.partition("=")[2] for peer in args.peer]
    labels = {letter: label for letter, label, _, _ in workloads.WORKLOADS}
    figures = {}
    print("bytes; times as fast as json there; times the time of CPython's codec; times as fast as the peer in Python")
    for letter in args.only:
        sides = {
            "board": start([args.micropython, "-X", "heapsize=64m"], ":".join([*folders, str(HERE), ".frozen"])),
            "python": start([sys.executable], ""),
        }
        sizes, best = measure(sides, letter, args.rounds)
        for side in sides.values():
            side.stdin.close()
            side.wait()
        row = ratios(sizes, best)
        print(f"{letter} {labels[letter]}")
        for codec in FORMATS:
            cells = [f"  {codec:<8} {row[f'{codec} bytes']:>8}"]
            for operation in OPERATIONS:
                words = [
                    f"{name} {row[f'{codec} {operation} {key}']:.2f}"
                    for name, key in (("json ÷", "json"), ("x CPython", "python"), ("peer ÷", "peer"))
                    if f"{codec} {operation} {key}" in row
                ]
                cells.append(f"{operation}: {', '.join(words)}")
            print("; ".join(cells), flush=True)
        figures[f"{letter} label"] = labels[letter]
        figures.update({f"{letter} {name}": round(value, 3) for name, value in row.items()})
    if args.shown:
        Path(args.shown).write_text(json.dumps(figures))


if __name__ == "__main__":
    main()
