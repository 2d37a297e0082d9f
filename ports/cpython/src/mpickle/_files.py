"""Files of which the last good version survives a power cut: a pickle, and its CRC-32 (little-endian)."""

from __future__ import annotations

import errno
import os
import pickle
from binascii import crc32
from collections.abc import Iterable
from typing import IO, Any

_INTACT = 0x2144DF1C  # CRC-32 of anything with its own CRC-32 behind it
_SHORTEST = 4 + 2  # the checksum, and the shortest pickle
_ERASED = 0xFF  # what erased flash reads as, and no pickle begins with
_PIECE = 65536

_MISSING, _TORN, _WHOLE = range(3)
_NO_DEFAULT = object()


class _Summing:
    """A file with a checksum of all that is written."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.crc = 0

    def write(self, data: Any) -> int:
        self.crc = crc32(data, self.crc)
        return self.file.write(data)


def save(obj: Any, path: str | os.PathLike[str], protocol: int | None = None, *, fix_imports: bool = True) -> None:
    """Write ``obj`` to the file ``path``, in a way that a power cut at any moment leaves the old version or the new.

    The version is written to ``path`` with ``.new`` behind it, read back, and then put in the place of the file.
    """
    path = os.fspath(path)
    new = _beside(path)
    if _state(new) == _WHOLE and _state(path) != _WHOLE:
        # A cut has left the last good version beside the file, and the file is free.
        _write(path, obj, protocol, fix_imports)
        os.remove(new)
    else:
        _write(new, obj, protocol, fix_imports)
        os.replace(new, path)
    _sync_folder(path)


def restore(
    path: str | os.PathLike[str],
    default: Any = _NO_DEFAULT,
    *,
    fix_imports: bool = True,
    encoding: str = "ASCII",
    errors: str = "strict",
    buffers: Iterable[Any] | None = None,
) -> Any:
    """Return the object that was saved to ``path`` last.

    If there is none, return ``default``; without a default raise FileNotFoundError, or UnpicklingError if there
    is a file but it is damaged. The other arguments are those of ``pickle.load``.
    """
    path = os.fspath(path)
    source = path
    if _state(path) != _WHOLE:
        source = _beside(path)
        if _state(source) != _WHOLE:
            if default is not _NO_DEFAULT:
                return default
            if not os.path.exists(path) and not os.path.exists(source):
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
            raise pickle.UnpicklingError("damaged file")
    with open(source, "rb") as file:
        return pickle.load(file, fix_imports=fix_imports, encoding=encoding, errors=errors, buffers=buffers)


def _beside(path: str) -> str:
    return path + ".new"


def _state(path: str) -> int:
    """Whether the file has all of what was saved. A medium that cannot be read is torn."""
    crc = size = 0
    try:
        with open(path, "rb") as file:
            while True:
                piece = file.read(_PIECE)
                if not piece:
                    return _WHOLE if size >= _SHORTEST and crc == _INTACT else _TORN
                if size == 0 and piece[0] == _ERASED:
                    return _TORN
                crc = crc32(piece, crc)
                size += len(piece)
    except FileNotFoundError:
        return _MISSING
    except OSError as e:
        if e.errno != errno.EIO:
            raise
        return _TORN


def _write(path: str, obj: Any, protocol: int | None, fix_imports: bool) -> None:
    """Write a version to a path where there is nothing to lose. If it cannot be, its room is given back."""
    try:
        with open(path, "wb") as file:
            summing = _Summing(file)
            pickle.dump(obj, summing, protocol, fix_imports=fix_imports)
            file.write(summing.crc.to_bytes(4, "little"))
            file.flush()
            os.fsync(file.fileno())
        if _state(path) != _WHOLE:
            raise OSError(errno.EIO, os.strerror(errno.EIO), path)
    except BaseException:
        if os.path.exists(path):
            os.remove(path)
        raise


def _sync_folder(path: str) -> None:
    """Make the names in the file's folder durable."""
    if os.name == "posix":
        folder = os.open(os.path.dirname(path) or ".", os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
