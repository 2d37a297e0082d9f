"""The names of MicroPython's module ``mpickle``, for programs on a computer.

The codec is that of boards. ``pack`` and ``Unpacker`` are for lines that lose and damage bytes, ``save`` and
``restore`` for files that survive a power cut, ``append`` and ``records`` for logs that do; all read what the other
side writes, and take plain data only unless ``allow`` says otherwise. ``Pickler`` and ``dump`` are those of ``pickle``;
``load`` and ``Unpickler`` too, unless they are given ``allow`` or a limit.
"""

from pickle import (
    DEFAULT_PROTOCOL,
    HIGHEST_PROTOCOL,
    PickleBuffer,
    PickleError,
    Pickler,
    PicklingError,
    UnpicklingError,
    dump,
)

from ._files import restore, save
from ._index import Log
from ._loading import load_from, loads
from ._packets import Unpacker, pack
from ._registry import alias, register, unregister
from ._streams import ALoader, Decoder, adump, aload
from ._unpickling import Unpickler, load
from ._writing import dump_into, dumps
from .logs import append, records

__version__ = "0.1.0"

__all__ = [
    "DEFAULT_PROTOCOL",
    "HIGHEST_PROTOCOL",
    "ALoader",
    "Decoder",
    "Log",
    "PickleBuffer",
    "PickleError",
    "Pickler",
    "PicklingError",
    "Unpacker",
    "Unpickler",
    "UnpicklingError",
    "adump",
    "alias",
    "aload",
    "append",
    "dump",
    "dump_into",
    "dumps",
    "load",
    "load_from",
    "loads",
    "pack",
    "records",
    "register",
    "restore",
    "save",
    "unregister",
]
