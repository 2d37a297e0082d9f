"""Files of which the last good version survives a power cut: an object, and its CRC-32 (little-endian).

The byte before the CRC-32 says of what format the object is, as in packets.
"""

from __future__ import annotations

import errno
import os
import pickle
from binascii import crc32
from collections.abc import Callable, Iterable
from typing import Any

from . import _compressing, _loading
from ._signing import FILE, TAIL, Key, check_key, sign, verify
from ._writing import dumps

_INTACT = 0x2144DF1C  # CRC-32 of anything with its own CRC-32 behind it
_TAIL = 4 + 1  # bytes of the checksum, and of the format before it
_PIECE = 65536

_MISSING, _TORN = b"missing", b"torn"
NO_DEFAULT: Any = object()


def save(
    obj: Any,
    path: str | os.PathLike[str],
    protocol: int | None = None,
    *,
    fix_imports: bool = True,
    compress: bool = False,
    key: Key = None,
    counter: int | None = None,
) -> None:
    """Write ``obj`` to the file ``path``, in a way that a power cut at any moment leaves the old version or the new.

    The version is written to ``path`` with ``.new`` behind it, read back, and then put in the place of the file. It is
    compressed if ``compress`` and if that is shorter. With a ``key`` of 16 bytes or more it is signed, together with
    ``counter``.
    """
    signature = check_key(key, counter)
    save_data(path, dumps(obj, protocol, fix_imports=fix_imports), compress, *signature)


def save_data(path: str | os.PathLike[str], data: bytes, compress: bool, key: bytes | None, counter: int) -> None:
    """Save an object that ends with the byte of its format, signed if there is a key."""
    data = sign(_compressing.compress(data, compress), key, counter, FILE)
    path = os.fspath(path)
    new = _beside(path)
    if _is_whole(_state(new)) and not _is_whole(_state(path)):
        # A cut has left the last good version beside the file, and the file is free.
        _write(path, data)
        os.remove(new)
    else:
        _write(new, data, path)
    _sync_folder(path)


def restore(
    path: str | os.PathLike[str],
    default: Any = NO_DEFAULT,
    *,
    fix_imports: bool = True,
    encoding: str = "ASCII",
    errors: str = "strict",
    buffers: Iterable[Any] | None = None,
    allow: _loading.Allow = "data",
    max_bytes: int | None = None,
    max_depth: int | None = None,
    max_objects: int | None = None,
    max_memo: int | None = None,
    key: Key = None,
    counter: int | None = None,
) -> Any:
    """Return the object that was saved to ``path`` last.

    If there is none, return ``default``; without a default raise FileNotFoundError, or UnpicklingError if there
    is a file but it is damaged. ``allow`` says what the file may name: plain data only unless it is given. With a
    ``key`` the file must be signed, by this key and with no counter below ``counter``; else UnpicklingError is raised,
    with a default too. The other arguments are those of ``loads``.
    """
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

    return restore_by(path, default, b".", load, pickle.UnpicklingError, key, counter, max_bytes)


def restore_by(
    path: str | os.PathLike[str],
    default: Any,
    mark: bytes,
    load: Callable[[bytes], Any],
    refusal: type[Exception],
    key: Key = None,
    counter: int | None = None,
    most: int | None = None,
) -> Any:
    """Return what ``load`` makes of what was saved last in the format of the byte ``mark``, with which it ends.

    What is compressed may expand to ``most`` bytes.
    """
    secret, least = check_key(key, counter)
    path = os.fspath(path)
    state, data = _read(path)
    if not _is_whole(state):
        missing = state == _MISSING
        state, data = _read(_beside(path))
        if not _is_whole(state):
            if default is not NO_DEFAULT:
                return default
            if missing and state == _MISSING:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
            raise refusal("damaged file")
    data = data[:-4]
    if secret is not None:
        if state != FILE:
            raise refusal("not signed")
        found = verify(data, secret, FILE)
        if found is None:
            raise refusal("wrong signature")
        if found < least:
            raise refusal("older than counter")
        data = data[:-TAIL]
    elif state == FILE:
        raise refusal("signed: needs its key")
    if data[-1:] not in (mark, _compressing.packed_mark(mark)):
        raise refusal("saved in another format")
    return load(_compressing.expand(data, mark, most, refusal))


def _beside(path: str) -> str:
    return path + ".new"


def _is_whole(state: bytes) -> bool:
    return state not in (_MISSING, _TORN)


def _read(path: str) -> tuple[bytes, bytes]:
    """As ``_state``, and all bytes: in one go, since others may replace or remove the file."""
    pieces: list[bytes] = []
    state = _state(path, pieces.append)
    return state, b"".join(pieces)


def _state(path: str, keep: Callable[[bytes], object] = len) -> bytes:
    """The byte of its format if the file has all of what was saved. A medium that cannot be read is torn.

    ``keep`` is given the pieces of the file.
    """
    crc = 0
    tail = b""
    try:
        with open(path, "rb") as file:
            while True:
                piece = file.read(_PIECE)
                if not piece:
                    break
                keep(piece)
                crc = crc32(piece, crc)
                tail = (tail + piece)[-_TAIL - 1 :]
    except FileNotFoundError:
        return _MISSING
    except OSError as e:
        if e.errno != errno.EIO:
            raise
        return _TORN
    # Erased flash, eight bytes of 0xff, has the right checksum too.
    if len(tail) > _TAIL and crc == _INTACT and 0x21 <= tail[1] <= 0x7E:
        return tail[1:2]
    return _TORN


def _write(path: str, data: bytes, name: str | None = None) -> None:
    """Write a version to a path where there is nothing to lose, and give it the name of another, if there is one.

    If it cannot be written, or cannot have that name (a folder's, or none), its room is given back.
    """
    try:
        with open(path, "wb") as file:
            file.write(data)
            file.write(crc32(data).to_bytes(4, "little"))
            file.flush()
            os.fsync(file.fileno())
        if not _is_whole(_state(path)):
            raise OSError(errno.EIO, os.strerror(errno.EIO), path)
        if name is not None:
            os.replace(path, name)
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
