"""Packets: a zero, a pickle with its CRC-32 (little-endian) encoded by COBS, and a zero.

COBS: Cheshire and Baker, "Consistent Overhead Byte Stuffing", 1999.
"""

from __future__ import annotations

import pickle
from binascii import crc32
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any

_DELIMITER = b"\x00"
_BLOCK = 254  # data bytes of the longest block, which stands for no zero at its end
_CHECKSUM = 4
_INTACT = 0x2144DF1C  # CRC-32 of anything with its own CRC-32 behind it


def pack(
    obj: Any,
    protocol: int | None = None,
    *,
    fix_imports: bool = True,
    buffer_callback: Callable[[pickle.PickleBuffer], Any] | None = None,
) -> bytes:
    """Return a packet with the pickle of ``obj``. The arguments are those of ``pickle.dumps``."""
    data = pickle.dumps(obj, protocol, fix_imports=fix_imports, buffer_callback=buffer_callback)
    return _DELIMITER + _stuff(data + crc32(data).to_bytes(_CHECKSUM, "little")) + _DELIMITER


def _stuff(data: bytes) -> bytes:
    """COBS: ``data`` without zeros."""
    blocks = []
    *ended, last = data.split(_DELIMITER)
    for part in ended:
        full = len(part) - len(part) % _BLOCK
        blocks += [part[at : at + _BLOCK] for at in range(0, full, _BLOCK)]
        blocks.append(part[full:])
    blocks += [last[at : at + _BLOCK] for at in range(0, len(last), _BLOCK)] or [b""]
    return b"".join([bytes([len(block) + 1]) + block for block in blocks])


class Unpacker:
    """Finds packets in bytes that arrive in pieces, and iterates over the objects of those that are good.

    ``max_size`` is the longest pickle that is taken, in bytes; None takes any. The other arguments are those
    of ``pickle.loads``. When ``feed`` has brought more, it can be iterated over again.
    """

    def __init__(
        self,
        max_size: int | None = 65536,
        *,
        fix_imports: bool = True,
        encoding: str = "ASCII",
        errors: str = "strict",
        buffers: Iterable[Any] | None = None,
    ) -> None:
        if max_size is not None and max_size < 0:
            raise ValueError("max_size")
        self._limit = float("inf") if max_size is None else max_size + _CHECKSUM
        self._options: dict[str, Any] = {
            "fix_imports": fix_imports,
            "encoding": encoding,
            "errors": errors,
            "buffers": buffers,
        }
        self.reset()

    @property
    def good(self) -> int:
        """Number of packets that arrived as they were sent."""
        return self._good

    @property
    def damaged(self) -> int:
        """Number of packets that did not, and were dropped."""
        return self._damaged

    @property
    def damage(self) -> str | None:
        """What was wrong with the last of these: "checksum", "incomplete" or "too long"."""
        return self._damage

    def reset(self) -> None:
        """Forget everything, as if it were new."""
        self._arrived: deque[bytes] = deque()
        self._good = self._damaged = 0
        self._damage: str | None = None
        self._begin()

    def feed(self, chunk: bytes | bytearray | memoryview | None) -> None:
        """Take the next bytes of the line; None is taken as no bytes."""
        if chunk is None:
            return
        *ended, rest = bytes(memoryview(chunk)).split(_DELIMITER)
        for piece in ended:
            self._take(piece)
            self._end()
        self._take(rest)

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        """The next object. When its pickle raises, the packet is gone all the same."""
        if not self._arrived:
            raise StopIteration
        return pickle.loads(self._arrived.popleft(), **self._options)

    def _begin(self) -> None:
        self._packet = bytearray()
        self._left = 0  # bytes that the block still has
        self._zero = False  # a zero stands behind the block, unless the packet ends there
        self._begun = False  # there is something since the last delimiter
        self._lost = False  # all up to the next delimiter is dropped

    def _take(self, piece: bytes) -> None:
        at = 0
        while at < len(piece) and not self._lost:
            if self._left:
                part = piece[at : at + self._left]
                at += len(part)
                self._left -= len(part)
            else:
                part = _DELIMITER if self._zero else b""
                self._begun = True
                self._left = piece[at] - 1
                self._zero = self._left < _BLOCK
                at += 1
            if len(self._packet) + len(part) > self._limit:
                self._packet.clear()
                self._lost = True
                self._drop("too long")
            else:
                self._packet += part

    def _end(self) -> None:
        if self._begun and not self._lost:
            if self._left or len(self._packet) <= _CHECKSUM:
                self._drop("incomplete")
            elif crc32(self._packet) != _INTACT:
                self._drop("checksum")
            else:
                self._arrived.append(bytes(self._packet[:-_CHECKSUM]))
                self._good += 1
        self._begin()

    def _drop(self, why: str) -> None:
        self._damaged += 1
        self._damage = why
