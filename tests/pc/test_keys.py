"""``--key`` of the command: what is signed with another key, or not at all, is no data."""

import os
import pickle
import pty
import subprocess
import sys
import threading
import tty

import mpickle
import pytest
from mpickle import _mpickle
from mpickle._signing import PACKET, sign

KEY, OTHER = b"0123456789abcdef", b"fedcba9876543210"
READING = {"t": 21.5}


@pytest.fixture
def keys(write):
    """The files of two keys."""
    return write(KEY, "key"), write(OTHER, "other")


def test_packets(tool, write, keys):
    """The records of a log that are signed with the key; others are counted."""
    key, other = keys
    whole = b"".join(mpickle.pack({"n": n}, key=KEY, counter=n) for n in range(3))
    done = tool("cat", "--jsonl", "--key", key, write(whole))
    assert done.status == 0 and done.out.splitlines() == ['{"n": 0}', '{"n": 1}', '{"n": 2}'] and not done.err
    mixed = whole + mpickle.pack({"n": 3}) + mpickle.pack({"n": 4}, key=OTHER)
    done = tool("cat", "--jsonl", "--key", key, write(mixed))
    assert done.status == 1 and done.out.count("\n") == 3
    assert "3 records; 2 packets are not signed with this key" in done.err
    done = tool("cat", "--key", other, write(whole))
    assert done.status == 2 and done.out == "" and "nothing is signed with this key" in done.err
    # Without a key signatures are told and not checked.
    done = tool("cat", "--jsonl", write(whole))
    assert done.status == 0 and done.out.count("\n") == 3 and "signature, which was not checked: 3 times" in done.err


def test_every_byte(tool, write, keys):
    """A packet of which anything was changed is no record."""
    body = pickle.dumps(READING, 4)
    signed = mpickle.Unpacker(key=KEY)
    data = sign(body, KEY, 7, PACKET)
    packets = b""
    for at in range(len(data)):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        packets += _mpickle.seal(changed)
    signed.feed(packets)
    assert list(signed) == []
    done = tool("cat", "--key", keys[0], write(packets + _mpickle.seal(data)))
    assert done.status == 1 and f"1 records; {len(data)} packets are not signed" in done.err


def test_files(tool, tmp_path, write, keys):
    """check, show, heap, convert and cat of a file that save wrote."""
    key, other = keys
    path = tmp_path / "settings.pickle"
    mpickle.save(READING, path, key=KEY, counter=3)
    for command in (("check",), ("show",), ("heap",), ("convert", "--to", "json"), ("cat", "--jsonl")):
        assert tool(*command, path, "--key", key).status == 0, command
        done = tool(*command, path, "--key", other)
        assert done.status == 2 and "wrong signature: another key, or the file was changed" in done.err, command
        assert done.out == "", command
        done = tool(*command, write(pickle.dumps(READING)), "--key", key)
        assert done.status == 2 and "not signed" in done.err, command
    plain = tmp_path / "plain.pickle"
    mpickle.save(READING, plain)
    assert "not signed" in tool("show", plain, "--key", key).err
    data = bytearray(path.read_bytes())
    data[4] ^= 1
    assert tool("show", write(bytes(data)), "--key", key).status == 2


def test_bad_keys(tool, write):
    """A key that is none is an error of its own."""
    packet = write(mpickle.pack(1, key=KEY))
    done = tool("cat", packet, "--key", write(b"short", "short"))
    assert done.status == 2 and "5 bytes: a key has 16 at least" in done.err
    done = tool("cat", packet, "--key", "no-such-file")
    assert done.status == 2 and "cannot read the key in no-such-file" in done.err


def test_line(write, keys):
    """send signs, with counters that rise; watch takes what is signed."""
    ours, theirs = pty.openpty()
    name = os.ttyname(theirs)
    tty.setraw(ours)
    tty.setraw(theirs)
    path = write(b"".join(pickle.dumps(n, 4) for n in range(3)))
    unpacker = mpickle.Unpacker(key=KEY, counter=4)
    got = []

    def receive():
        while len(got) < 3:
            unpacker.feed(os.read(ours, 100))
            got.extend((obj, unpacker.counter) for obj in unpacker)

    reader = threading.Thread(target=receive, daemon=True)
    reader.start()
    command = [sys.executable, "-m", "mpickle"]
    arguments = ["--no-ack", "--key", str(keys[0]), "--counter", "5"]
    subprocess.run([*command, "send", str(path), name, *arguments], check=True, capture_output=True, timeout=60)
    reader.join(10)
    assert got == [(0, 5), (1, 6), (2, 7)] and unpacker.forged == 0

    arguments = ["--count", "1", "--seconds", "30", "--key", str(keys[0])]
    watch = subprocess.Popen([*command, "watch", name, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    stop = threading.Event()

    def write_packets():
        while not stop.wait(0.2):
            os.write(ours, mpickle.pack("unsigned") + mpickle.pack("signed", key=KEY))

    writer = threading.Thread(target=write_packets, daemon=True)
    writer.start()
    out, err = watch.communicate(timeout=60)
    stop.set()
    writer.join()
    assert out.decode() == '"signed"\n' and b"not signed with this key" in err and watch.returncode == 1
    os.close(ours)
    os.close(theirs)
