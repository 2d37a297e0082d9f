"""``Log``: records by number, and what becomes of its index when the power is cut or the log is another one."""

import multiprocessing
import os
import pickle
import random
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import mpickle
import pytest
from mpickle import _files, _index

KEY = b"0123456789abcdef"


def make(path, count, **options):
    """A log of records of several sizes."""
    for n in range(count):
        mpickle.append({"n": n, "text": "x" * (n * 37 % 300)}, path, **options)


def read(path, **options):
    """What ``records`` finds."""
    return list(mpickle.records(path, **options))


@pytest.fixture
def scans(monkeypatch):
    """Where the log was read from, each time."""
    offsets = []
    chunks = _index._chunks

    def spy(file, offset, most):
        offsets.append(offset)
        return chunks(file, offset, most)

    monkeypatch.setattr(_index, "_chunks", spy)
    return offsets


def test_sequence(tmp_path, scans):
    """By number, from the end, in slices; what is appended is found from there on."""
    path, index = tmp_path / "log", tmp_path / "index"
    assert len(mpickle.Log(path)) == 0
    make(path, 30)
    wanted = read(path)
    for log in (mpickle.Log(path), mpickle.Log(path, index), mpickle.Log(path, index)):
        assert len(log) == 30 and log[0] == wanted[0] and log[-1] == wanted[-1] and log[17] == wanted[17]
        assert log[5:25:3] == wanted[5:25:3] and list(log) == wanted and list(reversed(log)) == wanted[::-1]
        with pytest.raises(IndexError):
            log[30]
    # The first and the second read all of it, the third only what may have come.
    assert scans[:2] == [0, 0] and scans[2] >= os.path.getsize(path) - 1
    mpickle.append("later", path)
    assert len(log) == 30
    log.refresh()
    assert log[30] == "later" and scans[-1] == scans[2]
    assert mpickle.Log(path, index)[-1] == "later"


def test_cuts(tmp_path):
    """A record that was cut at any byte, with the index of before, and with one that has it."""
    path, index = tmp_path / "log", tmp_path / "index"
    make(path, 4)
    mpickle.Log(path, index)
    before, size = index.read_bytes(), path.stat().st_size
    make(path, 1)
    mpickle.append({"last": 1}, path)
    mpickle.Log(path, index)
    after, whole = index.read_bytes(), path.read_bytes()
    for cut in range(size, len(whole)):
        for old in (before, after):
            path.write_bytes(whole[:cut])
            index.write_bytes(old)
            log = mpickle.Log(path, index)
            assert list(log) == read(path), cut
            mpickle.append("next", path)
            log.refresh()
            assert list(log) == read(path) and log[-1] == "next", cut
            assert list(mpickle.Log(path, index)) == read(path), cut


def test_damaged_index(tmp_path):
    """An index of which any byte was changed, or the end is missing, or that is something else."""
    path, index = tmp_path / "log", tmp_path / "index"
    make(path, 5)
    mpickle.Log(path, index)
    whole, wanted = index.read_bytes(), read(path)
    others = [whole[:cut] for cut in range(len(whole))]
    others += [whole[:at] + bytes([whole[at] ^ 16]) + whole[at + 1 :] for at in range(len(whole))]
    parts = mpickle.restore(index)
    for obj in (None, 7, [], {"version": 2}, {"version": 1}, {**parts, "places": 5}, {**parts, "places": b"123"}):
        mpickle.save(obj, index)
        others.append(index.read_bytes())
    # A file of save's with places that are none.
    for place in ((9, 0, 10, 0), (0, 1 << 40, 10, 0), (0, 3, 50, 7)):
        mpickle.save({**parts, "places": _index._PLACE.pack(*place)}, index)
        others.append(index.read_bytes())
    for data in others:
        index.write_bytes(data)
        assert list(mpickle.Log(path, index)) == wanted
        assert list(mpickle.Log(path, index)) == wanted


def test_another_log(tmp_path):
    """The index of another log, of one that begins anew, and a log that changes while it is open."""
    path, index = tmp_path / "log", tmp_path / "index"
    make(path, 20)
    log = mpickle.Log(path, index)
    path.unlink()
    make(path, 3)
    with pytest.raises(IndexError):
        log[19]
    assert list(log) == read(path) and len(log) == 3
    assert list(mpickle.Log(path, index)) == read(path)
    path.unlink()
    assert len(mpickle.Log(path, index)) == 0
    make(path, 20)
    path.write_bytes(path.read_bytes().replace(b"xxx", b"xyx"))
    log = mpickle.Log(path, index)
    assert list(log) == read(path) and 0 < len(log) < 20


