"""Classes and functions that have another name in pickles: ``register``, ``alias``, ``unregister``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, overload

_C = TypeVar("_C", bound=type)
_T = TypeVar("_T")


class _Entry(NamedTuple):
    module: str
    name: str
    obj: Any
    reduce: Callable[[Any], Any] | None
    load: Callable[..., Any] | None


_entries: list[_Entry] = []


def _split(name: str) -> tuple[str, str]:
    """Module and qualified name. A colon ends the module where the name has dots."""
    module, colon, inner = name.partition(":")
    if not colon:
        module, dot, inner = name.rpartition(".")
        if not dot:
            module = "__main__"
    if not module or not inner:
        raise ValueError(f"no name of a module and something in it: {name!r}")
    return module, inner


def _add(entry: _Entry) -> None:
    global _entries
    # Replaced as a whole: a load that goes on has the old one.
    _entries = [old for old in _entries if (old.module, old.name) != (entry.module, entry.name)] + [entry]


@overload
def register(
    cls: _C, name: str | None = ..., *, reduce: Callable[[Any], Any] | None = ..., load: Callable[..., Any] | None = ...
) -> _C: ...


@overload
def register(
    cls: str | None = ...,
    name: str | None = ...,
    *,
    reduce: Callable[[Any], Any] | None = ...,
    load: Callable[..., Any] | None = ...,
) -> Callable[[_C], _C]: ...


def register(
    cls: Any = None,
    name: str | None = None,
    *,
    reduce: Callable[[Any], Any] | None = None,
    load: Callable[..., Any] | None = None,
) -> Any:
    """Give a class the name ``name`` in pickles: ``"package.module.Name"``, or ``"package.module:Outer.Name"``.

    ``reduce(instance)`` returns the arguments for the class, or what ``__reduce__`` would. ``load(*args)`` is called
    in place of the class. Returns the class; with a name alone a decorator.
    """
    if cls is None or isinstance(cls, str):
        given = name if cls is None else cls

        def decorator(decorated: _T) -> _T:
            target: Any = decorated
            register(target, given, reduce=reduce, load=load)
            return decorated

        return decorator
    if not isinstance(cls, type):
        raise TypeError("register: not a class")
    module, inner = _split(name) if name is not None else (cls.__module__, cls.__qualname__)
    _add(_Entry(module, inner, cls, reduce, load))
    return cls


def alias(name: str, obj: _T) -> _T:
    """Let ``name`` in a pickle mean ``obj``, and write ``obj`` under that name. Returns ``obj``."""
    _add(_Entry(*_split(name), obj, None, None))
    return obj


def unregister(what: Any) -> None:
    """Forget a name, or all names of a class or object. ValueError if there is none."""
    global _entries
    if isinstance(what, str):
        wanted = _split(what)
        kept = [entry for entry in _entries if (entry.module, entry.name) != wanted]
    else:
        kept = [entry for entry in _entries if entry.obj is not what]
    if len(kept) == len(_entries):
        raise ValueError("not registered")
    _entries = kept


def find(module: str, name: str) -> _Entry | None:
    """What is registered under a name."""
    return next((entry for entry in _entries if (entry.module, entry.name) == (module, name)), None)


def entry_of(obj: Any) -> _Entry | None:
    """The newest entry of a class or object."""
    return next((entry for entry in reversed(_entries) if entry.obj is obj), None)
