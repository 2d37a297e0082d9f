"""CBOR: ``mpickle.cbor``, which is the module ``cbor2`` too. Options are in docs/cbor.md."""

from typing import Any

from . import ALoader as _ALoader
from . import Bytes, _Records
from . import Decoder as _Decoder
from . import Unpacker as _Unpacker

class CBORError(Exception): ...
class CBOREncodeError(CBORError): ...
class CBOREncodeTypeError(CBOREncodeError, TypeError): ...
class CBOREncodeValueError(CBOREncodeError, ValueError): ...
class CBORDecodeError(CBORError): ...
class CBORDecodeValueError(CBORDecodeError, ValueError): ...
class CBORDecodeEOF(CBORDecodeError, EOFError): ...

class CBORTag:
    """A tag, 0 to 2**64 - 1, around another object."""

    tag: int
    value: Any
    def __init__(self, tag: int, value: Any) -> None: ...

class CBORSimpleValue:
    """A simple value: 0 to 23, 32 to 255."""

    value: int
    def __init__(self, value: int) -> None: ...

undefined: Any

class CBOREncoder:
    """Writes objects to a stream."""

    def __init__(self, file: Any, **options: Any) -> None: ...
    def encode(self, obj: object) -> None: ...
    def write(self, data: Bytes) -> None: ...

class CBORDecoder:
    """Reads objects from a stream."""

    def __init__(self, file: Any, **options: Any) -> None: ...
    def decode(self) -> Any: ...
    def read(self, n: int) -> bytes: ...
    def decode_from_bytes(self, data: Bytes) -> Any: ...

def dumps(obj: object, **options: Any) -> bytes:
    """The bytes of ``obj``."""

def dump(obj: object, file: Any, **options: Any) -> None:
    """Write ``obj`` to a stream."""

def loads(data: Bytes, **options: Any) -> Any:
    """The object; bytes behind it are ignored. Raises CBORDecodeError with the byte."""

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
