"""Write ``tests/corpus/corpus.jsonl``: fixed pickles by CPython, each with the description of what it is.

    python tests/tools/make_corpus.py [--also PYTHON3 ...] [--python2 PYTHON2]

One line an object: its name, who wrote it, its description (see ``tests/interop/describe.py``; the
SHA-256 of it when it is long), and the pickles by protocol, each compressed with zlib and in base64.
Of a further interpreter only those pickles are kept that differ from the first one's.
"""

import argparse
import base64
import hashlib
import json
import os
import pickle
import platform
import subprocess
import sys
import zlib
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
CORPUS = TESTS / "corpus" / "corpus.jsonl"
LONG = 400

sys.path[:0] = [str(TESTS / "interop"), str(TESTS / "tools")]

from corpus_objects import objects  # noqa: E402
from describe import describe  # noqa: E402


def pack(data):
    """A pickle as text."""
    return base64.b85encode(zlib.compress(data, 9)).decode()


def unpack(text):
    """The pickle back."""
    return zlib.decompress(base64.b85decode(text))


def fingerprint(description):
    """A description, or its hash when it is long."""
    if len(description) <= LONG:
        return description
    return "sha256:" + hashlib.sha256(description.encode()).hexdigest()


def read():
    """The entries of the corpus."""
    return [json.loads(line) for line in CORPUS.read_text().splitlines()]


def own_entries():
    """What this interpreter writes, with the description of what it reads back."""
    python = ".".join(platform.python_version_tuple()[:2])
    for name, obj in objects():
        pickles = {}
        texts = set()
        for protocol in range(6):
            data = pickle.dumps(obj, protocol)
            pickles[str(protocol)] = pack(data)
            texts.add(describe(pickle.loads(data)))
        (text,) = texts
        yield {"name": name, "python": python, "describe": fingerprint(text), "pickles": pickles}


def python2_entries(python2):
    """What a Python 2 writes, described as this interpreter reads it."""
    command = [python2, str(TESTS / "tools" / "corpus_python2.py"), str(TESTS / "interop")]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    entries = {}
    for line in lines:
        name, protocol, text = line.split("\t")
        data = bytes.fromhex(text)
        entry = entries.setdefault(name, {"name": f"python2 {name}", "python": "2.7", "describe": None, "pickles": {}})
        seen = fingerprint(describe(pickle.loads(data, encoding="latin1")))
        if entry["describe"] not in (None, seen):
            sys.exit(f"python2 {name}: protocols differ: {entry['describe']} {seen}")
        entry["describe"] = seen
        key = protocol if pack(data) == entry["pickles"].get(protocol, pack(data)) else f"{protocol} cPickle"
        entry["pickles"][key] = pack(data)
    return list(entries.values())


def other_entries(python, known):
    """What another interpreter writes differently."""
    command = [python, __file__, "--emit"]
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        entry = json.loads(line)
        old = known[entry["name"]]
        pickles = {p: data for p, data in entry["pickles"].items() if data not in old}
        if pickles:
            old.update(pickles.values())
            yield {**entry, "name": f"{entry['name']} by {entry['python']}", "pickles": pickles}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--also", nargs="*", default=[], metavar="PYTHON3", help="further interpreters")
    parser.add_argument("--python2", help="a Python 2.7")
    parser.add_argument("--emit", action="store_true", help="print the entries of this interpreter only")
    args = parser.parse_args()
    if os.environ.get("PYTHONHASHSEED") != "0":
        # Sets of strings have one order only under one seed.
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})
    entries = list(own_entries())
    if args.emit:
        for entry in entries:
            print(json.dumps(entry))
        return
    known = {entry["name"]: set(entry["pickles"].values()) for entry in entries}
    for python in args.also:
        entries += other_entries(python, known)
    if args.python2:
        entries += python2_entries(args.python2)
    CORPUS.write_text("".join(json.dumps(entry, separators=(",", ":")) + "\n" for entry in entries))
    count = sum(len(entry["pickles"]) for entry in entries)
    print(f"{CORPUS}: {len(entries)} objects, {count} pickles, {CORPUS.stat().st_size} bytes")


if __name__ == "__main__":
    main()
