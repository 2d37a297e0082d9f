"""The codec over CPython's objects: pickle's, one against the other."""

import copyreg
import functools
import io
import os
import pickle
import pickletools
import shutil
import subprocess
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path

import make_corpus
import models
import mpickle
import pytest
from describe import describe
from graphs import graphs
from hypothesis import given

ENTRIES = [entry for entry in make_corpus.read() if entry["python"] != "2.7"]


@given(graphs())
def test_graphs(obj):
    """Random graphs, with shared objects and cycles: both read what the other wrote, and ours is no larger."""
    for protocol in range(6):
        try:
            theirs = pickle.dumps(obj, protocol)
        except (RecursionError, AttributeError, TypeError, pickle.PicklingError):
            # Before protocol 2 CPython cannot write some cycles.
            continue
        wanted = describe(pickle.loads(theirs))
        ours = mpickle.dumps(obj, protocol)
        pickletools.dis(ours, io.StringIO())
        assert len(ours) <= len(theirs)
        assert describe(pickle.loads(ours)) == wanted
        assert describe(mpickle.loads(theirs)) == wanted
        assert describe(mpickle.loads(ours)) == wanted


@pytest.mark.parametrize("entry", ENTRIES, ids=[f"{entry['python']} {entry['name']}" for entry in ENTRIES])
def test_corpus(entry):
    """What CPython 3.8 to 3.13 wrote."""
    for text in entry["pickles"].values():
        data = make_corpus.unpack(text)
        assert make_corpus.fingerprint(describe(mpickle.loads(data))) == entry["describe"]


class Color(Enum):
    RED = 1


class Slots:
    __slots__ = ("a", "b")


class Keywords:
    def __new__(cls, *, size):
        obj = super().__new__(cls)
        obj.size = size
        return obj

    def __getnewargs_ex__(self):
        return (), {"size": self.size}


class Setter:
    def __reduce__(self):
        return Setter, (), {"x": 1}, None, None, set_state


def set_state(obj, state):
    obj.through = state


class Slow:
    """By a table of copyreg's."""


copyreg.pickle(Slow, lambda obj: (Slow, ()))
Point = namedtuple("Point", "x y")


def slots():
    obj = Slots()
    obj.a = 5
    return obj


def recursive():
    obj = []
    obj.append(obj)
    return obj


OBJECTS = {
    "enum": Color.RED,
    "slots": slots(),
    "decimal": Decimal("1.50"),
    "datetime": datetime(2024, 2, 29, tzinfo=UTC),
    "partial": functools.partial(int, base=2),
    "named tuple": Point(1, [2]),
    "keywords": Keywords(size=3),
    "counter": Counter("hello"),
    "defaultdict": defaultdict(list, a=[1]),
    "class": Keywords,
    "class method": OrderedDict.fromkeys,
    "builtin": len,
    "method of an instance": [1, 2].append,
    "NoneType": [type(None), type(...), type(NotImplemented), ..., NotImplemented],
    "exception": OSError(2, "x"),
    "bytes": [b"", b"\x80" * 300, bytearray(b"z")],
    "ints": [0, -1, 127, 128, -128, -129, 255, 256, 65535, 65536, 2**31 - 1, 2**31, -(2**31), 2**63, -(2**63), 10**50],
    "surrogate": ["\ud800", "é", "\U0001f600", "a\nb\\"],
    "deque": deque([1, 2], 3),
    "recursive": recursive(),
}


@pytest.mark.parametrize("name", OBJECTS)
def test_objects(name):
    """Classes of CPython's that boards do not have, in every protocol; CPython's own pickle is the oracle."""
    obj = OBJECTS[name]
    for protocol in range(6):
        try:
            theirs = pickle.dumps(obj, protocol)
        except (TypeError, pickle.PicklingError, ValueError) as error:
            with pytest.raises((TypeError, pickle.PicklingError, ValueError)):
                mpickle.dumps(obj, protocol)
            assert protocol < 2, error
            continue
        ours = mpickle.dumps(obj, protocol)
        assert len(ours) <= len(theirs), protocol
        for read in (pickle.loads(ours), mpickle.loads(ours), mpickle.loads(theirs)):
            assert repr(read).split(" at 0x")[0] == repr(pickle.loads(theirs)).split(" at 0x")[0]
            assert type(read) is type(obj)


