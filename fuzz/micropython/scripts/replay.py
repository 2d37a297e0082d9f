"""Give each of the files named to target.one, as the fuzzer does."""

import sys

import target

for name in sys.argv[1:]:
    with open(name, "rb") as f:
        target.one(memoryview(f.read()))
print("replayed", target.runs)
