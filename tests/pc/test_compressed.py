"""The command on compressed files and logs: bounds, damage, and the package beside it."""

import pickle
import zlib

import mpickle
import pytest

ROWS = [{"n": n, "name": "sensor"} for n in range(50)]


def squeezed(data):
    """A compressed packet of these bytes."""
    stream = zlib.compressobj(9, zlib.DEFLATED, -10)
    return mpickle._mpickle.seal(stream.compress(data) + stream.flush() + b"z")


def test_records_of_both_kinds(tool, tmp_path):
    """Are listed one after the other; heap and check look at what they expand to."""
    path = tmp_path / "log"
    for obj in (ROWS, 7, ROWS):
        mpickle.append(obj, path, compress=True)
    plain = tmp_path / "plain"
    mpickle.append(ROWS, plain)
    assert path.stat().st_size < plain.stat().st_size
    done = tool("cat", path)
    assert (done.status, len(done.out.splitlines())) == (0, 3)
    assert tool("check", path).status == 0
    alone = tmp_path / "alone"
    mpickle.append(ROWS, alone, compress=True)
    assert tool("heap", alone).out == tool("heap", plain).out
    assert tool("diff", alone, plain).status == 0
    mpickle.save(ROWS, tmp_path / "saved", compress=True)
    mpickle.save(ROWS, tmp_path / "whole")
    assert tool("diff", tmp_path / "saved", tmp_path / "whole").status == 0
    assert (
        tool("convert", tmp_path / "saved", "--to", "json").out
        == tool("convert", tmp_path / "whole", "--to", "json").out
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (squeezed(mpickle.dumps(ROWS)[:-9]), "Ran out of input"),
        (mpickle._mpickle.seal(b"\x07\x00z"), "compressed data: damaged"),
        (mpickle._mpickle.seal(b"\x01\x05\x00\xfa\xff\x80z"), "compressed data: cut off"),
        (mpickle._mpickle.seal(b"z"), "compressed data: cut off"),
    ],
)
def test_damage_behind_the_right_checksum(tool, write, data, words):
    """Is named; cat goes on with the next record."""
    path = write(data + mpickle.pack(7))
    done = tool("cat", "--jsonl", path)
    assert done.out == "7\n" and words in done.err and done.status == 1
    for command in ("check", "show"):
        done = tool(command, path)
        assert done.status == 2 and words in done.err, (command, done.err)


def test_what_is_expanded_is_bounded(tool, write):
    """A file stands for 64 MiB at most."""
    stream = zlib.compressobj(9, zlib.DEFLATED, -10)
    pieces = [stream.compress(bytes(1 << 20)) for _ in range(65)]
    packet = mpickle._mpickle.seal(b"".join(pieces) + stream.flush() + b"z")
    assert len(packet) < 1 << 17
    path = write(packet + mpickle.pack(7))
    words = "compressed data: longer than 67108864 bytes"
    for command in ("check", "show"):
        done = tool(command, path)
        assert done.status == 2 and words in done.err
    done = tool("cat", "--jsonl", path)
    assert (done.status, done.out) == (1, "7\n") and words in done.err


def test_readers_do_not_believe_sizes():
    """The package stops at max_size, and of a file at max_bytes."""
    packet = squeezed(mpickle.dumps(bytes(1 << 20)))
    unpacker = mpickle.Unpacker()
    unpacker.feed(packet + mpickle.pack(7))
    with pytest.raises(pickle.UnpicklingError, match="compressed data: longer than 65536 bytes"):
        next(unpacker)
    assert list(unpacker) == [7]