def test_parts_of_a_recipe():
    """State by a setter, keywords, copyreg's table."""
    for protocol in range(6):
        assert mpickle.loads(mpickle.dumps(Setter(), protocol)).through == {"x": 1}
        assert type(mpickle.loads(mpickle.dumps(Slow(), protocol))) is Slow
        assert pickle.loads(mpickle.dumps(slots(), protocol) if protocol > 1 else pickle.dumps(slots(), 2)).a == 5
    assert pickle.loads(mpickle.dumps(Keywords(size=4))).size == 4


def test_buffers():
    """Out of band, and in band where the callback says so."""
    kept = []
    obj = [pickle.PickleBuffer(b"abc"), pickle.PickleBuffer(bytearray(b"d"))]
    data = mpickle.dumps(obj, 5, buffer_callback=kept.append)
    assert [bytes(part) for part in mpickle.loads(data, buffers=kept)] == [b"abc", b"d"]
    assert [bytes(part) for part in pickle.loads(data, buffers=kept)] == [b"abc", b"d"]
    assert mpickle.loads(mpickle.dumps(obj, 5)) == [b"abc", bytearray(b"d")]
    with pytest.raises(pickle.UnpicklingError, match="not enough out-of-band buffers"):
        mpickle.loads(data, buffers=kept[:1])
    with pytest.raises(ValueError, match="protocol"):
        mpickle.dumps(obj, 4, buffer_callback=kept.append)


def test_depth():
    """Nesting is limited by memory only, both ways."""
    obj = []
    for _ in range(100_000):
        obj = [obj]
    data = mpickle.dumps(obj)
    read = mpickle.loads(data)
    for _ in range(100_000):
        (read,) = read
    assert read == []
    with pytest.raises(pickle.UnpicklingError, match="max_depth"):
        mpickle.loads(data, max_depth=100)


def test_limits():
    """Each has an error of its own; just enough is enough."""
    data = mpickle.dumps([["a", "b"], ("a", 5)])
    assert mpickle.loads(data, max_bytes=len(data), max_depth=2, max_objects=20, max_memo=5) == [["a", "b"], ("a", 5)]
    for limit in ({"max_bytes": len(data) - 1}, {"max_depth": 1}, {"max_objects": 3}, {"max_memo": 0}):
        with pytest.raises(pickle.UnpicklingError, match=f"{next(iter(limit))} exceeded"):
            mpickle.loads(data, **limit)
    with pytest.raises(ValueError, match="max_bytes"):
        mpickle.loads(data, max_bytes=-1)


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (b"", EOFError, "Ran out of input"),
        (b"\x80\x04X\x05\x00\x00\x00ab", pickle.UnpicklingError, "truncated at byte 2"),
        (b"N\xff.", pickle.UnpicklingError, r"invalid load key '\\xff' at byte 1"),
        (b"\x80\x09N.", ValueError, "unsupported pickle protocol: 9 at byte"),
        (b"X\x01\x00\x00\x00\xff.", pickle.UnpicklingError, "not UTF-8 at byte 0"),
        (b"}]K\x01s.", TypeError, "unhashable"),
        (b"cnowhere\nNothing\n.", pickle.UnpicklingError, "not found: 'nowhere.Nothing'"),
        (b"c..\nx\n.", pickle.UnpicklingError, "not found: '...x'"),
        (b"c.a\nx\n.", pickle.UnpicklingError, "not found: '.a.x'"),
        (b"Nh\x05.", pickle.UnpicklingError, "memo value not found at byte 1"),
    ],
)
def test_errors(data, error, words):
    """The class, the words and the byte offset."""
    with pytest.raises(error, match=words):
        mpickle.loads(data)


def test_what_cannot_be_written():
    """What pickle refuses is refused, and a failed dump leaves nothing behind."""
    for obj in (lambda: 0, io.StringIO().write.__class__, (i for i in "a")):
        with pytest.raises((pickle.PicklingError, TypeError, AttributeError)):
            mpickle.dumps([1, obj])
    assert mpickle.loads(mpickle.dumps([1])) == [1]


