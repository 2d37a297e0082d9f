"""Sizes of the benchmark's workloads: at most what an optimal pickler in CPython's terms needs."""

import pickle
import pickletools
from io import StringIO

import optimal
import pytest
import workloads
from describe import describe

# The figures for this project's own first design, of objects that have no chance in them.
KNOWN = {"a": 29768, "b": 90042, "e": 65544, "f": 164073, "h": 402}

DUMP = """
import workloads
result = mpickle.dumps(workloads.build({letter!r}), {protocol})
"""


@pytest.mark.parametrize("protocol", [4, 5])
@pytest.mark.parametrize("letter", [w[0] for w in workloads.WORKLOADS])
def test_workloads_are_as_small_as_they_can_be(peer, letter, protocol):
    """At or below the optimal size, and CPython reads the same object from it."""
    obj = workloads.build(letter)
    data = peer.run(DUMP.format(letter=letter, protocol=protocol))
    pickletools.dis(data, StringIO())
    assert describe(pickle.loads(data)) == describe(obj)
    assert len(data) <= len(optimal.dumps(obj, protocol))
    if protocol == 4 and letter in KNOWN:
        assert len(data) <= KNOWN[letter]


@pytest.mark.parametrize("protocol", range(4))
@pytest.mark.parametrize("letter", "abcdghij")
def test_older_protocols_too(peer, letter, protocol):
    """The same at protocols 0 to 3."""
    obj = workloads.build(letter)
    data = peer.run(DUMP.format(letter=letter, protocol=protocol))
    assert describe(pickle.loads(data)) == describe(obj)
    assert len(data) <= len(optimal.dumps(obj, protocol))


def test_the_example_of_the_messagepack_readme(peer):
    """73 bytes, where json needs 106."""
    obj = [1, True, False, 0xFFFFFFFF, {"foo": b"\x80\x01\x02", "bar": [1, 2, 3, {"a": [1, 2, 3, {}]}]}, -1, 2.12345]
    data = peer.round_trip(pickle.dumps(obj), 4)
    assert pickle.loads(data) == obj
    assert len(data) <= 73
