"""Protocol Buffers: ``mpickle.protobuf``, which is the module ``minipb`` too. Schemas are in docs/protobuf.md."""

from collections.abc import Iterator
from typing import Any, TypeVar

from . import ALoader as _ALoader
from . import Bytes, _Records
from . import Decoder as _Decoder
from . import Unpacker as _Unpacker

_Message = TypeVar("_Message", bound="Message")

TYPE_BOOL: str
TYPE_BYTES: str
TYPE_DOUBLE: str
TYPE_EMPTY: str
TYPE_FIXED32: str
TYPE_FIXED64: str
TYPE_FLOAT: str
TYPE_INT: str
TYPE_INT32: str
TYPE_INT64: str
TYPE_SFIXED32: str
TYPE_SFIXED64: str
TYPE_SINT: str
TYPE_SINT32: str
TYPE_SINT64: str
TYPE_STRING: str
TYPE_UINT: str
TYPE_UINT32: str
TYPE_UINT64: str

class BadFormatString(ValueError): ...
class CodecError(Exception): ...
class EndOfMessage(EOFError): ...

class Wire:
    """A schema, compiled: a tuple of fields, a format string, or a class of messages."""

    vint_2sc_max_bits: int | None
    allow_sparse_dict: bool
    kvfmt: bool
    message_cls: type[Message] | None
    def __init__(
        self,
        fmt: Any,
        vint_2sc_max_bits: int | None = None,
        allow_sparse_dict: bool = False,
        *,
        proto3: bool = False,
        unknown: str | None = None,
        defaults: bool = True,
    ) -> None: ...
    def encode(self, *message: Any) -> bytes:
        """The bytes of a message: a dict, an instance, or with a format string an argument for each field."""
    def encode_delimited(self, *message: Any) -> bytes:
        """The same with the length before it."""
    def encode_into(self, message: Any, buffer: bytearray | memoryview, offset: int = 0) -> int:
        """Write into a buffer; where the message ends."""
    def decode(self, data: Any) -> Any:
        """The message of bytes, or of a stream, which is read to its end. Raises CodecError with the byte."""
    def decode_into(self, data: Any, record: dict[str, Any]) -> dict[str, Any]:
        """Read into this dict."""
    def iter(self, stream: Any, field: str | int) -> Iterator[Any]:
        """The messages of a repeated field one after the other, as the stream comes."""
    def encode_raw(self, fields: Any) -> bytes:
        """As the module's."""
    def decode_raw(self, data: Any) -> Any:
        """As the module's."""

class Field:
    """A field of a class of messages."""

    number: int
    type: Any
    name: str | None
    required: bool
    repeated: bool
    repeated_packed: bool
    def __init__(
        self,
        number: int,
        type_: Any,
        required: bool = False,
        repeated: bool = False,
        repeated_packed: bool = False,
    ) -> None: ...

class Message:
    """Base of classes of messages, whose attributes are fields."""

    def __init__(self, **fields: Any) -> None: ...
    @classmethod
    def wire(cls) -> Wire:
        """The schema of this class."""
    def encode(self) -> bytes:
        """The bytes of this message."""
    @classmethod
    def decode(cls: type[_Message], data: Any) -> _Message:
        """The message of bytes or a stream."""
    def to_dict(self, dict_factory: Any = ...) -> Any:
        """Its fields."""
    @classmethod
    def from_dict(cls: type[_Message], fields: dict[str, Any]) -> _Message:
        """A message with these fields."""

def process_message_fields(cls: type[_Message]) -> type[_Message]:
    """A decorator of classes of messages: compiles their fields."""

def is_message(obj: object) -> bool:
    """Whether it is a message, or a class of them."""

def encode(schema: Any, *message: Any) -> bytes:
    """As ``Wire(schema).encode(message)``."""

def decode(schema: Any, data: Any) -> Any:
    """As ``Wire(schema).decode(data)``."""

def encode_raw(fields: Any) -> bytes:
    """The bytes of dicts as ``decode_raw`` gives them."""

def decode_raw(data: Any) -> Any:
    """Fields without a schema: dicts with ``id``, ``wire_type`` and ``data``."""

def dumps(obj: object, **options: Any) -> bytes:
    """The bytes of ``obj``. Options of all these: ``wire``, a Wire, and ``delimited=True``."""

def dump(obj: object, file: Any, **options: Any) -> None:
    """Write ``obj`` to a stream."""

def loads(data: Bytes, **options: Any) -> Any:
    """The object; bytes behind it are ignored. Raises CodecError with the field or the byte."""

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
