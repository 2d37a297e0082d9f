"""Sends messages with PyPI's msgpack, one of them with an object of a class that both sides know as ext 0x10."""

import struct
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

import msgpack
from link import Board


@dataclass
class Reading:
    """What ext 0x10 is, here as on the board."""

    sensor: int
    celsius: float


def default(obj):
    """The form of a Reading."""
    return msgpack.ExtType(0x10, struct.pack(">Hf", obj.sensor, obj.celsius))


def ext_hook(code, data):
    """The Reading in an ext."""
    return Reading(*struct.unpack(">Hf", data)) if code == 0x10 else msgpack.ExtType(code, data)


MESSAGES = [{"id": 7, "t": 21.5}, Reading(3, 20.25), [None, True, -1, "text", b"\x00\xff", {"k": [1.5] * 40}]]

with Board(__file__) as board:
    for message in MESSAGES:
        board.process.stdin.write(msgpack.packb(message, default=default))
    board.process.stdin.close()
    answers = list(msgpack.Unpacker(board.process.stdout, ext_hook=ext_hook))

for answer in answers:
    print("answer:", answer)
assert answers == [MESSAGES[0], Reading(3, 20.75), MESSAGES[2], {"ticks": True}]
print("OK: messages and an object of a class went there and back")
