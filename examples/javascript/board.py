"""Sends measurements in CBOR, and takes an answer from JavaScript after each."""

import sys

import cbor2

MEASURED = [
    {"id": 7, "t": 21.5, "ok": True, "tags": ["room", "floor"]},
    # Beyond 32 bits, bytes, text beyond ASCII.
    {"id": 1 << 40, "raw": b"\x00\x01\xff", "unit": "\u00b0C", "none": None},
]

for measured in MEASURED:
    cbor2.dump(measured, sys.stdout.buffer)
    answer = cbor2.load(sys.stdin.buffer)
    assert answer == {"got": measured["id"], "keys": sorted(measured)}, answer
cbor2.dump("done", sys.stdout.buffer)
