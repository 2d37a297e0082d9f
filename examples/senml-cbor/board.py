"""Measures, and sends packs of SenML (RFC 8428) in CBOR: one pack for each round."""

import sys

import cbor2

# The labels that SenML has in CBOR.
BASE_NAME, BASE_TIME, BASE_UNIT = -2, -3, -4
NAME, UNIT, VALUE, TEXT, TRUTH, TIME = 0, 1, 2, 3, 4, 6
START = 1700000000


def measure(second):
    """What a sensor would say: name, unit, value."""
    return (
        ("temperature", "Cel", 21.5 + second / 4),
        ("humidity", "%RH", 40 + second),
        ("door", None, second % 2 == 1),
        ("state", None, "ok"),
    )


def record(name, unit, value):
    kind = TRUTH if isinstance(value, bool) else TEXT if isinstance(value, str) else VALUE
    return {NAME: name, UNIT: unit, kind: value} if unit else {NAME: name, kind: value}


for second in range(3):
    pack = [record(*one) for one in measure(second)]
    # What all records of the pack share stands in the first one.
    pack[0].update({BASE_NAME: "urn:dev:mac:0024befffe804ff1:", BASE_TIME: START + second})
    # In the fewest bytes.
    cbor2.dump(pack, sys.stdout.buffer, canonical=True)
