"""The names of MicroPython's module ``mpickle`` that a program on a computer shares with a board.

``pack`` and ``Unpacker`` are for lines that lose and damage bytes, ``save`` and ``restore`` for files that
survive a power cut; both read what the other side writes. Everything else is CPython's ``pickle``.
"""

from pickle import (
    DEFAULT_PROTOCOL,
    HIGHEST_PROTOCOL,
    PickleBuffer,
    PickleError,
    Pickler,
    PicklingError,
    Unpickler,
    UnpicklingError,
    dump,
    dumps,
    load,
    loads,
)

from ._files import restore, save
from ._packets import Unpacker, pack

__version__ = "0.1.0"

__all__ = [
    "DEFAULT_PROTOCOL",
    "HIGHEST_PROTOCOL",
    "PickleBuffer",
    "PickleError",
    "Pickler",
    "PicklingError",
    "Unpacker",
    "Unpickler",
    "UnpicklingError",
    "dump",
    "dumps",
    "load",
    "loads",
    "pack",
    "restore",
    "save",
]
