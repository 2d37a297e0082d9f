"""Reads packs of SenML in CBOR with PyPI's cbor2, and resolves their records."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

import cbor2
from link import Board

LABELS = {-2: "bn", -3: "bt", -4: "bu", 0: "n", 1: "u", 2: "v", 3: "vs", 4: "vb", 6: "t"}


def resolved(pack):
    """The records of a pack without base fields: RFC 8428, section 4.6."""
    base = {"bn": "", "bt": 0, "bu": None}
    for fields in pack:
        record = {LABELS[label]: value for label, value in fields.items()}
        base.update((name, record.pop(name)) for name in list(record) if name in base)
        record["n"] = base["bn"] + record.get("n", "")
        record["t"] = base["bt"] + record.get("t", 0)
        if base["bu"] and "v" in record:
            record.setdefault("u", base["bu"])
        yield record


packs = []
with Board(__file__) as board:
    for _ in range(3):
        packs.append(cbor2.load(board.process.stdout))

records = [record for pack in packs for record in resolved(pack)]
for record in records:
    print(record)

name = "urn:dev:mac:0024befffe804ff1:"
assert len(records) == 12
assert records[0] == {"n": name + "temperature", "u": "Cel", "v": 21.5, "t": 1700000000}
assert records[6] == {"n": name + "door", "vb": True, "t": 1700000001}
assert records[-1] == {"n": name + "state", "vs": "ok", "t": 1700000002}
print("OK: the packs are read and their records resolved")