def read_often(path, index):
    """In a process of its own: makes the index again and again."""
    for _ in range(60):
        Path(index).unlink(missing_ok=True)
        assert [record["n"] for record in mpickle.Log(path, index)] == list(range(20))


def test_index_of_several(tmp_path):
    """Programs that read the same log with the same index at the same time."""
    path, index = tmp_path / "log", tmp_path / "index"
    make(path, 20)
    with ProcessPoolExecutor(3, multiprocessing.get_context("spawn")) as pool:
        for done in [pool.submit(read_often, path, index) for _ in range(3)]:
            done.result()
    assert sorted(os.listdir(tmp_path)) in (["index", "log"], ["log"])


def test_index_that_goes(tmp_path, monkeypatch):
    """An index, or any file of save's, that somebody removes while it is read: it was whole when it was opened."""
    path, index = tmp_path / "log", tmp_path / "index"
    make(path, 20)
    mpickle.Log(path, index)

    def open_and_remove(name, mode):
        file = open(name, mode)  # noqa: SIM115  (the caller closes it)
        os.remove(name)
        return file

    with monkeypatch.context() as patch:
        patch.setattr(_files, "open", open_and_remove, raising=False)
        assert mpickle.restore(index)["version"] == 1
    assert not index.exists()
    with pytest.raises(FileNotFoundError):
        mpickle.restore(index)


def test_long_pieces(tmp_path):
    """Records of many pieces of the file, and what is longer than a record may be."""
    path = tmp_path / "log"
    for n in range(4):
        mpickle.append(bytes([n + 1]) * 300_000 * n, path)
    mpickle.append("end", path)
    wanted = read(path, max_size=None)
    assert [len(record) for record in wanted] == [0, 300_000, 600_000, 900_000, 3]
    assert list(mpickle.Log(path, max_size=None)) == wanted
    assert list(mpickle.Log(path, max_size=700_000)) == wanted[:3] + wanted[4:]
    assert list(mpickle.Log(path)) == [b"", "end"]


def test_another_size(tmp_path):
    """The index of a Log that left out long records, or took longer ones."""
    path, index = tmp_path / "log", tmp_path / "index"
    for n in range(9):
        mpickle.append(bytes(500 if n in (3, 5) else 7) + b"%d" % n, path)
    for size in (100, 1000, 100, None, 100):
        log = mpickle.Log(path, index, size)
        wanted = read(path, max_size=size)
        assert len(log) == len(wanted) == (7 if size == 100 else 9), size
        assert list(log) == wanted and list(reversed(log)) == wanted[::-1], size


def test_parts(tmp_path):
    """A log in parts, with zeros in front of what comes next, as boards with FAT write it."""
    path, index = tmp_path / "log", tmp_path / "index"
    packets = [mpickle.pack({"n": n}) for n in range(40)]
    path.write_bytes(b"".join(packets[:10]) + bytes(50))
    assert len(mpickle.Log(path, index)) == 10
    path.write_bytes(b"".join(packets[:25]) + bytes(50))
    (tmp_path / "log.1").write_bytes(b"".join(packets[25:30]) + bytes(4096))
    log = mpickle.Log(path, index)
    assert [record["n"] for record in log] == list(range(30))
    (tmp_path / "log.1").write_bytes(b"".join(packets[25:]) + bytes(3900))
    log.refresh()
    assert [record["n"] for record in log] == list(range(40)) and log[27] == {"n": 27}


def test_as_records(tmp_path):
    """Whatever is damaged, the records are those that ``records`` finds."""
    path, index = tmp_path / "log", tmp_path / "index"
    chance = random.Random(4)
    make(path, 30)
    whole = path.read_bytes()
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 8)):
            at = chance.randrange(len(data))
            data[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(4))
        path.write_bytes(data)
        assert list(mpickle.Log(path, index)) == read(path)


def test_limits(tmp_path):
    """Long records, packets of other formats, signatures, and names that are refused."""
    path, index = tmp_path / "log", tmp_path / "index"
    mpickle.append("x" * 200_000, path)
    mpickle.append(1, path, key=KEY)
    mpickle.append(2, path)
    mpickle.append(print, path)
    assert mpickle.Log(path, max_size=None)[0] == "x" * 200_000
    log = mpickle.Log(path, index)
    assert len(log) == len(list(mpickle.Log(path, index)._places)) == 2 and log[0] == 2
    for _ in range(2):
        with pytest.raises(pickle.UnpicklingError, match="not allowed"):
            log[1]
    assert mpickle.Log(path, allow="any")[1] is print
    assert list(mpickle.Log(path, key=KEY)) == [1]
    assert list(mpickle.Log(path, key=KEY[::-1])) == []
    with pytest.raises(ValueError, match="max_size"):
        mpickle.Log(path, max_size=-1)
