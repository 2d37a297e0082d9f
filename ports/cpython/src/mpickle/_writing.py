"""Writing: what a pickle says about objects of classes."""

from __future__ import annotations

import _compat_pickle
import contextlib
import copyreg
import pickle
import sys
from collections.abc import Callable
from typing import Any, cast

from . import _mpickle, _registry

_FUNCTION, _NEW, _NEW_EX = range(3)


class Options:
    """The options of a dump, as the extension module takes them."""

    def __init__(
        self, *, fix_imports: bool = True, buffer_callback: Callable[[pickle.PickleBuffer], Any] | None = None
    ) -> None:
        self.fix_imports = fix_imports
        self.buffer_callback = buffer_callback

    def reduce(self, obj: Any, protocol: int) -> Any:
        """How ``obj`` is made: its name, or ``(how, function, args, keywords, state, list, dict, setter)``."""
        cls: type[Any] = type(cast(object, obj))
        entry = _registry.entry_of(cls)
        reducer = copyreg.dispatch_table.get(cls)
        reduced: Any
        if entry is not None and entry.reduce is not None:
            reduced = entry.reduce(obj)
            given: Any = cast(Any, reduced)[:1] if isinstance(reduced, tuple) else ()
            if not given or not callable(given[0]):
                reduced = reduced if isinstance(reduced, str) else (cls, reduced)
        elif obj is None or obj is Ellipsis or obj is NotImplemented:
            reduced = repr(obj)
        elif cls is type and obj in (type(None), type(Ellipsis), type(NotImplemented)):
            only = {type(None): None, type(Ellipsis): Ellipsis, type(NotImplemented): NotImplemented}[obj]
            reduced = (type, (only,))
        elif reducer is not None:
            reduced = reducer(obj)
        elif isinstance(obj, type):
            return obj.__qualname__
        else:
            reduced = obj.__reduce_ex__(protocol)
        if isinstance(reduced, str):
            return reduced
        return self._recipe(obj, reduced, protocol)

    def _recipe(self, obj: Any, reduced: Any, protocol: int) -> Any:
        parts: tuple[Any, ...] = cast(Any, reduced) if isinstance(reduced, tuple) else ()
        if not 2 <= len(parts) <= 6:
            raise pickle.PicklingError(f"__reduce__ of {type(obj).__name__!r} must return a str, or a tuple of 2 to 6")
        function, given, state, items, pairs, setter = (*parts, None, None, None, None)[:6]
        args: tuple[Any, ...] = cast(Any, given) if isinstance(given, tuple) else ()
        if not callable(function) or not isinstance(given, tuple):
            raise pickle.PicklingError(f"__reduce__ of {type(obj).__name__!r}: a callable and a tuple come first")
        how = _FUNCTION
        keywords: Any = None
        name = getattr(function, "__name__", "")
        if protocol >= 2 and name == "__newobj_ex__" and len(args) == 3:
            function, args, keywords = args
            how = _NEW_EX
        elif protocol >= 2 and name == "__newobj__" and args:
            function, args, how = args[0], args[1:], _NEW
        if how != _FUNCTION and not isinstance(function, type):
            raise pickle.PicklingError(f"__reduce__ of {type(obj).__name__!r}: no class for __newobj__")
        return how, function, args, keywords, state, items, pairs, setter

    def locate(self, obj: Any, name: str | None, protocol: int) -> tuple[str, str]:
        """Module and name of a class or function."""
        entry = _registry.entry_of(obj)
        if entry is not None:
            return entry.module, entry.name
        given = name if name is not None else getattr(obj, "__qualname__", None) or obj.__name__
        module = _module_of(obj, given)
        if self.fix_imports and protocol < 3:
            mapped = _compat_pickle.REVERSE_NAME_MAPPING.get((module, given))
            if mapped is not None:
                return mapped
            module = _compat_pickle.REVERSE_IMPORT_MAPPING.get(module, module)
        return module, given

    def extension(self, module: str, name: str) -> int | None:
        """The code that copyreg has for a name."""
        code: int | None = vars(copyreg)["_extension_registry"].get((module, name))
        return code


def _found(module: str, name: str) -> Any:
    place: Any = sys.modules.get(module)
    for part in name.split("."):
        if part == "<locals>":
            return None
        place = getattr(place, part, None)
    return place


def _module_of(obj: Any, name: str) -> str:
    """The module in which ``name`` is ``obj``."""
    module = getattr(obj, "__module__", None)
    if module is None:
        # As pickle's whichmodule: functions written in C may not say.
        module = next(
            (m for m, place in list(sys.modules.items()) if m != "__main__" and place and _found(m, name) is obj),
            "__main__",
        )
    if module not in sys.modules:
        with contextlib.suppress(ImportError):
            __import__(module)
    if _found(module, name) is not obj:
        raise pickle.PicklingError(f"cannot pickle {obj!r}: it is not found as {module}.{name}")
    return str(module)


def dumps(
    obj: Any,
    protocol: int | None = None,
    *,
    fix_imports: bool = True,
    buffer_callback: Callable[[pickle.PickleBuffer], Any] | None = None,
) -> bytes:
    """Return the pickle of ``obj``: never larger than ``pickle.dumps``, and read by it.

    ``protocol`` is 0 to 5; None means 4, a negative number 5. The other arguments are those of ``pickle.dumps``.
    """
    if protocol is None:
        protocol = 4
    elif protocol < 0:
        protocol = pickle.HIGHEST_PROTOCOL
    if protocol > 5:
        raise ValueError(f"pickle protocol must be <= 5, not {protocol}")
    if buffer_callback is not None and protocol < 5:
        raise ValueError("buffer_callback needs protocol >= 5")
    return _mpickle.dumps(obj, protocol, Options(fix_imports=fix_imports, buffer_callback=buffer_callback))


def dump_into(
    obj: Any, buffer: bytearray | memoryview, offset: int = 0, protocol: int | None = None, **options: Any
) -> int:
    """Write the pickle of ``obj`` into ``buffer`` at ``offset``; return where it ends.

    ValueError with the size needed if it does not fit.
    """
    data = dumps(obj, protocol, **options)
    view = memoryview(buffer).cast("B")
    end = offset + len(data)
    if not offset >= 0 or end > len(view):
        raise ValueError(f"needs {len(data)} bytes")
    view[offset:end] = data
    return end
