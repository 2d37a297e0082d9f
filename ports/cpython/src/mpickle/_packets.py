"""Packets: a zero, an object with the CRC-32 (little-endian) behind it, encoded by COBS, and a zero.

The byte before the CRC-32 says of what format the object is. Every pickle ends with its own; behind the objects of
other formats it is put.

COBS: Cheshire and Baker, "Consistent Overhead Byte Stuffing", 1999.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from . import _compressing, _loading, _mpickle
from ._signing import PACKET, TAIL, Key, check_key, sign, verify
from ._writing import dumps


def pack(
    obj: Any,
    protocol: int | None = None,
    *,
    fix_imports: bool = True,
    buffer_callback: Callable[[pickle.PickleBuffer], Any] | None = None,
    compress: bool = False,
    key: Key = None,
    counter: int | None = None,
) -> bytes:
    """Return a packet with the pickle of ``obj``, compressed if ``compress`` and if that is shorter.

    With a ``key`` of 16 bytes or more it is signed, together with ``counter`` (0 to 2**32 - 1, and 0 if there is none).
    The other arguments are those of ``dumps``.
    """
    signature = check_key(key, counter)
    data = dumps(obj, protocol, fix_imports=fix_imports, buffer_callback=buffer_callback)
    return seal(data, compress, *signature)


def seal(data: bytes, compress: bool = False, key: bytes | None = None, counter: int = 0) -> bytes:
    """Return a packet of an object that ends with the byte of its format, signed if there is a key."""
    return _mpickle.seal(sign(_compressing.compress(data, compress), key, counter, PACKET))


class Packets:
    """Finds packets of one format in bytes that arrive in pieces, and iterates over the objects of those that are good.

    ``mark`` is the byte of the format, and ``load`` makes the object of what ends with it. ``refusal`` is raised for
    compressed ones that cannot be expanded to ``max_size`` bytes. With a ``key`` packets must be signed, and with a
    ``counter`` their counters must be above it and rise.
    """

    def __init__(
        self,
        max_size: int | None,
        mark: bytes,
        load: Callable[[bytes], Any],
        refusal: type[Exception],
        key: Key = None,
        counter: int | None = None,
    ) -> None:
        if max_size is not None and max_size < 0:
            raise ValueError("max_size")
        self._key, self._counter = check_key(key, counter)
        self._ordered = counter is not None
        self._most = max_size
        self._limit = sys.maxsize if max_size is None else min(max_size, sys.maxsize - TAIL)
        if key is not None:
            self._limit += TAIL
        self._mark = mark
        self._load = load
        self._refusal = refusal
        self.reset()

    @property
    def good(self) -> int:
        """Number of packets that arrived as they were sent."""
        return self._deframer.good

    @property
    def damaged(self) -> int:
        """Number of packets that did not, and were dropped."""
        return self._deframer.damaged

    @property
    def foreign(self) -> int:
        """Number of packets that are of another format, and were dropped."""
        return self._deframer.foreign

    @property
    def damage(self) -> str | None:
        """What was wrong with the last that was dropped: "checksum", "incomplete" or "too long".

        With a key also "not signed", "signature" (another key, or changed) or "replay".
        """
        return self._deframer.damage

    @property
    def forged(self) -> int:
        """Number of packets that came undamaged, were not what the owner of the key signed, and were dropped."""
        return self._deframer.forged

    @property
    def counter(self) -> int:
        """The counter of the last signed packet that was taken; until then the one that was given, or 0."""
        return self._counter

    def reset(self) -> None:
        """Forget everything, as if it were new, but for the counter."""
        self._deframer = _mpickle.Deframer(self._limit, self._mark[0], self._key is not None)

    def feed(self, chunk: _loading.Buffer | None) -> None:
        """Take the next bytes of the line; None is taken as no bytes."""
        if chunk is not None:
            self._deframer.feed(_loading.as_bytes(chunk))

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        """The next object. When it cannot be loaded, the packet is gone all the same."""
        packet = self._take()
        if packet is None:
            raise StopIteration
        return self._object(packet)

    def _object(self, packet: bytes) -> Any:
        """What a packet holds."""
        return self._load(_compressing.expand(packet, self._mark, self._most, self._refusal))

    def _take(self) -> bytes | None:
        """The next packet that is to be loaded; None if there is none for now."""
        while True:
            packet = self._deframer.take()
            if packet is None or self._key is None:
                return packet
            counter = verify(packet, self._key, PACKET)
            if counter is None:
                self._deframer.refuse("signature")
            elif self._ordered and counter <= self._counter:
                self._deframer.refuse("replay")
            else:
                self._counter = counter
                return packet[:-TAIL]


class Unpacker(Packets):
    """Finds packets in bytes that arrive in pieces, and iterates over the objects of those that are good.

    ``max_size`` is the longest pickle that is taken, in bytes, expanded if it is compressed; None takes any.
    ``allow`` says what a packet may name: plain data only unless it is given; see ``loads``, whose options the others
    are. With a ``key`` packets must be signed, and with a ``counter`` theirs must be above it and rise. When ``feed``
    has brought more, it can be iterated over again.
    """

    def __init__(
        self,
        max_size: int | None = 65536,
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

        super().__init__(max_size, b".", load, pickle.UnpicklingError, key, counter)
