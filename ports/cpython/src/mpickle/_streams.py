"""Pickles in pieces: ``Decoder``, and the same for asyncio."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from . import _loading, _mpickle
from ._writing import dumps

_MOST = 512


class Decoder:
    """Takes pickles in pieces of any size, and iterates over the objects that are complete.

    The options are those of ``loads``, and hold for each pickle.
    """

    def __init__(self, **options: Any) -> None:
        self._options = _loading.Options(**options)
        self.reset()

    def reset(self) -> None:
        """Forget everything; the next byte fed is the first of a pickle."""
        self._pending = b""
        self._scanner = _mpickle.Scanner()
        self._failed = False
        self._offset = 0

    def feed(self, chunk: _loading.Buffer | None) -> None:
        """Take the next bytes; None is taken as no bytes."""
        self._check()
        if chunk is not None:
            self._pending += _loading.as_bytes(chunk)
            most = self._options.max_bytes
            if most is not None and len(self._pending) > most and self._end() is None:
                self._failed = True
                raise pickle.UnpicklingError("max_bytes exceeded")

    def needed(self) -> int:
        """How many bytes can be read without reading beyond the pickle at hand: 1 to 512."""
        return min(self._scanner.needed(self._pending), _MOST)

    def _check(self) -> None:
        if self._failed:
            raise pickle.UnpicklingError("an error came before: reset() the Decoder")

    def _end(self) -> int | None:
        try:
            return self._scanner.scan(self._pending)
        except ValueError as error:
            self._failed = True
            raise pickle.UnpicklingError(f"{error} of the pickle at byte {self._offset} of the stream") from None

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        self._check()
        end = self._end()
        if end is None:
            raise StopIteration
        data, self._pending = self._pending[:end], self._pending[end:]
        try:
            obj, _ = _loading.load_bytes(data, self._options)
        except BaseException:
            self._failed = True
            raise
        self._offset += end
        return obj


class Reader(Protocol):
    """What an ALoader reads from: an ``asyncio.StreamReader``, for example."""

    async def read(self, n: int = ..., /) -> bytes: ...


class Writer(Protocol):
    """What ``adump`` writes to: an ``asyncio.StreamWriter``, for example."""

    def write(self, data: bytes, /) -> Any: ...

    async def drain(self) -> Any: ...


class ALoader:
    """Iterates over the objects in an asynchronous stream, and reads nothing beyond them.

    ``observer`` is called with the bytes of each object, and with ``b""`` when it is complete; if it has a method
    ``update`` (a hash has one), that is called instead. ``read_ahead`` bytes at least are read at once.
    """

    def __init__(
        self,
        reader: Reader,
        observer: Any = None,
        *,
        read_ahead: int = 0,
        **options: Any,
    ) -> None:
        self._reader = reader
        self._observe: Callable[[bytes], Any] | None = getattr(observer, "update", observer)
        self._ahead = 0 if observer is not None else read_ahead
        self._decoder = Decoder(**options)

    def __aiter__(self) -> ALoader:
        return self

    async def __anext__(self) -> Any:
        decoder = self._decoder
        while True:
            for obj in decoder:
                if self._observe is not None:
                    self._observe(b"")
                return obj
            chunk = await self._reader.read(max(decoder.needed(), self._ahead))
            if not chunk:
                if decoder._pending:
                    raise EOFError("the stream ends within a pickle")
                raise StopAsyncIteration
            if self._observe is not None:
                self._observe(chunk)
            decoder.feed(chunk)


async def aload(reader: Reader, observer: Any = None, **options: Any) -> Any:
    """Await one object, and read not a byte more. EOFError when the stream ends before or within it."""
    async for obj in ALoader(reader, observer, **options):
        return obj
    raise EOFError("Ran out of input")


async def adump(obj: Any, writer: Writer, protocol: int | None = None, **options: Any) -> None:
    """Await that the pickle of ``obj`` is written. The other arguments are those of ``dumps``."""
    writer.write(dumps(obj, protocol, **options))
    await writer.drain()
