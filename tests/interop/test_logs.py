"""Logs: `append` and `records` of the package for CPython, and of the board, one against the other."""

import datetime
import importlib
import pickle
from collections import OrderedDict, deque

import mpickle
import pytest


def read(path, **options):
    """The records of a log, and its counts."""
    log = mpickle.records(path, **options)
    return list(log), log.good, log.damaged, log.damage


def test_appended_records_come_back(tmp_path):
    """In their order, with all kinds of data."""
    path = tmp_path / "log"
    objects = [1, "two", {"three": [3.5, b"\x00\x00", (4, {5})]}, OrderedDict(a=1), deque([6]), bytearray(1000), None]
    for count, obj in enumerate(objects):
        assert read(path) == (objects[:count], count, 0, None)
        mpickle.append(obj, path)
    assert read(str(path)) == (objects, len(objects), 0, None)


def test_a_cut_at_any_byte_loses_the_last_record_only(tmp_path):
    """It is there whole or not at all, and what is appended later is found."""
    path = tmp_path / "log"
    mpickle.append(["first"], path)
    before = path.read_bytes()
    mpickle.append({"second": 2}, path)
    whole = path.read_bytes()
    found = 0
    for length in range(len(before), len(whole)):
        path.write_bytes(whole[:length])
        records, good, damaged, _ = read(path)
        assert records in ([["first"]], [["first"], {"second": 2}])
        # The zero in front of a record alone is no damage.
        assert (good, damaged) == (len(records), int(len(records) == 1 and length > len(before) + 1))
        found += len(records) == 2
        mpickle.append("third", path)
        assert read(path)[0] == [*records, "third"]
    assert found == 1  # all but the zero behind it


def test_damage_is_skipped(tmp_path):
    """Each byte of a record in the middle in turn."""
    path = tmp_path / "log"
    ends = []
    for obj in (["first"], "x" * 300, "third"):
        mpickle.append(obj, path)
        ends.append(path.stat().st_size)
    whole = path.read_bytes()
    for at in range(ends[0] + 1, ends[1] - 1):
        for change in (1, 0x80, whole[at]):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ change]) + whole[at + 1 :])
            records, _, damaged, damage = read(path)
            assert records == [["first"], "third"]
            assert damaged >= 1 and damage in ("checksum", "incomplete")


def test_parts_are_one_log(tmp_path):
    """As a board writes them on FAT: with zeros for what comes later."""
    path = tmp_path / "log"
    path.write_bytes((mpickle.pack(1) + mpickle.pack(2)[1:]).ljust(4096, b"\x00"))
    (tmp_path / "log.1").write_bytes(mpickle.pack(3)[:-2].ljust(8192, b"\x00"))
    (tmp_path / "log.2").write_bytes(mpickle.pack(4).ljust(16384, b"\x00"))
    (tmp_path / "log.4").write_bytes(mpickle.pack(5))
    assert read(path) == ([1, 2, 4], 3, 1, "incomplete")


def test_large_records(tmp_path):
    """Up to max_size."""
    path = tmp_path / "log"
    mpickle.append("small", path)
    mpickle.append(bytes(100_000), path)
    mpickle.append("behind", path)
    assert read(path) == (["small", "behind"], 2, 1, "too long")
    assert read(path, max_size=None) == (["small", bytes(100_000), "behind"], 3, 0, None)


def packet(data):
    """What `pack` makes of a pickle."""
    return mpickle._packets.seal(data)


class Evil:
    """Runs something when it is unpickled."""

    def __reduce__(self):
        return exec, ("raise SystemExit('executed')",)


