"""Logs as sequences: any record at once, by an index of where records are.

The index is kept in memory, or in a file of its own, which ``save`` writes: a cut leaves the old one or the new. It is
only ever a help. One that does not fit the log, because it is damaged, newer than what a cut has left, or another
log's, is made anew; what was appended since is looked for behind the last record that it has.
"""

from __future__ import annotations

import os
import pickle
import struct
from binascii import crc32
from collections.abc import Iterator
from threading import get_ident
from typing import Any, BinaryIO, Sequence, overload

from . import _loading, _mpickle
from ._compressing import expand
from ._files import restore, save
from ._signing import PACKET, TAIL, Key, check_key, verify

__all__ = ["Log"]

_PIECE = 65536
_VERSION = 1
#: Part of the log, offset of the first byte behind the zero, bytes up to the zero behind, CRC-32 of the object.
_PLACE = struct.Struct("<IQII")


class Log(Sequence[Any]):
    """The records of a log that are undamaged, by number: ``log[0]``, ``log[-1]``, ``log[10:20]``, ``len(log)``.

    ``index`` is a file for the index, which is made and brought up to date; without one it is in memory, and all of the
    log is read first. The other arguments are those of ``records``. With a ``key``, records are those that are signed
    with it. What is appended later is found by ``refresh``. A record that is refused raises UnpicklingError each time.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        index: str | os.PathLike[str] | None = None,
        max_size: int | None = 65536,
        *,
        allow: _loading.Allow = "data",
        fix_imports: bool = True,
        encoding: str = "ASCII",
        errors: str = "strict",
        max_bytes: int | None = None,
        max_depth: int | None = None,
        max_objects: int | None = None,
        max_memo: int | None = None,
        key: Key = None,
    ) -> None:
        if max_size is not None and max_size < 0:
            raise ValueError("max_size")
        self._options = _loading.Options(
            fix_imports=fix_imports,
            encoding=encoding,
            errors=errors,
            buffers=None,
            allow="data" if allow is None else allow,
            max_bytes=max_bytes,
            max_depth=max_depth,
            max_objects=max_objects,
            max_memo=max_memo,
        )
        self._path = os.fspath(path)
        self._index = None if index is None else os.fspath(index)
        self._key = check_key(key, None)[0]
        most = (1 << 32) - 1024
        self._most = most if max_size is None else min(max_size, most)
        if key is not None:
            self._most += TAIL
        self._places: list[tuple[int, int, int, int]] = self._read_index()
        self.refresh()

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...
    def __getitem__(self, index: int | slice) -> Any:
        """A record, or a list of some."""
        if isinstance(index, slice):
            return [self[number] for number in range(len(self._places))[index]]
        packet = self._packet(self._places[index])
        if packet is None:
            # The log is another one now.
            self._places = []
            self.refresh()
            packet = self._packet(self._places[index])
            if packet is None:
                raise pickle.UnpicklingError("damaged record")
        most = self._most - TAIL if self._key is not None else self._most
        return _loading.load_bytes(expand(packet, b".", most, pickle.UnpicklingError), self._options)[0]

    def refresh(self) -> None:
        """Look for records that were appended since."""
        if self._places and (self._packet(self._places[-1]) is None or self._packet(self._places[0]) is None):
            self._places = []
        had = len(self._places)
        part, offset = 0, 0
        if self._places:
            part, start, size, _ = self._places[-1]
            offset = start + size
        while os.path.exists(name := self._name(part)):
            with open(name, "rb") as file:
                for start, chunk in _chunks(file, offset, self._most):
                    packet = self._take(chunk)
                    if packet is not None:
                        self._places.append((part, start, len(chunk), crc32(packet)))
            part, offset = part + 1, 0
        if self._index is not None and len(self._places) != had:
            places = b"".join(_PLACE.pack(*place) for place in self._places)
            # Others that read the log may write the index at the same time.
            own = f"{self._index}.{os.getpid()}-{get_ident()}"
            save({"version": _VERSION, "max_size": self._most, "places": places}, own)
            os.replace(own, self._index)

    def _name(self, part: int) -> str:
        return f"{self._path}.{part}" if part else self._path

    def _read_index(self) -> list[tuple[int, int, int, int]]:
        """What the file has; nothing if it is none, or of a Log that took longer or only shorter records."""
        if self._index is None:
            return []
        try:
            found = restore(self._index, None)
            if found is None or found["version"] != _VERSION or found["max_size"] != self._most:
                return []
            return [(part, start, size, crc) for part, start, size, crc in _PLACE.iter_unpack(found["places"])]
        except (pickle.UnpicklingError, LookupError, TypeError, struct.error):
            return []

    def _take(self, chunk: bytes) -> bytes | None:
        """The pickle in what is between two zeros; None if it is no whole packet, or not signed with the key."""
        deframer = _mpickle.Deframer(self._most, ord("."), self._key is not None)
        deframer.feed(b"\0" + chunk + b"\0")
        packet = deframer.take()
        if packet is None or self._key is None:
            return packet
        return None if verify(packet, self._key, PACKET) is None else packet[:-TAIL]

    def _packet(self, place: tuple[int, int, int, int]) -> bytes | None:
        """The pickle at a place of the log; None if it is not there."""
        part, start, size, crc = place
        try:
            with open(self._name(part), "rb") as file:
                file.seek(start)
                packet = self._take(file.read(size))
        except FileNotFoundError:
            return None
        return packet if packet is not None and crc32(packet) == crc else None


def _chunks(file: BinaryIO, offset: int, most: int) -> Iterator[tuple[int, bytes]]:
    """What is between zeros, or at the end, from this offset on, with its own; not what is longer than a packet is."""
    # An object, its checksum, and a byte for each 254.
    longest = most + 4 + most // 254 + 8
    file.seek(offset)
    start = offset
    # What is too long is counted, and not kept.
    pieces: list[bytes] = []
    while piece := file.read(_PIECE):
        *ended, rest = piece.split(b"\0")
        for end in ended:
            pieces.append(end)
            offset += len(end)
            if offset > start and offset - start <= longest:
                yield start, b"".join(pieces)
            offset += 1
            start, pieces = offset, []
        pieces.append(rest)
        offset += len(rest)
        if offset - start > longest:
            pieces.clear()
    if offset > start and offset - start <= longest:
        yield start, b"".join(pieces)
