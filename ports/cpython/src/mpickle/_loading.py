"""Loading: options, what a pickle may name, and limits."""

from __future__ import annotations

import _compat_pickle
import copyreg
import sys
from collections import deque
from collections.abc import Callable, Iterable
from types import FunctionType, ModuleType
from typing import Any, Union, cast

from . import _data, _mpickle, _registry

Buffer = Union[bytes, bytearray, memoryview]
#: Names, classes, functions and modules that a pickle may use; or "data", "python" or "any".
Allow = Union[str, "Iterable[Any]", None]


class Options:
    """The options of a load, as the extension module takes them."""

    def __init__(
        self,
        *,
        fix_imports: bool = True,
        encoding: str = "ASCII",
        errors: str = "strict",
        buffers: Iterable[Any] | None = None,
        allow: Allow = None,
        copy: bool = True,
        max_bytes: int | None = None,
        max_depth: int | None = None,
        max_objects: int | None = None,
        max_memo: int | None = None,
    ) -> None:
        for name, limit in (("bytes", max_bytes), ("depth", max_depth), ("objects", max_objects), ("memo", max_memo)):
            if limit is not None and limit < 0:
                raise ValueError(f"max_{name}")
        self.fix_imports = fix_imports
        self.encoding = encoding
        self.errors = errors
        self.buffers = buffers
        self.max_bytes = max_bytes
        self.max_depth = max_depth
        self.max_objects = max_objects
        self.max_memo = max_memo
        self.persistent_load: Callable[[Any], Any] | None = None
        self.restricted = allow is not None and not (isinstance(allow, str) and allow in ("any", "python"))
        self._names: set[str] = set()
        self._objects: list[Any] = []
        if isinstance(allow, str):
            if allow not in ("data", "python", "any"):
                raise ValueError("allow must be 'data', 'python', 'any' or a set")
        elif allow is not None:
            self._permit(allow)

    def _permit(self, entries: Iterable[Any]) -> None:
        for entry in entries:
            if isinstance(entry, str):
                self._names.add(entry.replace(":", "."))
            elif isinstance(entry, ModuleType):
                self._names.add(entry.__name__)
            elif callable(entry):
                self._objects.append(entry)
            else:
                raise TypeError("allow: not a name, class, function or module")

    def find(self, module: Any, name: Any, python2: bool) -> Any:
        """The class or function of a name. UnpicklingError if there is none, or if it is not allowed."""
        if not isinstance(module, str) or not isinstance(name, str):
            raise _data.refuse("STACK_GLOBAL requires str")
        if python2:
            mapped = _compat_pickle.NAME_MAPPING.get((module, name))
            if mapped is not None:
                module, name = mapped
            else:
                module = _compat_pickle.IMPORT_MAPPING.get(module, module)
        entry = _registry.find(module, name)
        registered = None if entry is None else (entry.load or entry.obj)
        if not self.restricted or self._is_named(module, name):
            return _data.imported(module, name) if entry is None else registered
        if entry is not None and any(entry.obj is obj for obj in self._objects):
            return registered
        try:
            return _data.find(module, name)
        except KeyError:
            pass
        # Nothing is imported for a name: the objects that are allowed are there already.
        place: Any = sys.modules.get(module)
        for part in name.split("."):
            place = getattr(place, part, None)
        if place is not None and any(place is obj or place == obj for obj in self._objects):
            return place
        raise _data.refuse(f"not allowed: {module + '.' + name!r}")

    def _is_named(self, module: str, name: str) -> bool:
        if f"{module}.{name}" in self._names:
            return True
        if module not in self._names:
            return False
        # A whole module: its classes, and functions written in Python, and not what it has from others.
        found = _data.imported(module, name)
        return isinstance(found, (type, FunctionType)) and getattr(found, "__module__", None) == module

    def may_fill(self, obj: Any) -> bool:
        """Whether an object may be given a state or items whose class the pickle did not name."""
        numpy: Any = sys.modules.get("numpy")
        return isinstance(obj, _data.FILLED) or (numpy is not None and isinstance(obj, (numpy.ndarray, numpy.dtype)))

    def apply(self, function: Any, args: tuple[Any, ...]) -> Any:
        """Call what a pickle of an untrusted sender names."""
        return (_data.guard(function) or function)(*args)

    def create(self, cls: Any, args: tuple[Any, ...], kwargs: dict[str, Any] | None) -> Any:
        """``cls.__new__(cls, *args, **kwargs)`` for what a pickle of an untrusted sender names."""
        guard = _data.guard(cls)
        if guard is not None:
            return guard(*args)
        return cls.__new__(cls, *args, **(kwargs or {}))

    def extension(self, code: int) -> Any:
        """What copyreg has under a code."""
        try:
            module, name = vars(copyreg)["_inverted_registry"][code]
        except KeyError:
            raise _data.refuse(f"unregistered extension code {code}") from None
        return self.find(module, name, False)


