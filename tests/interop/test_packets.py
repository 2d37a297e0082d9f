"""Packets: the native module and the package for CPython, one against the other, over lines that damage them."""

import os
import pickle
import random
import select
import struct
import subprocess
import time
import tty
from binascii import crc32

import mpickle
import pytest
from host import environment
from hypothesis import given
from hypothesis import strategies as st
from lines import corrupt, mangle, pieces

PACKETS = 10_000

# What MicroPython makes of a line, in pieces: objects, counts.
RECEIVE = """
import struct
max_size, count = struct.unpack_from("<II", data)
unpacker = mpickle.Unpacker(max_size)
objects = []
at = 8 + 2 * count
for i in range(count):
    size = struct.unpack_from("<H", data, 8 + 2 * i)[0]
    unpacker.feed(memoryview(data)[at : at + size])
    at += size
    objects += list(unpacker)
result = mpickle.dumps((objects, unpacker.good, unpacker.damaged, unpacker.damage))
"""


def receive_there(peer, line, max_size=65536, seed=0):
    """What MicroPython's Unpacker delivers, with its counts."""
    parts = list(pieces(line, seed))
    head = struct.pack(f"<II{len(parts)}H", max_size, len(parts), *map(len, parts))
    return pickle.loads(peer.run(RECEIVE, head + line))


def receive_here(line, max_size=65536, seed=0):
    """The same from CPython's."""
    unpacker = mpickle.Unpacker(max_size)
    objects = []
    for piece in pieces(line, seed):
        unpacker.feed(piece)
        objects += unpacker
    return objects, unpacker.good, unpacker.damaged, unpacker.damage


def records(count, seed):
    """Small objects, each of which says which it is."""
    rng = random.Random(seed)
    return [[i, rng.randbytes(rng.randrange(30)), rng.random() < 0.5, "\x00" * rng.randrange(9)] for i in range(count)]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary(max_size=600) | st.just(bytes(254)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(VALUES)
def test_the_same_packets(peer, obj):
    """Every packet of one side is read by the other, and both enclose a pickle in the same way."""
    there = peer.run("u = mpickle.Unpacker(); u.feed(data); result = mpickle.dumps(list(u))", mpickle.pack(obj))
    assert pickle.loads(there) == [obj]

    data = pickle.dumps(obj)
    packet = peer.run("result = mpickle.pack(mpickle.loads(data))", data)
    assert packet == sealed(peer.run("result = mpickle.dumps(mpickle.loads(data))", data))
    assert receive_here(packet) == ([obj], 1, 0, None)
    assert mpickle.pack(obj) == sealed(mpickle.dumps(obj))


def sealed(data):
    """A packet, written down from the definition of COBS, byte by byte."""
    data += struct.pack("<I", crc32(data))
    out, block = bytearray(b"\x00"), bytearray()
    for i, byte in enumerate(data):
        if byte:
            block.append(byte)
        if not byte or (len(block) == 254 and i + 1 < len(data)):
            out += bytes([len(block) + 1]) + block
            block.clear()
    if block or not data[-1]:
        out += bytes([len(block) + 1]) + block
    return bytes(out + b"\x00")


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["flip", "flip", "lose", "double", "truncate", "insert"]),
        st.integers(0, 1 << 20),
        st.integers(0, 255),
    ),
    max_size=12,
)


@given(st.integers(0, 1 << 30), CHANGES, st.sampled_from([10, 40, 65536]))
def test_both_sides_agree_about_damage(peer, seed, changes, max_size):
    """Bytes flipped, lost, doubled, cut off and inserted: both sides deliver, count and report the same."""
    sent = [*records(12, seed), "x" * 600, bytes(600)]
    line = mangle(b"".join(map(mpickle.pack, sent)), changes)
    here = receive_here(line, max_size, seed)
    assert receive_there(peer, line, max_size, seed + 1) == here
    objects, good, damaged, damage = here
    assert good == len(objects)
    assert (damaged > 0) == (damage is not None)
    # What is delivered was sent, in this order; a doubled packet may come twice.
    places = [sent.index(obj) for obj in objects]
    assert places == sorted(places)


@given(st.integers(0, 1 << 30), CHANGES)
def test_a_packet_after_any_damage(peer, seed, changes):
    """The receiver is in step again at the next delimiter."""
    line = mangle(b"".join(map(mpickle.pack, records(4, seed))), changes) + mpickle.pack("the next one")
    for receive in (receive_here, lambda line: receive_there(peer, line)):
        assert receive(line)[0][-1:] == ["the next one"]


