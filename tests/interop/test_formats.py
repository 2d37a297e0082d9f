"""Packets and files of MessagePack and CBOR: those of the board and those of the package for CPython."""

import os
from itertools import product

import cbor2
import mpickle
import mpickle.cbor
import mpickle.msgpack
import msgpack
import pytest
from host import PeerError
from hypothesis import given
from hypothesis import strategies as st

# The board's module, ours, how we write a board's object, and what damaged files raise here.
FORMATS = {
    "msgpack": ("umsgpack", mpickle.msgpack, msgpack.packb, ValueError),
    "cbor": ("cbor2", mpickle.cbor, cbor2.dumps, cbor2.CBORDecodeError),
}
OTHERS = {**FORMATS, "pickle": ("mpickle", mpickle, None, mpickle.UnpicklingError)}

ATOMS = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(max_size=300) | st.binary(max_size=300)
OBJECTS = st.recursive(
    ATOMS,
    lambda inner: st.lists(inner, max_size=9) | st.dictionaries(st.text() | st.integers(0, 99), inner, max_size=9),
)


@pytest.fixture(params=FORMATS)
def codec(request, peer):
    """A format, if the firmware has it."""
    try:
        peer.run(f"import {FORMATS[request.param][0]}")
    except PeerError:
        pytest.skip("a format that is not in this firmware")
    return FORMATS[request.param]


@given(obj=OBJECTS)
def test_packets(peer, codec, obj):
    """Each side makes the other's packets, and reads them."""
    name, ours, dumps, _ = codec
    packet = ours.pack(obj)
    unpacker = ours.Unpacker()
    unpacker.feed(packet_of(peer, name, obj) + packet[:-2] + b"\x00" + packet)
    assert list(unpacker) == [obj, obj]
    assert (unpacker.good, unpacker.damaged, unpacker.foreign) == (2, 1, 0)
    source = f"import {name} as m\nu = m.Unpacker()\nu.feed(data)\n"
    source += "result = m.dumps(list(u) + [u.good, u.damaged, u.foreign])"
    counted = peer.run(source, packet + packet[:-2] + b"\x00" + packet)
    assert counted == peer.run(f"import {name} as m\nresult = m.dumps([m.loads(data)] * 2 + [2, 1, 0])", dumps(obj))


def packet_of(peer, name, obj):
    """The board's packet of an object: the order of its dictionaries is its own."""
    return peer.run(f"import {name} as m\nresult = m.pack(mpickle.loads(data))", mpickle.dumps(obj))


def test_formats_on_one_line(peer, codec):
    """Packets of other formats are counted as foreign, by both sides."""
    name, ours, _, _ = codec
    line = b"".join(other.pack([1, {"k": -1}]) for _, other, _, _ in OTHERS.values()) * 3
    unpacker = ours.Unpacker()
    unpacker.feed(line)
    assert list(unpacker) == [[1, {"k": -1}]] * 3
    assert (unpacker.good, unpacker.damaged, unpacker.damage, unpacker.foreign) == (3, 0, None, 6)
    source = (
        f"import {name} as m\nu = m.Unpacker()\nu.feed(data)\nresult = repr((list(u), u.good, u.damaged, u.foreign))"
    )
    assert peer.run(source, line) == repr(([[1, {"k": -1}]] * 3, 3, 0, 6)).encode()


@pytest.mark.parametrize("obj", [-1, 0, None, {"t": [21.5, "x" * 70_000], "b": b"\xff" * 300}])
def test_files(peer, codec, tmp_path, obj):
    """What one side saves the other restores; the file begins with the object."""
    name, ours, dumps, _ = codec
    path = tmp_path / "state"

    def save(obj):
        peer.run(f"import {name} as m\nm.save(mpickle.loads(data)[0], {str(path)!r})", mpickle.dumps([obj]))

    def restore():
        return mpickle.loads(peer.run(f"import {name} as m\nresult = mpickle.dumps(m.restore({str(path)!r}))"))

    for writer, reader in product((save, lambda obj: ours.save(obj, path)), (restore, lambda: ours.restore(path))):
        writer(obj)
        assert reader() == obj
        assert os.listdir(tmp_path) == ["state"]
    ours.save(obj, path)
    assert path.read_bytes()[:-5] == dumps(obj)


def test_damaged_and_foreign_files(peer, codec, tmp_path):
    """A torn file gives the default, on both sides; a whole one of another format is refused."""
    name, ours, _, refusal = codec
    path = tmp_path / "state"
    source = f"import {name} as m\nresult = m.restore({str(path)!r}, b'default')"
    ours.save([1, "two"], path)
    whole = path.read_bytes()
    for end in range(len(whole)):
        path.write_bytes(whole[:end])
        assert ours.restore(path, "default") == "default"
        assert peer.run(source) == b"default"
    with pytest.raises(refusal, match="damaged"):
        ours.restore(path)
    for _, other, _, _ in OTHERS.values():
        if other is ours:
            continue
        other.save([1, "two"], path)
        with pytest.raises(refusal, match="another format"):
            ours.restore(path, "default")
        with pytest.raises(PeerError, match="another format"):
            peer.run(source)
    for _, other, _, _ in FORMATS.values():
        other.save([1, "two"], path)
        with pytest.raises(mpickle.UnpicklingError, match="another format"):
            mpickle.restore(path, "default")
