"""Logs: records one behind the other in a file, of which a power cut takes the last at most.

Each record is a packet with a checksum of its own. A record that was cut off is skipped and counted, and what is
appended later is found. A board whose file system may not grow a file in safety writes parts, ``path``, ``path.1``,
``path.2`` …, each with room that is zeros until there are records in it; they are read here as one log.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from . import _loading
from ._packets import Packets, pack
from ._signing import Key

__all__ = ["append", "records"]

_PIECE = 65536
_DELIMITER = b"\x00"


def append(
    obj: Any,
    path: str | os.PathLike[str],
    protocol: int | None = None,
    *,
    fix_imports: bool = True,
    compress: bool = False,
    key: Key = None,
    counter: int | None = None,
) -> None:
    """Write the pickle of ``obj`` behind the records of the log ``path``, which is made if there is none.

    It is on the medium when this returns. The arguments are those of ``pack``.
    """
    packet = pack(obj, protocol, fix_imports=fix_imports, compress=compress, key=key, counter=counter)
    append_packet(packet, path)


def append_packet(packet: bytes, path: str | os.PathLike[str]) -> None:
    """Write a packet of any format behind the records of a log."""
    with open(path, "ab") as file:
        file.write(packet)
        file.flush()
        os.fsync(file.fileno())


class Records(Packets):
    """The objects of a log, whose packets are of the format with the byte ``mark``; ``load`` makes the objects."""

    def __init__(
        self,
        path: str | os.PathLike[str],
        max_size: int | None,
        mark: bytes,
        load: Callable[[bytes], Any],
        refusal: type[Exception],
        key: Key = None,
        counter: int | None = None,
    ) -> None:
        super().__init__(max_size, mark, load, refusal, key, counter)
        self._pieces = _pieces(os.fspath(path))

    def __next__(self) -> Any:
        while (packet := self._take()) is None:
            self.feed(next(self._pieces))
        return self._object(packet)


class records(Records):
    """The objects of a log, in the order in which they were appended.

    ``max_size`` is the longest pickle that is taken, in bytes, expanded if it is compressed; None takes any. Pickles
    are plain data unless ``allow`` says otherwise: ``"python"`` takes everything that ``pickle.loads`` does, and must
    be for logs of people whom you trust; an iterable names what is taken beyond data (``"module.name"``, modules,
    classes, functions). The other arguments are those of ``loads``. A log that is not there has no records.

    What is refused raises UnpicklingError, and iteration can go on behind it. ``good``, ``damaged``, ``damage``,
    ``foreign`` and ``forged`` count the records so far, as they do for ``Unpacker``, whose ``key`` and ``counter`` are
    taken too.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        max_size: int | None = 65536,
        *,
        allow: _loading.Allow = "data",
        fix_imports: bool = True,
        encoding: str = "ASCII",
        errors: str = "strict",
        buffers: Iterable[Any] | None = None,
        max_bytes: int | None = None,
        max_depth: int | None = None,
        max_objects: int | None = None,
        max_memo: int | None = None,
        key: Key = None,
        counter: int | None = None,
    ) -> None:
        options = _loading.Options(
            fix_imports=fix_imports,
            encoding=encoding,
            errors=errors,
            buffers=buffers,
            allow="data" if allow is None else allow,
            max_bytes=max_bytes,
            max_depth=max_depth,
            max_objects=max_objects,
            max_memo=max_memo,
        )

        def load(data: bytes) -> Any:
            return _loading.load_bytes(data, options)[0]

        super().__init__(path, max_size, b".", load, pickle.UnpicklingError, key, counter)


def _pieces(path: str) -> Iterator[bytes]:
    """The bytes of a log's parts. Each part ends a record."""
    part, name = 0, path
    while os.path.exists(name):
        with open(name, "rb") as file:
            while piece := file.read(_PIECE):
                yield piece
        yield _DELIMITER
        part += 1
        name = f"{path}.{part}"
