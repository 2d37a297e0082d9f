"""CPython's pickle against mpickle over random programs of opcodes.

Both load it and agree, or both refuse it; what else there is has an explanation, or is a finding.
docs/differences.md says more about each explanation.

python tests/interop/differential.py --micropython PATH [--seconds N] [--seed N]
"""

import argparse
import io
import pickle
import random
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
    except Exception as e:  # noqa: BLE001  (whatever the called functions raise)
        return f"-{type(e).__name__}: {e}"
    if large(obj):
        return "?" + type(obj).__name__
    try:
        return "+" + describe(obj)
    except Exception:  # noqa: BLE001  (some objects have no attributes)
        return "?" + type(obj).__name__


def there(peer, batch):
    """What MicroPython makes of them."""
    data = b"".join(struct.pack("<I", len(one)) + one for one in batch)
    return peer.run(THERE, data).decode(errors="replace").split("\0")


def explain(data, ours, theirs):
    """Why the two differ; None if nobody knows. `ours` is CPython's."""
    del data
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
        for data, ours, theirs in zip(batch, map(here, batch), there(peer, batch), strict=True):
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
