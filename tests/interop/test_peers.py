"""MessagePack and CBOR: what other codecs write is read here, and the other way round; and where they surprise."""

import json
import pickle
import shutil
import subprocess

import msgspec
import ormsgpack
import pytest
import vectors
from host import PeerError
from hypothesis import given
from hypothesis import strategies as st

DUMPS = "import {0} as m\nresult = m.dumps(mpickle.loads(data))"
LOADS = "import {0} as m\nresult = mpickle.dumps(m.loads(data))"
MODULES = {"@msgpack/msgpack": "umsgpack", "msgpackr": "umsgpack", "cbor-x": "cbor2", "cborg": "cbor2"}


@pytest.fixture(autouse=True, scope="module")
def board(peer):
    """MicroPython, if its firmware has both formats."""
    try:
        peer.run("import umsgpack, cbor2")
    except PeerError:
        pytest.skip("not all formats in this firmware")
    return peer


def objects(ints, keys):
    """Objects that all of these have."""
    floats = st.floats(allow_nan=False)
    atoms = st.none() | st.booleans() | ints | floats | st.text(max_size=40) | st.binary(max_size=40)
    return st.recursive(
        atoms, lambda inner: st.lists(inner, max_size=9) | st.dictionaries(keys, inner, max_size=9), max_leaves=30
    )


@given(objects(st.integers(-(2**63), 2**64 - 1), st.text(max_size=9) | st.integers(-9, 300) | st.binary(max_size=9)))
def test_python(board, obj):
    """Ormsgpack and msgspec."""
    data = board.run(DUMPS.format("umsgpack"), pickle.dumps(obj))
    assert ormsgpack.unpackb(data, option=ormsgpack.OPT_NON_STR_KEYS) == obj
    assert msgspec.msgpack.decode(data) == obj
    for theirs in (ormsgpack.packb(obj, option=ormsgpack.OPT_NON_STR_KEYS), msgspec.msgpack.encode(obj)):
        assert pickle.loads(board.run(LOADS.format("umsgpack"), theirs)) == obj


class Node:
    """The codecs of JavaScript, in one process."""

    def __init__(self, packages):
        self.process = subprocess.Popen(
            ["node", "answer.mjs"], cwd=packages, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, codec, **request):
        """The answer, by its only key."""
        self.process.stdin.write(json.dumps({"codec": codec, **request}) + "\n")
        self.process.stdin.flush()
        ((kind, text),) = json.loads(self.process.stdout.readline()).items()
        return kind, text

    def stop(self):
        """End the process."""
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


@pytest.fixture(scope="module")
def node():
    """Node with its packages."""
    packages = vectors.folder("MPICKLE_NODE", "packages of JavaScript")
    assert shutil.which("node"), "packages of JavaScript without node"
    node = Node(packages)
    yield node
    node.stop()


# Numbers of JavaScript are exact so far; what is an own property of all objects is refused as a key by some.
SAFE = objects(st.integers(-(2**53) + 1, 2**53 - 1), st.text(max_size=9).filter(lambda key: key != "__proto__"))


@given(obj=SAFE)
def test_javascript(board, node, obj):
    """What a board writes goes through each codec of JavaScript and comes back as it was."""
    for codec, module in MODULES.items():
        data = board.run(DUMPS.format(module), pickle.dumps(obj))
        kind, text = node.ask(codec, again=data.hex())
        assert kind == "hex", (codec, text)
        assert same(pickle.loads(board.run(LOADS.format(module), bytes.fromhex(text))), obj), codec


def same(there, here):
    """Equal, where bytes may have become typed arrays of bytes: cbor-x gives every Uint8Array a tag."""
    if isinstance(here, bytes):
        return bytes(there) == here
    if isinstance(here, list):
        return len(there) == len(here) and all(map(same, there, here))
    if isinstance(here, dict):
        return there.keys() == here.keys() and all(same(there[key], here[key]) for key in here)
    return type(there) is bool if isinstance(here, bool) else there == here


