"""save and restore: MicroPython's and those of the package for CPython, on the same files."""

import os
import pickle
import struct
from binascii import crc32
from itertools import product

import mpickle
import pytest
from host import PeerError

WAYS = ["here", "there"]


def unnamed():
    """A function that its name does not lead to."""


UNKNOWN, unnamed = unnamed, None


@pytest.fixture(params=WAYS)
def side(request, peer):
    """One side's save and restore."""
    return Here() if request.param == "here" else There(peer)


class Here:
    """CPython."""

    save = staticmethod(mpickle.save)
    restore = staticmethod(mpickle.restore)

    def fail(self, path):
        """Save what has no pickle."""
        mpickle.save([1, UNKNOWN], path)


class There:
    """MicroPython."""

    def __init__(self, peer):
        self.peer = peer

    def save(self, obj, path, protocol=None):
        data = struct.pack("<H", len(str(path))) + str(path).encode() + pickle.dumps((obj, protocol))
        self.peer.run(
            "n = data[0] + 256 * data[1]; obj, p = mpickle.loads(data[2 + n:]); "
            "mpickle.save(obj, data[2 : 2 + n].decode(), p)",
            data,
        )

    def fail(self, path):
        """Save what has no pickle."""
        with pytest.raises(PeerError, match="PicklingError"):
            self.peer.run("mpickle.save([1, lambda: 0], data.decode())", str(path).encode())
        raise pickle.PicklingError

    def restore(self, path, *default):
        data = pickle.dumps((str(path), *default))
        try:
            return pickle.loads(self.peer.run("result = mpickle.dumps(mpickle.restore(*mpickle.loads(data)))", data))
        except PeerError as e:
            kind = {"OSError": FileNotFoundError}.get(e.kind) or getattr(pickle, e.kind)
            raise kind(str(e)) from None


def sealed(obj, protocol=4):
    """What a file has."""
    data = pickle.dumps(obj, protocol)
    return data + struct.pack("<I", crc32(data))


OBJECTS = [None, [1, "two", b"\x00\xff" * 700], {"k": (0.5, 1 << 70)}, bytes(100_000), ["x" * 300] * 3]


@pytest.mark.parametrize("protocol", [None, *range(6)])
def test_each_side_reads_the_other(peer, tmp_path, protocol):
    """What one saves the other restores, and pickle.load reads it too."""
    path = tmp_path / "state.pickle"
    sides = [Here(), There(peer)]
    for obj in OBJECTS:
        for writer, reader in product(sides, sides):
            writer.save(obj, path, protocol)
            assert reader.restore(path) == obj
            assert os.listdir(tmp_path) == ["state.pickle"]
            data = path.read_bytes()
            assert crc32(data[:-4]) == int.from_bytes(data[-4:], "little")
            with path.open("rb") as file:
                assert pickle.load(file) == obj
                assert file.tell() == len(data) - 4


WHOLE = {"old": sealed("old"), "new": sealed("new")}
STATES = {
    "missing": None,
    "empty": b"",
    "torn": WHOLE["new"][:-3],
    "changed": WHOLE["new"][:14] + b"\x00" + WHOLE["new"][15:],
    "longer": WHOLE["new"] + b"\x00",
    "erased": b"\xff" * 8,
    "zero": bytes(20),
    "plain": pickle.dumps("plain"),
}


def directory(folder, file, beside):
    """A folder as a cut may leave it."""
    path = folder / "state"
    for place, content in ((path, file), (folder / "state.new", beside)):
        if content is not None:
            place.write_bytes(content)
    return path


@pytest.mark.parametrize("beside", [*STATES, "new"])
@pytest.mark.parametrize("file", [*STATES, "old"])
def test_every_state_of_the_directory(side, tmp_path, file, beside):
    """The file counts if it is whole, else the version beside it; the next save puts all in order."""
    contents = {**STATES, **WHOLE}
    path = directory(tmp_path, contents[file], contents[beside])
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    expected = file if file == "old" else beside if beside == "new" else "default"
    assert side.restore(path, "default") == expected
    if expected == "default":
        missing = file == beside == "missing"
        with pytest.raises(FileNotFoundError if missing else pickle.UnpicklingError):
            side.restore(path)
    else:
        assert side.restore(path) == expected
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before
    side.save("next", path)
    assert side.restore(path) == "next"
    assert os.listdir(tmp_path) == ["state"]


@pytest.mark.parametrize("file", ["torn", "missing"])
def test_a_save_that_fails_after_a_cut(side, tmp_path, file):
    """The only good version is beside the file: it stays there until the next one is whole."""
    path = directory(tmp_path, STATES[file], WHOLE["new"])
    with pytest.raises(pickle.PicklingError):
        side.fail(path)
    assert (tmp_path / "state.new").read_bytes() == WHOLE["new"]
    assert side.restore(path) == "new"
    side.save("next", path)
    assert side.restore(path) == "next"
    assert os.listdir(tmp_path) == ["state"]


@pytest.mark.parametrize("name", ["folder", "folder/"])
def test_a_name_that_no_file_can_have(side, tmp_path, name):
    """Nothing is left beside it."""
    (tmp_path / "folder").mkdir()
    with pytest.raises((OSError, PeerError), match=r"EISDIR|directory|\b20\b"):
        side.save("new", f"{tmp_path}/{name}")
    assert os.listdir(tmp_path) == ["folder"]
    assert os.listdir(tmp_path / "folder") == []


class Cut(BaseException):
    """The power is cut: nothing of the program runs after it."""


def test_cuts_between_the_steps_on_cpython(tmp_path, monkeypatch):
    """At every call to the operating system, the old version or the new one is there."""
    path = tmp_path / "state"
    steps = 0
    while True:
        mpickle.save("old", path)
        left = steps

        def cut(what):
            def call(*args):
                nonlocal left
                if left == 0:
                    raise Cut
                left -= 1
                return what(*args)

            return call

        with monkeypatch.context() as patch:
            for name in ("fsync", "replace", "remove"):
                patch.setattr(os, name, cut(getattr(os, name)))
            try:
                mpickle.save("new", path)
                break
            except Cut:
                pass
        assert mpickle.restore(path) == ("old" if steps < 2 else "new")
        steps += 1
    assert steps == 3
    assert mpickle.restore(path) == "new"
