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
import resource
import struct
import sys
import time
from collections import Counter
from pathlib import Path

from alike import Harmless, explain, outcome
from host import Peer
from programs import program

# So many programs go in one request.
BATCH = 200
# Bytes of memory that CPython may use for programs.
MEMORY = 1 << 28

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


class Original(Harmless, pickle.Unpickler):
    """CPython's own, in C."""


def here(data):
    """What CPython makes of it."""
    return outcome(Original(io.BytesIO(data)).load)


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


def compare(data, ours, theirs):
    """What came of one program: agreement, an explanation, or None."""
    if ours == theirs:
        return "both load" if ours[0] == "+" else "both the same"
    if ours[0] == theirs[0] == "-":
        return "both refuse"
    with little_memory():
        return explain(data, theirs)


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
