"""Every pickle of the corpus, as CPython 2.7 to 3.13 wrote them, loads in MicroPython and comes back."""

import ctypes
import pickle
import pickletools
import re
import struct
from io import StringIO

import make_corpus
import pytest
from describe import describe

ENTRIES = make_corpus.read()
# Of Python 2's strings only the encoding makes text; and it writes classes under its own names.
OWN = [entry for entry in ENTRIES if entry["python"] != "2.7"]


def pickles(entry):
    """The pickles of an entry, with the protocol as text."""
    return [(protocol, make_corpus.unpack(text)) for protocol, text in entry["pickles"].items()]


def names(entries):
    """Test ids."""
    return [entry["name"] for entry in entries]


@pytest.fixture(scope="module")
def build(peer):
    """What sets builds of MicroPython apart: whether floats are double, and the bytes of an array's `l`."""
    answer = peer.run("import array; result = b'%d %d' % (1.0 + 2.0**-40 != 1.0, len(bytes(array.array('l', [0]))))")
    double, long = answer.split()
    return {"double": double == b"1", "long": int(long)}


def narrowed(peer, text, arrays=True):
    """A description with the floats that a build of single precision has in their place: MicroPython's own.

    Arrays keep their bytes; only their items, where they are looked at or written one by one, are such floats.
    """

    def narrow(found):
        if found[1] is None:
            return found[0]
        (value,) = struct.unpack(">d", bytes.fromhex(found[1]))
        single = struct.pack(">f", ctypes.c_float(value).value)
        return peer.run("import struct; result = describe(struct.unpack('>f', data)[0])", single).decode()

    return re.sub(("" if arrays else r"array:d\([^)]*\)|") + "f:([0-9a-f]{16})", narrow, text)


LONG = ("array l", "array L", "array l by 3.8", "array L by 3.8")


@pytest.mark.parametrize("entry", ENTRIES, ids=names(ENTRIES))
def test_loads(peer, build, entry):
    """MicroPython sees the object that CPython described."""
    for protocol, data in pickles(entry):
        if entry["python"] == "2.7":
            text = peer.run("result = describe(mpickle.loads(data, encoding='latin1'))", data).decode()
        else:
            text = peer.describe(data)
        wanted = entry["describe"] if build["double"] else narrowed(peer, entry["describe"])
        assert make_corpus.fingerprint(text) == wanted, f"protocol {protocol}"


@pytest.mark.parametrize("entry", OWN, ids=names(OWN))
def test_comes_back(peer, build, entry):
    """What MicroPython writes of it, at every protocol, CPython reads as the same object."""
    if entry["name"] in LONG and build["long"] == 4:
        pytest.skip(f"{entry['name']}: an array's long has 32 bits there, and CPython reads them as an int's")
    data = pickles(entry)[-1][1]
    for protocol in range(6):
        answer = peer.round_trip(data, protocol)
        pickletools.dis(answer, StringIO())
        wanted = entry["describe"] if build["double"] else narrowed(peer, entry["describe"], arrays=protocol < 3)
        assert make_corpus.fingerprint(describe(pickle.loads(answer))) == wanted, f"protocol {protocol}"


def test_corpus_is_whole():
    """Nothing got lost from the file: protocols 0 to 5 of every object, and the description still fits."""
    written = [entry for entry in OWN if " by 3." not in entry["name"]]
    assert len(written) >= 100
    for entry in written:
        assert list(entry["pickles"]) == list("012345")
        for _, data in pickles(entry):
            assert make_corpus.fingerprint(describe(pickle.loads(data))) == entry["describe"]
