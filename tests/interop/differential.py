"""CPython's pickle against mpickle over random programs of opcodes.

Both load it and agree, or both refuse it; what else there is has an explanation, or is a finding.
docs/differences.md says more about each explanation.

python tests/interop/differential.py --micropython PATH [--seconds N] [--seed N]
"""

import argparse
import contextlib
import io
import pickle
import random
import re
import resource
import struct
import sys
import time
from collections import Counter
from pathlib import Path

import models  # noqa: F401  (found by pickles)
from describe import describe
from host import Peer
from programs import MODULES, OLD, program

NEW = {old: new for new, old in OLD.items()}
# So many programs go in one request.
BATCH = 200
# Bytes of memory that CPython may use for programs.
MEMORY = 1 << 28
# No object of honest size is larger.
LARGE = 1 << 16

THERE = """
import struct
parts = []
at = 0
while at < len(data):
    size = int.from_bytes(data[at : at + 4], "little")
    at += 4
    try:
        obj = mpickle.loads(data[at : at + size])
    except Exception as e:
        parts.append("-" + type(e).__name__ + ": " + str(e))
    else:
        try:
            parts.append("+" + describe(obj))
        except Exception as e:
            parts.append("?" + type(obj).__name__)
    at += size
result = "\\0".join(parts)
"""


class Harmless(pickle.Unpickler):
    """CPython's, which finds no other names than programs are made of."""

    def find_class(self, module, name):
        """Find one of these, and nothing else."""
        if name not in MODULES.get(NEW.get(module, module), ()):
            raise pickle.UnpicklingError(f"not here: {module} {name}")
        return super().find_class(module, name)


def large(obj):
    """Whether describing it would take long."""
    return isinstance(obj, (bytes, bytearray, list, tuple, str, range)) and len(obj) > LARGE


def here(data):
    """What CPython makes of it: `+` and the description, `-` and the error, `?` and a type."""
    try:
        obj = Harmless(io.BytesIO(data)).load()
    except Exception as e:
        return f"-{type(e).__name__}: {e}"
    if large(obj):
        return "?" + type(obj).__name__
    try:
        return "+" + describe(obj)
    except Exception:
        return "?" + type(obj).__name__


@contextlib.contextmanager
def little_memory():
    """Some pickles make much out of little: this process gets no more than it has, and so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + MEMORY, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def there(peer, batch):
    """What MicroPython makes of them."""
    data = b"".join(struct.pack("<I", len(one)) + one for one in batch)
    return peer.run(THERE, data).decode(errors="replace").split("\0")


def new(data, *names):
    """Whether a program calls __new__ of one of these types."""
    return any(op in data for op in (b"\x81", b"\x92", b"__newobj__")) and any(name in data for name in names)


CALLED = (b"deque", b"OrderedDict", b"bytearray", b"list", b"dict", b"set", b"Error", b"array", b"Derived", b"Plain")
# By explanation: what CPython's outcome begins with, what mpickle's begins with (both as patterns), and
# what the program must have besides.
EXPLANATIONS = {
    "a class without __init__ takes any arguments": (r"-TypeError: (Plain|Derived|object)\(\) takes ", r"[+?]", None),
    "no state for native types": (r"[+?]", r"-UnpicklingError: cannot set the state of '", None),
    "an empty state is no state": (r"-AttributeError: .* has no attribute '__dict__'", r"[+?]", None),
    "no items for what has none": (r"[+?]", r"-UnpicklingError: cannot put items into '", None),
    "__new__ of a native type is its constructor": (
        r"[+?]",
        r"-(Type|Value)Error: (function (missing|expected|does)|.*(isn't|not) iterable|can't convert|dict update"
        r"|object of type|need more than|requested length|unsupported type for __hash__)"
        r"|-UnpicklingError: unusual argument of '|-(Index|Key|OSError|Attribute)Error|\+",
        lambda data: new(data, *CALLED),
    ),
    "constructors take fewer forms": (
        r"[+?]",
        r"-UnpicklingError: unusual argument of '|-TypeError: (can't create 'slice'|function (expected|missing|takes)"
        r"|.*(isn't|not) iterable|can't convert)|-ValueError: (dict update|invalid syntax)",
        None,
    ),
    "constructors check less": (
        r"-(TypeError: (\w+\(\)|.* argument|function|can't|'|expected|an? |decoding )"
        r"|OverflowError: |ValueError: (bad typecode|invalid literal|could not))",
        r"[+?]",
        None,
    ),
    "states are dictionaries with str keys": (
        r"[+?]",
        r"-UnpicklingError: (attribute name must be str|state must be a dict)",
        None,
    ),
    "an OrderedDict takes any key": (r"-TypeError: unhashable type", r"[+?]", lambda data: b"OrderedDict" in data),
    "only 00 and 01 are bool": (r"\+.*(True|False)", r"\+", lambda data: re.search(rb"I[^0][01]\n|I[01][^\n]\n", data)),
    "functions do what they do there": (
        r"[+?]",
        r"-TypeError: unsupported types? for __mul__",
        lambda data: b"double" in data,
    ),
    "getattr looks into classes written in Python": (
        r"[+?]",
        r"-UnpicklingError: not allowed: ",
        lambda data: b"getattr" in data,
    ),
    "slices are printed differently": (r"\+.*slice\(", r"\+.*slice\(", None),
    "OSError keeps all its arguments": (r"\+.*OSError!", r"\+.*OSError!", None),
    "no hash for range and slice": (r"[+?]", r"-TypeError: unsupported type for __hash__: '(range|slice)'", None),
    "memo indices are bounded": (r"[+?]", r"-UnpicklingError: memo index out of range", None),
    "work is bounded": (r"[+?]", r"-UnpicklingError: (too much work|key nested)", None),
}


def explain(data, ours, theirs):
    """Why the two differ; None if nobody knows. `ours` is CPython's."""
    for what, (cpython, mpickle, has) in EXPLANATIONS.items():
        if re.match(cpython, ours) and re.match(mpickle, theirs) and (has is None or has(data)):
            return what
    return None


def compare(data, ours, theirs):
    """What came of one program: agreement, an explanation, or None."""
    if ours == theirs:
        return "both load" if ours[0] == "+" else "both the same"
    if ours[0] == theirs[0] == "-":
        return "both refuse"
    return explain(data, ours, theirs)


def run(peer, seed, programs=None, seconds=None):
    """Compare many programs; returns the tally, and those without explanation."""
    drawn = random.Random(seed)
    tally, findings = Counter(), []
    start = time.monotonic()
    while (programs is None or tally.total() < programs) and (seconds is None or time.monotonic() - start < seconds):
        batch = [program(drawn) for _ in range(BATCH)]
        with little_memory():
            results = [here(data) for data in batch]
        for data, ours, theirs in zip(batch, results, there(peer, batch), strict=True):
            outcome = compare(data, ours, theirs)
            tally[outcome or "unexplained"] += 1
            if outcome is None:
                findings.append((data, ours, theirs))
    return tally, findings


def main():
    """Run for a while and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--micropython", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    peer = Peer(args.micropython)
    tally, findings = run(peer, args.seed, seconds=args.seconds)
    peer.stop()
    for data, ours, theirs in findings[:40]:
        print(f"{data!r}\n  CPython  {ours[:300]}\n  mpickle  {theirs[:300]}")
    for what, count in tally.most_common():
        print(f"{count:9} {what}")
    print(f"executions: {tally.total()}, findings: {len(findings)}")
    return bool(findings)


if __name__ == "__main__":
    sys.exit(main())
