"""Packets, files and logs of MessagePack, as MicroPython's module ``umsgpack`` has them, over PyPI's ``msgpack``.

python -m pip install "mpickle[msgpack]"
"""

from __future__ import annotations

import os
from typing import Any

import msgpack

from ._files import NO_DEFAULT, restore_by, save_data
from ._packets import Packets, seal
from ._signing import Key, check_key
from .logs import Records, append_packet

__all__ = ["Unpacker", "append", "pack", "records", "restore", "save"]

_MARK = b"m"

# It has no types.
_msgpack: Any = msgpack


def pack(obj: Any, *, compress: bool = False, key: Key = None, counter: int | None = None, **options: Any) -> bytes:
    """Return a packet with ``obj``, compressed if ``compress`` and if that is shorter, signed if there is a key.

    The options are those of ``msgpack.packb``.
    """
    signature = check_key(key, counter)
    return seal(_msgpack.packb(obj, **options) + _MARK, compress, *signature)


class Unpacker(Packets):
    """Finds packets in bytes that arrive in pieces, and iterates over the objects of those that are good.

    ``max_size`` is the longest object that is taken, in bytes, with a byte for the format; None takes any. The other
    arguments are those of ``msgpack.unpackb``. When ``feed`` has brought more, it can be iterated over again.
    """

    def __init__(
        self, max_size: int | None = 65536, *, key: Key = None, counter: int | None = None, **options: Any
    ) -> None:
        super().__init__(max_size, _MARK, lambda data: _load(data[:-1], options), ValueError, key, counter)


def save(
    obj: Any,
    path: str | os.PathLike[str],
    *,
    compress: bool = False,
    key: Key = None,
    counter: int | None = None,
    **options: Any,
) -> None:
    """Write ``obj`` to the file ``path``, in a way that a power cut at any moment leaves the old version or the new.

    The options are those of ``msgpack.packb``.
    """
    signature = check_key(key, counter)
    save_data(path, _msgpack.packb(obj, **options) + _MARK, compress, *signature)


def restore(
    path: str | os.PathLike[str],
    default: Any = NO_DEFAULT,
    *,
    max_bytes: int | None = None,
    key: Key = None,
    counter: int | None = None,
    **options: Any,
) -> Any:
    """Return the object that was saved to ``path`` last.

    If there is none, return ``default``; without a default raise FileNotFoundError, or ValueError if there is a file
    but it is damaged. ``max_bytes`` is the most that a compressed object may expand to; None takes any. The options
    are those of ``msgpack.unpackb``.
    """
    return restore_by(path, default, _MARK, lambda data: _load(data[:-1], options), ValueError, key, counter, max_bytes)


def append(
    obj: Any,
    path: str | os.PathLike[str],
    *,
    compress: bool = False,
    key: Key = None,
    counter: int | None = None,
    **options: Any,
) -> None:
    """Write ``obj`` behind the records of the log ``path``, which is made if there is none.

    The options are those of ``msgpack.packb``.
    """
    append_packet(pack(obj, compress=compress, key=key, counter=counter, **options), path)


class records(Records):
    """The objects of a log, in the order in which they were appended.

    ``max_size`` is the longest object that is taken, in bytes, with a byte for the format; None takes any. The other
    arguments are those of ``msgpack.unpackb``. A log that is not there has no records.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        max_size: int | None = 65536,
        *,
        key: Key = None,
        counter: int | None = None,
        **options: Any,
    ) -> None:
        super().__init__(path, max_size, _MARK, lambda data: _load(data[:-1], options), ValueError, key, counter)


def _load(data: bytes, options: dict[str, Any]) -> Any:
    # A board's maps may have any keys.
    return _msgpack.unpackb(data, **{"strict_map_key": False, **options})