def build(obj: Any, state: Any) -> None:
    """Give an object its state, as ``pickle`` does."""
    set_state = getattr(obj, "__setstate__", None)
    if set_state is not None:
        set_state(state)
        return
    slots: Any = None
    given: object = state
    if isinstance(given, tuple) and len(cast(Any, given)) == 2:
        state, slots = cast(Any, given)
    if state:
        attributes = obj.__dict__
        for name, value in state.items():
            attributes[sys.intern(name) if type(name) is str else name] = value
    if slots:
        for name, value in slots.items():
            setattr(obj, name, value)


_CONTAINERS = (dict, list, tuple, set, frozenset, deque)


def _parts(obj: Any) -> Iterable[Any]:
    holder: object = obj
    if isinstance(holder, dict):
        entries: dict[Any, Any] = cast(Any, holder)
        return (part for pair in list(entries.items()) for part in pair)
    return list(obj if isinstance(holder, _CONTAINERS) else vars(holder).values())


def _is_container(obj: Any) -> bool:
    return isinstance(obj, _CONTAINERS) or (hasattr(obj, "__dict__") and not callable(obj))


def _is_deeper(root: Any, limit: int) -> bool:
    """Whether containers are nested deeper than ``limit``. A cycle ends where it closes."""
    heights: dict[int, int] = {}
    path: list[tuple[Any, Any, list[int]]] = []

    def enter(obj: Any) -> None:
        heights[id(obj)] = 0
        path.append((obj, iter(_parts(obj)), [0]))

    if _is_container(root):
        enter(root)
    while path:
        obj, parts, below = path[-1]
        if len(path) + below[0] > limit:
            return True
        for part in parts:
            if not _is_container(part):
                continue
            known = heights.get(id(part))
            if known is None:
                enter(part)
                break
            below[0] = max(below[0], known)
            if len(path) + below[0] > limit:
                return True
        else:
            path.pop()
            heights[id(obj)] = below[0] + 1
            if path:
                path[-1][2][0] = max(path[-1][2][0], below[0] + 1)
    return False


def load_bytes(data: bytes, options: Options) -> tuple[Any, int]:
    """The object at the start of ``data``, and how many bytes its pickle has."""
    obj, end = _mpickle.loads(data, options)
    if options.max_depth is not None and _is_deeper(obj, options.max_depth):
        raise _data.refuse("max_depth exceeded")
    return obj, end


def as_bytes(data: Buffer) -> bytes:
    """The bytes of anything with the buffer protocol."""
    return data if isinstance(data, bytes) else bytes(memoryview(data))


def loads(
    data: Buffer,
    /,
    *,
    fix_imports: bool = True,
    encoding: str = "ASCII",
    errors: str = "strict",
    buffers: Iterable[Any] | None = None,
    allow: Allow = None,
    copy: bool = True,
    max_bytes: int | None = None,
    max_depth: int | None = None,
    max_objects: int | None = None,
    max_memo: int | None = None,
) -> Any:
    """Return the object whose pickle ``data`` is; what follows the pickle is ignored.

    ``allow`` says what the pickle may name: "data" takes plain data and runs nothing; an iterable of names
    (``"module.Name"``), classes, functions and modules permits these too; None, "any" and "python" take whatever can be
    imported, as ``pickle`` does: for pickles from people you trust. ``max_bytes``, ``max_objects``, ``max_memo`` and
    ``max_depth`` bound its size. ``copy`` is for boards; here objects never share the memory of ``data``.
    """
    options = Options(
        fix_imports=fix_imports,
        encoding=encoding,
        errors=errors,
        buffers=buffers,
        allow=allow,
        copy=copy,
        max_bytes=max_bytes,
        max_depth=max_depth,
        max_objects=max_objects,
        max_memo=max_memo,
    )
    return load_bytes(as_bytes(data), options)[0]


def load_from(buffer: Buffer, offset: int = 0, **options: Any) -> tuple[Any, int]:
    """Return the object whose pickle begins at ``offset``, and where it ends. The options are those of ``loads``."""
    view = memoryview(buffer).cast("B")
    if not 0 <= offset <= len(view):
        raise ValueError("offset")
    obj, end = load_bytes(bytes(view[offset:]), Options(**options))
    return obj, offset + end
