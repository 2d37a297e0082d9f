"""Types of MicroPython's native module ``mpickle``, with all its features, for editors and type checkers.

A firmware that leaves features out has less: ``mpickle.features`` says which it has.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from types import ModuleType
from typing import Any, Literal, Protocol, TypeVar, final, overload

from . import cbor as cbor
from . import copyreg as copyreg
from . import msgpack as msgpack
from . import protobuf as protobuf

_T = TypeVar("_T")
_Class = TypeVar("_Class", bound=type)

Allow = Literal["data", "python"] | Iterable[str | ModuleType | Callable[..., Any]] | None
Bytes = bytes | bytearray | memoryview

class _Reader(Protocol):
    def read(self, n: int, /) -> Bytes | None: ...

class _ReaderInto(Protocol):
    def readinto(self, buffer: Any, /) -> int | None: ...

class _Writer(Protocol):
    def write(self, data: Any, /) -> Any: ...

class _AsyncReader(Protocol):
    async def read(self, n: int, /) -> Bytes: ...

class _AsyncWriter(Protocol):
    def write(self, data: Any, /) -> Any: ...
    async def drain(self) -> None: ...

__version__: str
format_version: str
compatible_formats: tuple[str, ...]
features: tuple[str, ...]
"""Names of the cargo features that this firmware has: ``"arrays" in mpickle.features``."""
HIGHEST_PROTOCOL: int
DEFAULT_PROTOCOL: int

class PickleError(Exception):
    """Base of what is wrong with a pickle or an object."""

class PicklingError(PickleError):
    """An object that cannot be pickled; the message says where in the whole it stands."""

class UnpicklingError(PickleError):
    """A pickle that is damaged or refused; the message says at which byte, or the name."""

def dumps(
    obj: object,
    protocol: int | None = None,
    *,
    fix_imports: bool = True,
    buffer_callback: Callable[[PickleBuffer], Any] | None = None,
) -> bytes:
    """The pickle of ``obj``.

    ``protocol`` is 0 to 5, None for DEFAULT_PROTOCOL, negative for HIGHEST_PROTOCOL; ValueError above 5. Raises
    PicklingError for what cannot be pickled. ``buffer_callback`` (protocol 5) gets each PickleBuffer; if it returns a
    false value, the buffer stays out of the pickle.
    """

def dump(
    obj: object,
    file: _Writer,
    protocol: int | None = None,
    *,
    fix_imports: bool = True,
    buffer_callback: Callable[[PickleBuffer], Any] | None = None,
) -> None:
    """Write the pickle to a stream, in pieces of about 200 bytes. The arguments are those of ``dumps``."""

def loads(
    data: Bytes,
    /,
    *,
    fix_imports: bool = True,
    encoding: str = "ASCII",
    errors: str = "strict",
    buffers: Iterable[Any] | None = None,
    allow: Allow = None,
    unknown: Literal["stub"] | None = None,
    copy: bool = True,
    max_bytes: int | None = None,
    max_depth: int | None = None,
    max_objects: int | None = None,
    max_memo: int | None = None,
) -> Any:
    """The object of a pickle; bytes behind it are ignored.

    ``allow`` says what the pickle may name: "data" (nothing but data), "python" (the default), or an iterable of
    names, modules, classes and functions. ``unknown="stub"`` puts a Stub in the place of what is not there.
    ``max_bytes``, ``max_depth`` (containers in containers), ``max_objects`` and ``max_memo`` are limits. With
    ``copy=False`` large payloads stay in ``data``. Raises UnpicklingError, EOFError for no bytes, ValueError for a
    protocol above 5, MemoryError.
    """

def load(
    file: _Reader | _ReaderInto,
    *,
    fix_imports: bool = True,
    encoding: str = "ASCII",
    errors: str = "strict",
    buffers: Iterable[Any] | None = None,
    allow: Allow = None,
    unknown: Literal["stub"] | None = None,
    copy: bool = True,
    max_bytes: int | None = None,
    max_depth: int | None = None,
    max_objects: int | None = None,
    max_memo: int | None = None,
) -> Any:
    """Read one pickle from a stream, and not a byte more. The options are those of ``loads``."""

def pack(
    obj: object,
    protocol: int | None = None,
    *,
    fix_imports: bool = True,
    buffer_callback: Callable[[PickleBuffer], Any] | None = None,
    compress: bool = False,
    key: Bytes | None = None,
    counter: int | None = None,
) -> bytes:
    """A packet with the pickle of ``obj``, for lines that damage bytes: 7 bytes longer, up to 250 bytes.

    With the feature ``signed`` it is signed by ``key`` (16 bytes or more), together with ``counter`` (0 to 2**32 - 1):
    21 bytes longer. Raises ValueError for other keys, NotImplementedError where there is no ``hashlib.sha256``.

    With the feature ``compress`` it is compressed, if ``compress`` and if that is shorter. NotImplementedError where
    the firmware's ``deflate`` only expands.
    """

def save(
    obj: object,
    path: str,
    protocol: int | None = None,
    *,
    fix_imports: bool = True,
    compress: bool = False,
    key: Bytes | None = None,
    counter: int | None = None,
) -> None:
    """Write ``obj`` to a file so that a power cut leaves the old version or the new one. Raises OSError.

    With the feature ``signed`` it is signed by ``key``, together with ``counter``; with the feature ``compress`` it is
    compressed if ``compress``.
    """

def restore(
    path: str,
    default: Any = ...,
    *,
    key: Bytes | None = None,
    counter: int | None = None,
    fix_imports: bool = True,
    encoding: str = "ASCII",
    errors: str = "strict",
    buffers: Iterable[Any] | None = None,
    allow: Allow = None,
    unknown: Literal["stub"] | None = None,
    copy: bool = True,
    max_bytes: int | None = None,
    max_depth: int | None = None,
    max_objects: int | None = None,
    max_memo: int | None = None,
) -> Any:
    """The object that was saved last; ``default`` if there is none.

    Without a default OSError (ENOENT) if there is no file, UnpicklingError if it is damaged. With a ``key``, and with a
    default too, UnpicklingError if it is not signed by this key, or if its counter is below ``counter``. The other
    options are those of ``load``.
    """

def append(
    obj: object,
    path: str,
    protocol: int | None = None,
    *,
    fix_imports: bool = True,
    compress: bool = False,
    key: Bytes | None = None,
    counter: int | None = None,
) -> None:
    """Write a record behind those of a log, which is made if there is none. Raises OSError.

    A power cut takes the record that is being written, and no other. ``compress``, ``key`` and ``counter`` are those
    of ``pack``.
    """

def records(
    path: str,
    max_size: int | None = 65536,
    *,
    key: Bytes | None = None,
    counter: int | None = None,
    fix_imports: bool = True,
    encoding: str = "ASCII",
    errors: str = "strict",
    buffers: Iterable[Any] | None = None,
    allow: Allow = None,
    unknown: Literal["stub"] | None = None,
    copy: bool = True,
    max_bytes: int | None = None,
    max_depth: int | None = None,
    max_objects: int | None = None,
    max_memo: int | None = None,
) -> _Records:
    """An iterator over the objects of a log. ``max_size`` is the longest pickle that is taken, in bytes.

    A log that is not there has no records. ``key`` and ``counter`` are those of ``Unpacker``, the other options those
    of ``loads``.
    """

def dump_into(
    obj: object,
    buffer: bytearray | memoryview,
    offset: int = 0,
    protocol: int | None = None,
    *,
    fix_imports: bool = True,
    buffer_callback: Callable[[PickleBuffer], Any] | None = None,
) -> int:
    """Write the pickle into a buffer from byte ``offset`` on; where it ends.

    ValueError with the size needed as second argument if it does not fit.
    """

def load_from(
    buffer: Bytes,
    offset: int = 0,
    *,
    fix_imports: bool = True,
    encoding: str = "ASCII",
    errors: str = "strict",
    buffers: Iterable[Any] | None = None,
    allow: Allow = None,
    unknown: Literal["stub"] | None = None,
    copy: bool = True,
    max_bytes: int | None = None,
    max_depth: int | None = None,
    max_objects: int | None = None,
    max_memo: int | None = None,
) -> tuple[Any, int]:
    """The object whose pickle begins at byte ``offset``, and where it ends. The options are those of ``loads``."""

async def aload(
    reader: _AsyncReader,
    observer: Callable[[bytes], Any] | None = None,
    *,
    fix_imports: bool = True,
    encoding: str = "ASCII",
    errors: str = "strict",
    buffers: Iterable[Any] | None = None,
    allow: Allow = None,
    unknown: Literal["stub"] | None = None,
    copy: bool = True,
    max_bytes: int | None = None,
    max_depth: int | None = None,
    max_objects: int | None = None,
    max_memo: int | None = None,
) -> Any:
    """Read one pickle from an asyncio stream. ``observer`` gets the bytes as they come, and ``b""`` at the end."""

async def adump(
    obj: object,
    writer: _AsyncWriter,
    protocol: int | None = None,
    *,
    fix_imports: bool = True,
    buffer_callback: Callable[[PickleBuffer], Any] | None = None,
) -> None:
    """Write the pickle to an asyncio stream, and drain it. The arguments are those of ``dumps``."""

@overload
def register(
    cls: _Class,
    name: str | None = None,
    *,
    reduce: Callable[[Any], tuple[Any, ...] | str] | None = None,
    load: Callable[..., Any] | None = None,
    ext: int | None = None,
    tag: int | None = None,
) -> _Class: ...
@overload
def register(
    cls: str,
    name: None = None,
    *,
    reduce: Callable[[Any], tuple[Any, ...] | str] | None = None,
    load: Callable[..., Any] | None = None,
    ext: int | None = None,
    tag: int | None = None,
) -> Callable[[_Class], _Class]:
    """Make a class known under a name: ``register(Reading, "plant.models.Reading")``, or as a decorator.

    ``reduce(instance)`` gives the arguments with which the class is called on the other side, or what ``__reduce__``
    would return; ``load(*args)`` is called in place of the class. ``ext`` and ``tag`` are the numbers of MessagePack's
    ext and of CBOR's tag for its objects, in firmwares that have these formats.
    """

def alias(name: str, obj: _T) -> _T:
    """Make a function or object known under a name, with the module before the last dot."""

def unregister(obj: object) -> None:
    """Forget what was registered for a class, function or name."""

class Pickler:
    """Writes pickles to a stream; several dumps share the memo. Subclasses may define the hooks."""

    memo: Any
    fast: bool
    dispatch_table: Any
    def __init__(
        self,
        file: _Writer,
        protocol: int | None = None,
        *,
        fix_imports: bool = True,
        buffer_callback: Callable[[PickleBuffer], Any] | None = None,
    ) -> None: ...
    def dump(self, obj: object, /) -> None:
        """Write the pickle of ``obj``."""
    def clear_memo(self) -> None:
        """Forget which objects were written."""
    def persistent_id(self, obj: Any, /) -> Any:
        """What stands for an object in the pickle; None if it is pickled itself."""
    def reducer_override(self, obj: Any, /) -> Any:
        """What ``__reduce__`` would return, or NotImplemented."""

class Unpickler:
    """Reads pickles from a stream. Subclasses may define ``persistent_load`` and ``find_class``."""

    memo: Any
    def __init__(
        self,
        file: _Reader | _ReaderInto,
        *,
        fix_imports: bool = True,
        encoding: str = "ASCII",
        errors: str = "strict",
        buffers: Iterable[Any] | None = None,
        allow: Allow = None,
        unknown: Literal["stub"] | None = None,
        copy: bool = True,
        max_bytes: int | None = None,
        max_depth: int | None = None,
        max_objects: int | None = None,
        max_memo: int | None = None,
    ) -> None: ...
    def load(self) -> Any:
        """Read one pickle, and not a byte more."""
    def find_class(self, module: str, name: str, /) -> Any:
        """The class or function of a name. Raises UnpicklingError if it is not there or not allowed."""
    def persistent_load(self, pid: Any, /) -> Any:
        """The object that an id stands for."""

class Decoder(Iterator[Any]):
    """Unpickles what it is fed in pieces; iteration gives the objects that are complete."""

    def __init__(
        self,
        *,
        fix_imports: bool = True,
        encoding: str = "ASCII",
        errors: str = "strict",
        buffers: Iterable[Any] | None = None,
        allow: Allow = None,
        unknown: Literal["stub"] | None = None,
        copy: bool = True,
        max_bytes: int | None = None,
        max_depth: int | None = None,
        max_objects: int | None = None,
        max_memo: int | None = None,
    ) -> None: ...
    def feed(self, chunk: Bytes | None, /) -> None:
        """Take the next bytes, any number of them; None counts as no bytes."""
    def needed(self) -> int:
        """How many bytes can be read without reading beyond the pickle at hand: 1 to 512."""
    def reset(self) -> None:
        """Forget everything."""
    def __next__(self) -> Any: ...

class Unpacker(Iterator[Any]):
    """Finds packets in the bytes of a line; iteration gives the objects of those that are good.

    ``max_size`` is the longest pickle that is taken, in bytes; None takes any. With the feature ``signed`` and a
    ``key`` (16 bytes or more) packets must be signed; with a ``counter`` theirs must be above it and rise.
    """

    good: int
    """Packets that arrived as they were sent."""
    damaged: int
    """Packets that did not, and were dropped."""
    foreign: int
    """Packets of another format, which were dropped."""
    damage: Literal["checksum", "incomplete", "too long", "not signed", "signature", "replay"] | None
    """What was wrong with the last that was dropped."""
    forged: int
    """Packets that came undamaged, are not what the owner of the key signed, and were dropped; with ``signed`` only."""
    counter: int
    """Counter of the packet whose object came last, until then the one that was given; with ``signed`` only."""
    def __init__(
        self,
        max_size: int | None = 65536,
        *,
        key: Bytes | None = None,
        counter: int | None = None,
        fix_imports: bool = True,
        encoding: str = "ASCII",
        errors: str = "strict",
        buffers: Iterable[Any] | None = None,
        allow: Allow = None,
        unknown: Literal["stub"] | None = None,
        copy: bool = True,
        max_bytes: int | None = None,
        max_depth: int | None = None,
        max_objects: int | None = None,
        max_memo: int | None = None,
    ) -> None: ...
    def feed(self, chunk: Bytes | None, /) -> None:
        """Take the next bytes of the line, any number of them; None counts as no bytes."""
    def reset(self) -> None:
        """Forget all bytes and counts."""
    def __next__(self) -> Any: ...

@final
class _Records(Iterator[Any]):
    good: int
    """Records so far that are as they were written."""
    damaged: int
    """Records so far that are not, and were skipped."""
    foreign: int
    """Records of another format, which were skipped."""
    damage: Literal["checksum", "incomplete", "too long", "not signed", "signature", "replay"] | None
    """What is wrong with the last that was skipped."""
    forged: int
    """Records that are not what the owner of the key signed, and were skipped; with ``signed`` only."""
    counter: int
    """Counter of the record that came last; with ``signed`` only."""
    def __next__(self) -> Any: ...

class ALoader(AsyncIterator[Any]):
    """For ``async for`` over the objects in a stream. ``read_ahead`` bytes at least are read at once."""

    def __init__(
        self,
        reader: _AsyncReader,
        observer: Callable[[bytes], Any] | None = None,
        *,
        read_ahead: int = 0,
        fix_imports: bool = True,
        encoding: str = "ASCII",
        errors: str = "strict",
        buffers: Iterable[Any] | None = None,
        allow: Allow = None,
        unknown: Literal["stub"] | None = None,
        copy: bool = True,
        max_bytes: int | None = None,
        max_depth: int | None = None,
        max_objects: int | None = None,
        max_memo: int | None = None,
    ) -> None: ...
    def reset(self) -> None:
        """Forget all bytes."""
    async def load(self) -> Any:
        """The next object; EOFError at the end of the stream."""
    async def __anext__(self) -> Any: ...

@final
class Stub:
    """Stands in for a class or function that is not there, or for an object of one (``unknown="stub"``).

    Other attributes are the entries of the object's state.
    """

    __module__: str
    __name__: str
    __args__: tuple[Any, ...] | None
    """The arguments that the object would be made with; None of a class or function."""
    __kwargs__: dict[str, Any] | None
    __state__: Any
    """What ``__setstate__`` would get: a dictionary mostly."""
    __listitems__: list[Any] | None
    """Items that would be appended or added."""
    __dictitems__: dict[Any, Any] | None
    """Items that would be set by keys."""
    def __getattr__(self, name: str) -> Any: ...

class PickleBuffer:
    """A buffer that may stay out of the pickle at protocol 5."""

    def __init__(self, obj: Any, /) -> None: ...
    def raw(self) -> memoryview:
        """The memory, as bytes."""
    def release(self) -> None:
        """Let go of the buffer."""

class ndarray:
    """An array of numbers with a shape, which does not calculate. Lengths are in items, offset and strides in bytes.

    ``dtype`` is a byte order (``<``, ``>`` or none), a kind (``b i u f c M m``) and a size in bytes; ``?`` is bool.
    Without ``buffer`` it is all zeros, otherwise it shares that memory. Raises ValueError for what does not fit.
    """

    shape: tuple[int, ...]
    strides: tuple[int, ...]
    dtype: str
    ndim: int
    size: int
    itemsize: int
    def __init__(
        self,
        shape: int | tuple[int, ...],
        dtype: str = "f4",
        buffer: Any = None,
        offset: int = 0,
        strides: tuple[int, ...] | None = None,
    ) -> None: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Any]: ...
    def __getitem__(self, index: Any, /) -> Any: ...
    def __setitem__(self, index: Any, value: Any, /) -> None: ...
    def __buffer__(self, flags: int, /) -> memoryview: ...
    def __int__(self) -> int: ...
    def __float__(self) -> float: ...
    def tolist(self) -> Any:
        """Nested lists of the numbers."""
    def tobytes(self) -> bytes:
        """The items in C order."""
    def reshape(self, *shape: Any) -> ndarray:
        """A view of another shape, or a copy where items do not follow each other."""

# The names of the library mPickle 0.2.1: docs/compat.md.
def register_pickle(
    obj_type: type | None = None,
    obj_full_name: str | None = None,
    obj_module: str | None = None,
    obj_reconstructor_func: Callable[..., Any] | None = None,
    reduce_func: Callable[[Any], Any] | None = None,
    reconstruct_func: Callable[..., Any] | None = None,
    setstate_func: Callable[..., Any] | None = None,
    map_obj_module: str | None = None,
    map_obj_full_name: str | None = None,
    map_reconstructor_func: str | None = None,
) -> None:
    """mPickle's way to register a type: docs/compat.md."""

def inject_dummy_module_func(*args: Any, **kwargs: Any) -> Any:
    """mPickle's."""

def revert_dummy_module_func(*args: Any, **kwargs: Any) -> Any:
    """mPickle's."""

codecs: Any
mpickle: Any
