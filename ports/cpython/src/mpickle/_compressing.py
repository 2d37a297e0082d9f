"""Compressed packets, files and logs: raw deflate (RFC 1951) that looks back 1 KiB at most, as boards have it.

Where an object is compressed, another byte stands for its format: ``z``, ``M``, ``C`` for ``.``, ``m``, ``c``.
"""

from __future__ import annotations

import zlib

_WINDOW = 10
#: The last byte of a pickle is its own; behind the objects of other formats it is put.
_PICKLE = b"."


def packed_mark(mark: bytes) -> bytes:
    """The byte behind an object that is compressed, for that of its format."""
    return b"z" if mark == _PICKLE else mark.upper()


def compress(data: bytes, wanted: bool) -> bytes:
    """An object that ends with the byte of its format; compressed, if that is wanted and shorter."""
    if not wanted:
        return data
    mark = data[-1:]
    stream = zlib.compressobj(9, zlib.DEFLATED, -_WINDOW, 9)
    packed = stream.compress(data if mark == _PICKLE else data[:-1]) + stream.flush() + packed_mark(mark)
    return packed if len(packed) < len(data) else data


def expand(data: bytes, mark: bytes, most: int | None, refusal: type[Exception]) -> bytes:
    """What ends with the byte ``mark`` of its format, or is compressed, as it was before; ``most`` bytes, None for any.

    ``refusal`` is raised for what is no compressed data, and for more.
    """
    if data[-1:] != packed_mark(mark):
        return data
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        expanded = stream.decompress(data[:-1], 0 if most is None else most + 1)
    except zlib.error:
        raise refusal("compressed data: damaged") from None
    if most is not None and len(expanded) > most:
        raise refusal(f"compressed data: longer than {most} bytes")
    if not stream.eof:
        raise refusal("compressed data: cut off")
    return expanded if mark == _PICKLE else expanded + mark