@pytest.mark.parametrize("seed", range(3))
def test_ten_thousand_packets_to_micropython(peer, seed):
    """1% of the bytes is wrong: what is whole is delivered, and nothing else."""
    sent = records(PACKETS, seed)
    line, whole = corrupt(list(map(mpickle.pack, sent)), 0.01, seed)
    objects, good, damaged, _ = receive_there(peer, line, seed=seed)
    assert objects == [sent[i] for i in whole]
    assert good == len(whole)
    assert PACKETS * 0.2 < good < PACKETS * 0.9
    # Neighbours seldom become one, and a zero in the middle makes two of one.
    assert damaged >= (PACKETS - good) * 0.99


@pytest.mark.parametrize("seed", range(3))
def test_ten_thousand_packets_from_micropython(peer, seed):
    """The same in the other direction."""
    sent = records(PACKETS, seed)
    packets = peer.run("result = b''.join([mpickle.pack(o) for o in mpickle.loads(data)])", pickle.dumps(sent))
    packets = [b"\x00" + packet + b"\x00" for packet in packets.strip(b"\x00").split(b"\x00\x00")]
    assert len(packets) == PACKETS
    line, whole = corrupt(packets, 0.01, seed)
    objects, good, damaged, _ = receive_here(line, seed=seed)
    assert objects == [sent[i] for i in whole]
    assert good == len(whole)
    # Neighbours seldom become one, and a zero in the middle makes two of one.
    assert damaged >= (PACKETS - good) * 0.99


# A board that answers every packet that arrives, until it is told to end.
ECHO = """
import sys
import mpickle

uart_in, uart_out = sys.stdin.buffer, sys.stdout.buffer
unpacker = mpickle.Unpacker(200)
while True:
    unpacker.feed(uart_in.read(1))
    for obj in unpacker:
        uart_out.write(mpickle.pack((obj, unpacker.good, unpacker.damaged)))
        if obj == "end":
            raise SystemExit
"""


def talk(fd, process, data, until):
    """Write data to a terminal while reading from it; returns what came, which ends with a packet of this kind."""
    unpacker = mpickle.Unpacker()
    received = bytearray()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        readable, writable, _ = select.select([fd], [fd] if data else [], [], 1)
        if readable:
            piece = os.read(fd, 4096)
            received += piece
            unpacker.feed(piece)
            if any(until(obj) for obj in unpacker):
                return bytes(received)
        if writable:
            data = data[os.write(fd, data[:500]) :]
        assert process.poll() in (None, 0), process.stderr.read()
    raise AssertionError(f"no end after {len(received)} bytes")


@pytest.mark.parametrize("seed", range(2))
def test_a_terminal_as_uart(micropython, seed):
    """Both directions over a pseudo-terminal, each with damage of every kind."""
    sent = records(500, seed)
    packets = list(map(mpickle.pack, sent))
    line, whole = corrupt(packets, 0.005, seed)
    expected = [sent[i] for i in whole]
    # Lost bytes and noise between packets, a packet cut off, and one twice.
    noise = b"\xff\xfe noise" + packets[0][7:] + packets[1][:-5] + packets[2] * 2
    ours, theirs = os.openpty()
    try:
        tty.setraw(theirs)
        process = subprocess.Popen(
            [str(micropython), "-c", ECHO], stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, env=environment()
        )
        data = line + noise + mpickle.pack("end")
        received = talk(ours, process, data, lambda obj: obj[0] == "end")
        assert process.wait(20) == 0
        process.stderr.close()
    finally:
        os.close(ours)
        os.close(theirs)
    answers, *_ = receive_here(received)
    assert [obj for obj, _, _ in answers] == [*expected, sent[2], sent[2], "end"]
    assert [good for _, good, _ in answers] == list(range(1, len(answers) + 1))
    assert answers[-1][2] >= len(sent) - len(expected)
    # The way back is damaged too.
    replies = [b"\x00" + packet + b"\x00" for packet in received.strip(b"\x00").split(b"\x00\x00")]
    line, whole = corrupt(replies, 0.01, seed + 1)
    assert receive_here(line)[0] == [answers[i] for i in whole]
