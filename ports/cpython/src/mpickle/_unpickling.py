"""``load`` and ``Unpickler``: those of ``pickle``, and with ``allow`` or a limit those of this package."""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterable
from typing import Any, Protocol

from . import _loading, _mpickle

# Bytes that are asked for at once, at most.
_MOST = 1 << 20


class Readable(Protocol):
    """What ``load`` reads from: any binary file."""

    def read(self, n: int = ..., /) -> bytes: ...


def _read_one(file: Any, max_bytes: int | None) -> bytes:
    """The bytes of the next pickle; the file is left behind it."""
    scanner = _mpickle.Scanner()
    data = b""
    try:
        ahead = bool(file.seekable())
    except AttributeError:
        ahead = False
    while True:
        try:
            end = scanner.scan(data)
        except ValueError as error:
            raise pickle.UnpicklingError(str(error)) from None
        if end is not None:
            break
        if max_bytes is not None and len(data) > max_bytes:
            raise pickle.UnpicklingError("max_bytes exceeded")
        # What is read beyond the pickle is given back, where that is possible.
        wanted = max(scanner.needed(data), min(len(data), _MOST), 512) if ahead else scanner.needed(data)
        piece = _read_line(file) if scanner.in_line and not ahead else file.read(min(wanted, _MOST))
        if not piece:
            raise EOFError("pickle data was truncated" if data else "Ran out of input")
        data += piece
    if end < len(data):
        file.seek(end - len(data), 1)
    return data[:end]


def _read_line(file: Any) -> bytes:
    """The bytes up to the end of a line, and not one more."""
    line: list[bytes] = []
    while byte := file.read(1):
        line.append(byte)
        if byte == b"\n" or len(line) >= _MOST:
            break
    return b"".join(line)


class _Hooked(_loading.Options):
    """Options of an Unpickler, whose class may have hooks."""

    def __init__(self, unpickler: Unpickler, **options: Any) -> None:
        super().__init__(**options)
        self._own_find = unpickler.find_class if type(unpickler).find_class is not Unpickler.find_class else None
        self.persistent_load = getattr(unpickler, "persistent_load", None)

    def find(self, module: Any, name: Any, python2: bool) -> Any:
        if self._own_find is not None:
            return self._own_find(module, name)
        return super().find(module, name, python2)


class Unpickler(pickle.Unpickler):
    """``pickle.Unpickler``, which with ``allow`` or a limit takes no more than ``loads`` does with the same.

    Then each ``load()`` is a pickle of its own, which refers to nothing of those before; ``find_class`` and
    ``persistent_load`` of a subclass are called as ever, and what they return is used.
    """

    def __init__(
        self,
        file: Readable,
        *,
        fix_imports: bool = True,
        encoding: str = "ASCII",
        errors: str = "strict",
        buffers: Iterable[Any] | None = None,
        allow: _loading.Allow = None,
        max_bytes: int | None = None,
        max_depth: int | None = None,
        max_objects: int | None = None,
        max_memo: int | None = None,
    ) -> None:
        limits = {"max_bytes": max_bytes, "max_depth": max_depth, "max_objects": max_objects, "max_memo": max_memo}
        own = allow is not None or any(limit is not None for limit in limits.values())
        # CPython's part has nothing to read then.
        source: Any = io.BytesIO() if own else file
        super().__init__(source, fix_imports=fix_imports, encoding=encoding, errors=errors, buffers=buffers)
        self._file: Any = file
        self._options: _Hooked | None = None
        if own:
            self._options = _Hooked(
                self,
                fix_imports=fix_imports,
                encoding=encoding,
                errors=errors,
                buffers=None if buffers is None else iter(buffers),
                allow=allow,
                **limits,
            )

    def load(self) -> Any:
        """The object of the next pickle in the file, which is left behind it."""
        if self._options is None:
            return super().load()
        data = _read_one(self._file, self._options.max_bytes)
        return _loading.load_bytes(data, self._options)[0]


def load(
    file: Readable,
    *,
    fix_imports: bool = True,
    encoding: str = "ASCII",
    errors: str = "strict",
    buffers: Iterable[Any] | None = None,
    allow: _loading.Allow = None,
    max_bytes: int | None = None,
    max_depth: int | None = None,
    max_objects: int | None = None,
    max_memo: int | None = None,
) -> Any:
    """Return the object of the next pickle in a binary file, which is left behind it.

    The options are those of ``loads``: without ``allow`` and limits it is ``pickle.load``, for pickles from people whom
    you trust.
    """
    return Unpickler(
        file,
        fix_imports=fix_imports,
        encoding=encoding,
        errors=errors,
        buffers=buffers,
        allow=allow,
        max_bytes=max_bytes,
        max_depth=max_depth,
        max_objects=max_objects,
        max_memo=max_memo,
    ).load()
