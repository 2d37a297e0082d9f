"""Random object graphs go from CPython to MicroPython and back, at every protocol."""

import pickle
import pickletools
from collections import deque

import pytest
from describe import describe
from graphs import contains, graphs
from hypothesis import given
from hypothesis import strategies as st

PROTOCOLS = range(6)
WAYS = {"bytes": 0, "native stream": 1, "python stream": 2}


class NullStream:
    """Takes what ``pickletools.dis`` prints; it is run for its checks of stack and memo."""

    def write(self, text):
        """Forget the text."""


def cpython(obj, protocol):
    """What CPython itself makes of an object: the oracle, also where a protocol loses something."""
    return pickle.loads(pickle.dumps(obj, protocol))


@pytest.mark.parametrize("protocol", PROTOCOLS)
@given(obj=graphs())
def test_micropython_reads_what_cpython_writes(peer, protocol, obj):
    """The object seen over there is the object that CPython reads from the same bytes."""
    data = pickle.dumps(obj, protocol)
    assert peer.describe(data) == describe(pickle.loads(data))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("protocol", PROTOCOLS)
@given(obj=graphs(), source=st.sampled_from(PROTOCOLS))
def test_cpython_reads_what_micropython_writes(peer, protocol, way, obj, source):
    """There and back again: equal values, types and identities, and a valid pickle."""
    data = pickle.dumps(obj, source)
    answer = peer.round_trip(data, protocol, WAYS[way])
    pickletools.dis(answer, NullStream())
    assert max(opcode.proto for opcode, _, _ in pickletools.genops(answer)) <= protocol
    arrived = pickle.loads(data)
    assert describe(pickle.loads(answer)) == describe(cpython(arrived, protocol))


@pytest.mark.parametrize("protocol", PROTOCOLS)
@given(obj=graphs())
def test_never_larger_than_cpython(peer, protocol, obj):
    """`dumps` needs at most the bytes that CPython needs for the same object."""
    answer = peer.round_trip(pickle.dumps(obj, protocol), protocol)
    # A deque always has a limit in MicroPython, which is written; compare like with like.
    same = pickle.loads(answer) if contains(obj, deque) else obj
    assert len(answer) <= len(pickle.dumps(same, protocol))


@given(objects=st.lists(graphs(max_nodes=4), min_size=2, max_size=5), protocol=st.sampled_from(PROTOCOLS))
def test_several_pickles_in_one_stream(peer, objects, protocol):
    """Pickles one after the other are read one after the other, from either kind of stream."""
    data = b"".join(pickle.dumps(obj, protocol) for obj in objects)
    expected = "\n".join(describe(cpython(obj, protocol)) for obj in objects)
    source = f"""
import io
from streams import Reader
parts = []
for make in (io.BytesIO, Reader):
    stream = make(data)
    parts.append("\\n".join([describe(mpickle.load(stream)) for _ in range({len(objects)})]))
    assert stream.read(1) == b""
result = "\\n\\n".join(parts)
"""
    assert peer.run(source, data).decode() == f"{expected}\n\n{expected}"
