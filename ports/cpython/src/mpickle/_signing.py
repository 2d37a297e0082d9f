"""Signatures of packets, files and logs: HMAC-SHA-256, with a counter.

Behind an object and the byte of its format stand the counter (four bytes, little-endian, 0 for none), the first 16
bytes of the HMAC-SHA-256 of all that with the mark behind it, and the mark: ``s`` in packets and logs, ``S`` in files.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Union

Key = Union[bytes, bytearray, memoryview, None]

PACKET, FILE = b"s", b"S"
#: Bytes behind the byte of the format.
TAIL = 4 + 16 + 1
_SHORTEST_KEY = 16


def check_key(key: Key, counter: object) -> tuple[bytes | None, int]:
    """The key, and the counter as a number, 0 for None. TypeError and ValueError for what is none."""
    if key is not None:
        if isinstance(key, str):
            raise TypeError("key: not bytes")
        key = bytes(memoryview(key))
        if len(key) < _SHORTEST_KEY:
            raise ValueError("key: at least 16 bytes")
    if counter is None:
        return key, 0
    if not isinstance(counter, int):
        raise TypeError("counter: not an int")
    if key is None or not 0 <= counter < 1 << 32:
        raise ValueError("counter")
    return key, int(counter)


def _code(data: bytes, key: bytes, mark: bytes) -> bytes:
    return hmac.new(key, data + mark, hashlib.sha256).digest()[:16]


def sign(data: bytes, key: bytes | None, counter: int, mark: bytes) -> bytes:
    """``data``, which ends with the byte of its format, with a signature behind it if there is a key."""
    if key is None:
        return data
    data += counter.to_bytes(4, "little")
    return data + _code(data, key, mark) + mark


def verify(data: bytes, key: bytes, mark: bytes) -> int | None:
    """The counter of signed ``data``; None if the owner of the key has not signed it."""
    if len(data) <= TAIL or data[-1:] != mark:
        return None
    signed, code = data[:-17], data[-17:-1]
    if not hmac.compare_digest(_code(signed, key, mark), code):
        return None
    return int.from_bytes(signed[-4:], "little")