def test_data_only_unless_allowed(tmp_path):
    """What a log names is not called; iteration goes on behind what is refused."""
    path = tmp_path / "log"
    day = datetime.date(2026, 5, 6)
    for obj in (1, Evil(), day, 2):
        mpickle.append(obj, path)
    log = mpickle.records(path)
    assert next(log) == 1
    with pytest.raises(pickle.UnpicklingError, match=r"not allowed: 'builtins\.exec'"):
        next(log)
    with pytest.raises(pickle.UnpicklingError, match=r"not allowed: 'datetime\.date'"):
        next(log)
    assert list(log) == [2]
    for allow in (
        ["datetime.date"],
        ["datetime"],
        [datetime.date],
        [datetime],
        {datetime.date: 1},
        iter([datetime.date]),
    ):
        log = mpickle.records(path, allow=allow)
        assert next(log) == 1
        with pytest.raises(pickle.UnpicklingError):
            next(log)
        assert list(log) == [day, 2]
    for allow in ([datetime.time], ["datetime.time"], ["date"], (), "data", None):
        log = mpickle.records(path, allow=allow)
        next(log)
        for _ in range(2):
            with pytest.raises(pickle.UnpicklingError):
                next(log)
    # What a module has of others stays out.
    log = mpickle.records(path, allow=[mpickle.logs])
    with pytest.raises(pickle.UnpicklingError):
        list(log)
    path.write_bytes(packet(b"cmpickle.logs\nos\n."))
    with pytest.raises(pickle.UnpicklingError, match=r"not allowed: 'mpickle\.logs\.os'"):
        next(mpickle.records(path, allow=[mpickle.logs]))
    mpickle.append(1, path)
    with pytest.raises(ValueError, match="allow"):
        next(mpickle.records(path, allow="everything"))


def test_python_is_allowed_on_demand(tmp_path):
    """As `pickle.loads` does it."""
    path = tmp_path / "log"
    mpickle.append(Evil(), path)
    mpickle.append(datetime.date(2026, 5, 6), path)
    log = mpickle.records(path, allow="python")
    with pytest.raises(SystemExit, match="executed"):
        next(log)
    assert list(log) == [datetime.date(2026, 5, 6)]


@pytest.mark.parametrize(
    "data",
    [
        b"cos\nsystem\nX\x01\x00\x00\x00x\x85R.",
        b"cbuiltins\ngetattr\ncbuiltins\nlist\nX\x06\x00\x00\x00append\x86R.",
        b"\x80\x04\x8c\x08builtins\x8c\x0blist.append\x93.",
        b"(X\x01\x00\x00\x00aibuiltins\nexec\n.",
        b"c__builtin__\neval\nX\x03\x00\x00\x001+1\x85R.",
        b"cnumpy\nload\n.",
    ],
)
def test_hostile_records_are_refused(tmp_path, data):
    """None of what they name is found."""
    path = tmp_path / "log"
    path.write_bytes(packet(data))
    with pytest.raises(pickle.UnpicklingError, match="not allowed"):
        next(mpickle.records(path))


def test_numpy_arrays_are_data(tmp_path):
    """Of numbers."""
    numpy = pytest.importorskip("numpy")
    path = tmp_path / "log"
    mpickle.append({"w": numpy.arange(6.0).reshape(2, 3), "s": numpy.float32(2)}, path, 5)
    mpickle.append(numpy.arange(3, dtype="<i2"), path, 2)
    first, second = mpickle.records(path)
    assert first["w"].tolist() == [[0, 1, 2], [3, 4, 5]] and first["s"] == 2 and second.tolist() == [0, 1, 2]


# What the board makes of a log, and writes to it.
BOARD_READS = """
log = mpickle.records(data.decode())
objects = list(log)
result = mpickle.dumps((objects, log.good, log.damaged, log.damage))
"""
BOARD_WRITES = """
path, objects = mpickle.loads(data)
for obj in objects:
    mpickle.append(obj, path)
result = b""
"""


def test_both_sides_write_and_read_the_same_log(peer, tmp_path):
    """In turn, with a torn record in between."""
    path = tmp_path / "log"
    expected = []
    for turn in range(6):
        objects = [[turn, i, "x" * (i * 97)] for i in range(8)]
        if turn % 2:
            peer.run(BOARD_WRITES, pickle.dumps((str(path), objects), 4))
        else:
            for obj in objects:
                mpickle.append(obj, path)
        expected += objects
        if turn == 3:
            path.write_bytes(path.read_bytes()[:-3])
            expected.pop()
        here = read(path)
        assert here == pickle.loads(peer.run(BOARD_READS, str(path).encode()))
        assert here[:3] == (expected, len(expected), int(turn >= 3))


@pytest.mark.parametrize("name", ["msgpack", "cbor"])
def test_other_formats(tmp_path, name):
    """Have logs too; in a log of several formats, those of others are skipped and counted."""
    module = importlib.import_module(f"mpickle.{name}")
    path = tmp_path / "log"
    module.append({"t": 21.5}, path)
    mpickle.append("pickle", path)
    module.append([1, b"x"], path)
    log = module.records(path)
    assert list(log) == [{"t": 21.5}, [1, b"x"]] and (log.good, log.damaged, log.foreign) == (2, 0, 1)
    assert read(path) == (["pickle"], 1, 0, None)
