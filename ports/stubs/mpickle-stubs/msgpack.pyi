"""MessagePack: ``mpickle.msgpack``, which is the module ``umsgpack`` too. Options are in docs/msgpack.md."""

from collections.abc import Callable
from typing import Any

from . import ALoader as _ALoader
from . import Bytes, _Records
from . import Decoder as _Decoder
from . import Unpacker as _Unpacker

__version__: tuple[int, int, int]
float_precision: str
builtins: dict[Any, Any]
custom: dict[Any, Any]
packers: dict[int, Any]

class PackException(Exception): ...
class UnsupportedTypeException(PackException): ...
class UnpackException(Exception): ...
class InsufficientDataException(UnpackException): ...
class InvalidStringException(UnpackException): ...
class ReservedCodeException(UnpackException): ...
class UnhashableKeyException(UnpackException): ...
class DuplicateKeyException(UnpackException): ...

class ExtType:
    """Bytes of a type that nobody has registered."""

    code: int
    data: bytes
    def __init__(self, code: int, data: Bytes) -> None: ...

class Timestamp:
    """Seconds since 1970, and nanoseconds beyond them."""

    seconds: int
    nanoseconds: int
    def __init__(self, seconds: int, nanoseconds: int = 0) -> None: ...

def ext_serializable(code: int, type: type | None = None) -> Callable[[Any], Any]:
    """A decorator of classes with ``packb`` and ``unpackb``; of a packer for another type if one is given."""

def dumps(obj: object, **options: Any) -> bytes:
    """The bytes of ``obj``."""

def packb(obj: object, **options: Any) -> bytes:
    """``dumps`` by the name that other packages have for it."""

def dump(obj: object, file: Any, **options: Any) -> None:
    """Write ``obj`` to a stream."""

def loads(data: Bytes, **options: Any) -> Any:
    """The object; bytes behind it are ignored. Raises UnpackException with the byte."""

def unpackb(data: Bytes, **options: Any) -> Any:
    """``loads`` by the name that other packages have for it."""

def load(file: Any, **options: Any) -> Any:
    """Read one object from a stream, and not a byte more."""

def pack(obj: object, **options: Any) -> bytes:
    """A packet, for lines that damage bytes."""

def save(obj: object, path: str, **options: Any) -> None:
    """Write to a file so that a power cut leaves the old version or the new one."""

def restore(path: str, default: Any = ..., **options: Any) -> Any:
    """The object that was saved last."""

def append(obj: object, path: str, **options: Any) -> None:
    """Write a record behind those of a log."""

def records(path: str, max_size: int | None = 65536, **options: Any) -> _Records:
    """An iterator over the objects of a log."""

def dump_into(obj: object, buffer: bytearray | memoryview, offset: int = 0, **options: Any) -> int:
    """Write into a buffer; where it ends."""

def load_from(buffer: Bytes, offset: int = 0, **options: Any) -> tuple[Any, int]:
    """The object at byte ``offset``, and where it ends."""

def Decoder(**options: Any) -> _Decoder:
    """Reads what it is fed in pieces."""

def Unpacker(max_size: int | None = 65536, **options: Any) -> _Unpacker:
    """Finds packets in the bytes of a line."""

def ALoader(reader: Any, observer: Any = None, *, read_ahead: int = 0, **options: Any) -> _ALoader:
    """For ``async for`` over the objects in a stream."""

async def aload(reader: Any, observer: Any = None, **options: Any) -> Any:
    """Read one object from an asyncio stream."""

async def adump(obj: object, writer: Any, **options: Any) -> None:
    """Write ``obj`` to an asyncio stream."""