def test_python2():
    """Encodings of Python 2's strings, and its names."""
    data = b"(dp0\nS'key'\np1\nS'\\xe4'\np2\ns."
    assert mpickle.loads(data, encoding="latin1") == {"key": "ä"}
    assert mpickle.loads(data, encoding="bytes") == {b"key": b"\xe4"}
    with pytest.raises(UnicodeDecodeError):
        mpickle.loads(data)
    assert mpickle.loads(b"c__builtin__\nxrange\n(I3\ntR.") == range(3)
    assert pickle.loads(mpickle.dumps(range(3), 2)) == range(3)
    assert mpickle.dumps(models.Plain, 2, fix_imports=True)


def test_register():
    """A class and a function under names that are not here."""

    class Reading:
        def __init__(self, value=None):
            self.value = value

    mpickle.register(Reading, "plant.models.Reading")
    mpickle.alias("plant.units.celsius", max)
    try:
        data = mpickle.dumps([Reading(5), max])
        assert b"plant.models" in data and b"celsius" in data
        read, function = mpickle.loads(data)
        assert type(read) is Reading and read.value == 5 and function is max
        with pytest.raises(pickle.UnpicklingError, match="not allowed"):
            mpickle.loads(data, allow="data")
        assert mpickle.loads(data, allow=["plant.models.Reading", "plant.units.celsius"])[0].value == 5
        assert mpickle.loads(mpickle.dumps(Reading(6)), allow=[Reading]).value == 6
        mpickle.register(Reading, "plant.models.Reading", reduce=lambda r: (r.value,), load=lambda v: ("made", v))
        assert mpickle.loads(mpickle.dumps(Reading(7))) == ("made", 7)
    finally:
        mpickle.unregister(Reading)
        mpickle.unregister("plant.units.celsius")
    with pytest.raises(ValueError):
        mpickle.unregister(Reading)


def test_decoder():
    """Byte by byte, and not a byte more than is needed."""
    data = b"".join(mpickle.dumps(obj) for obj in ([1, "a" * 300], {"b": b"c" * 70_000}, 3.5))
    decoder, got = mpickle.Decoder(), []
    for byte in data:
        decoder.feed(bytes([byte]))
        got += decoder
    assert got == [[1, "a" * 300], {"b": b"c" * 70_000}, 3.5]
    stream, decoder, got = io.BytesIO(data + b"rest"), mpickle.Decoder(), []
    while len(got) < 3:
        decoder.feed(stream.read(decoder.needed()))
        got += decoder
    assert stream.read() == b"rest"
    decoder.feed(b"N\xff")
    with pytest.raises(pickle.UnpicklingError, match="byte 1"):
        next(decoder)
    with pytest.raises(pickle.UnpicklingError, match="reset"):
        decoder.feed(b"N.")
    decoder.reset()
    decoder.feed(b"N.")
    assert list(decoder) == [None]


def test_into():
    """Buffers that the program keeps."""
    buffer = bytearray(40)
    end = mpickle.dump_into({"t": 1}, buffer, 3)
    assert mpickle.load_from(buffer, 3) == ({"t": 1}, end)
    with pytest.raises(ValueError, match="needs"):
        mpickle.dump_into("x" * 100, buffer)


OLDEST = """
import collections, pickle, mpickle
obj = {"a": [1, 2.5, "x", b"q"], "d": collections.OrderedDict(a=1), "s": {1}}
for protocol in range(6):
    data = mpickle.dumps(obj, protocol)
    assert mpickle.loads(data, allow="data") == obj == pickle.loads(data)
unpacker = mpickle.Unpacker()
unpacker.feed(mpickle.pack(obj))
assert list(unpacker) == [obj]
"""


@pytest.mark.parametrize("version", ["3.8", "3.9", "3.12", "3.13"])
def test_other_versions(version, tmp_path):
    """The wheel is for every CPython since 3.8."""
    python = shutil.which(f"python{version}")
    if python is None or subprocess.run([python, "--version"], capture_output=True, check=False).returncode:
        pytest.skip(f"no CPython {version}")
    # The package alone: the other packages here are for this version.
    shutil.copytree(Path(mpickle.__file__).parent, tmp_path / "mpickle")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run([python, "-c", OLDEST], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