# What is said of JavaScript in docs/choosing.md: codec, expression, what it writes.
WRITTEN = [
    ("@msgpack/msgpack", "2 ** 40", "cf0000010000000000"),
    ("msgpackr", "2 ** 40", "cb4270000000000000"),
    ("cbor-x", "2 ** 40", "fb4270000000000000"),
    ("cborg", "2 ** 40", "1b0000010000000000"),
    *[(codec, "5.0", "05") for codec in MODULES],
    *[(codec, "-0", "00") for codec in MODULES],
    ("@msgpack/msgpack", "new Map([[1, 2]])", "80"),
    ("msgpackr", "new Map([[1, 2]])", "810102"),
    ("cbor-x", "new Map([[1, 2]])", "d90103a10102"),
    ("cborg", "new Map([[1, 2]])", "a10102"),
    ("@msgpack/msgpack", "new Set([1, 2])", "80"),
    ("msgpackr", "new Set([1, 2])", "920102"),
    ("cbor-x", "new Set([1, 2])", "d90102820102"),
    ("@msgpack/msgpack", "undefined", "c0"),
    ("msgpackr", "undefined", "d40000"),
    ("cbor-x", "undefined", "f7"),
    ("cborg", "undefined", "f7"),
    ("cbor-x", "new Uint8Array([1, 2])", "d840420102"),
    ("cbor-x", "Buffer.from([1, 2])", "420102"),
    ("cborg", "new Uint8Array([1, 2])", "420102"),
    ("@msgpack/msgpack", "new Int16Array([1, 2])", "c40401000200"),
    ("msgpackr", "new Int16Array([1, 2])", "c40401000200"),
    ("cbor-x", "new Int16Array([1, 2])", "d84d4401000200"),
    ("cborg", "new Int16Array([1, 2])", "4401000200"),
    *[(codec, "new Date(1000)", "d6ff00000001") for codec in ("@msgpack/msgpack", "msgpackr")],
    ("cbor-x", "new Date(1000)", "c11a00000001"),
    *[(codec, "({1: 2})", text) for codec, text in (("@msgpack/msgpack", "81a13102"), ("cborg", "a1613102"))],
]
REFUSED = [
    ("@msgpack/msgpack", "encode", "2n ** 62n"),
    ("cborg", "encode", "new Set([1])"),
    ("cborg", "encode", "new Date(1000)"),
    ("cborg", "decode", "a101f5"),
    ("cborg", "decode", "c1187b"),
    ("msgpackr", "decode", "d45190"),
    ("cbor-x", "decode", "5f4101ff"),
    ("cborg", "decode", "5f4101ff"),
]
SHOWN = [
    ("@msgpack/msgpack", "cf4000000000000001", "4611686018427388000"),
    ("msgpackr", "cf0000010000000000", "1099511627776n"),
    ("cbor-x", "1b0000010000000000", "1099511627776n"),
    ("cborg", "1b0000010000000000", "1099511627776"),
    ("@msgpack/msgpack", "8101c3", "{ '1': true }"),
    ("cbor-x", "d9010283010203", "Set(3) { 1, 2, 3 }"),
    ("cbor-x", "d84d4401000200", "Int16Array(2) [ 1, 2 ]"),
]


def test_surprises_of_javascript(node):
    """Each row of the table in docs/choosing.md."""
    for codec, code, text in WRITTEN:
        assert node.ask(codec, encode=code) == ("hex", text), (codec, code)
    for codec, what, text in REFUSED:
        assert node.ask(codec, **{what: text})[0] == "error", (codec, text)
    for codec, digits, text in SHOWN:
        assert node.ask(codec, decode=digits) == ("shown", text), (codec, digits)


def test_surprises_of_python():
    """Those of PyPI's, in the same table."""
    with pytest.raises(TypeError):
        ormsgpack.packb({1: 2})
    with pytest.raises(ValueError, match="invalid type"):
        ormsgpack.unpackb(b"\x81\x01\x02")
    with pytest.raises(msgspec.ValidationError):
        msgspec.msgpack.decode(b"\x81\x01\x02", type=dict[str, int])
    assert msgspec.msgpack.decode(b"\xd6\xff\x00\x00\x00\x01").isoformat() == "1970-01-01T00:00:01+00:00"
    assert msgspec.msgpack.decode(b"\xd4\x05\x01").code == 5
