"""Plain data: the types that a pickle may have made under ``allow="data"``, and a check of each call."""

from __future__ import annotations

import array
import codecs
import copyreg
import importlib
import pickle
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from typing import Any

# Types that hold data and whose construction does nothing else.
_TYPES = (
    bool,
    bytes,
    bytearray,
    complex,
    dict,
    float,
    frozenset,
    int,
    list,
    object,
    range,
    set,
    slice,
    str,
    tuple,
    OrderedDict,
    defaultdict,
    Counter,
    deque,
)
#: Data types with a state or items that are given after they are made.
FILLED = (OrderedDict, defaultdict, Counter, deque, array.array)
_LONGEST_NUMBER = 4301


def refuse(why: str) -> pickle.UnpicklingError:
    """The exception for what is not allowed."""
    return pickle.UnpicklingError(why)


def _encode(text: Any, encoding: str = "utf-8", errors: str = "strict") -> bytes:
    if encoding not in ("latin1", "latin-1", "utf-8", "utf8", "ascii") or not isinstance(text, str):
        raise refuse("unusual argument of 'encode'")
    return text.encode(encoding, errors)


def _make(constructor: Callable[..., Any]) -> Callable[..., Any]:
    """A constructor that makes nothing large out of nothing, and runs no code."""
    name = constructor.__name__

    def make(*args: Any) -> Any:
        first = args[0] if args else None
        unusual = any(isinstance(arg, range) for arg in args) and constructor is not slice
        if constructor in (bytes, bytearray):
            unusual = unusual or isinstance(first, int)
        elif constructor in (int, float, complex):
            unusual = any(isinstance(arg, (str, bytes, bytearray)) and len(arg) > _LONGEST_NUMBER for arg in args)
        elif constructor is str:
            unusual = bool(args) and not isinstance(first, (str, bytes, bytearray))
        elif constructor is defaultdict:
            unusual = bool(args) and first is not None and first not in _TYPES
        elif constructor is array.array:
            unusual = not isinstance(first, str) or any(isinstance(arg, int) for arg in args[1:])
        if unusual:
            raise refuse(f"unusual argument of {name!r}")
        return constructor(*args)

    return make


def _reconstructor(cls: Any, base: Any, state: Any) -> Any:
    if cls not in _TYPES or base not in _TYPES:
        raise refuse("not allowed: 'copyreg._reconstructor'")
    return object() if base is object and cls is object else _make(cls)(state)


def _new_object(cls: Any, *args: Any) -> Any:
    if cls not in _TYPES:
        raise refuse("not allowed: 'copyreg.__newobj__'")
    return _make(cls)(*args)


def _array_reconstructor(_: Any, typecode: str, machine_format: int, items: bytes) -> Any:
    return _RECONSTRUCT_ARRAY(array.array, typecode, machine_format, items)


_RECONSTRUCT_ARRAY: Any = vars(array)["_array_reconstructor"]

# What is called in place of what a pickle names.
_guards: dict[Any, Callable[..., Any]] = {
    **{cls: _make(cls) for cls in (*_TYPES, array.array)},
    codecs.encode: _encode,
    vars(copyreg)["_reconstructor"]: _reconstructor,
    vars(copyreg)["__newobj__"]: _new_object,
    _RECONSTRUCT_ARRAY: _array_reconstructor,
}
_NAMES: dict[tuple[str, str], Any] = {
    **{(cls.__module__, cls.__qualname__): cls for cls in (*_TYPES, array.array)},
    ("_codecs", "encode"): codecs.encode,
    ("copyreg", "_reconstructor"): vars(copyreg)["_reconstructor"],
    ("copyreg", "__newobj__"): vars(copyreg)["__newobj__"],
    ("array", "_array_reconstructor"): _RECONSTRUCT_ARRAY,
    ("builtins", "Ellipsis"): Ellipsis,
    ("builtins", "NotImplemented"): NotImplemented,
}
# In `numpy.…`, and in `numpy._…` since 2.0.
_NUMPY = {
    ("core.multiarray", "_reconstruct"),
    ("core.multiarray", "scalar"),
    ("core.numeric", "_frombuffer"),
    ("", "ndarray"),
    ("", "dtype"),
}


def _guard_numpy(name: str, real: Any) -> Any:
    """numpy's functions by which it writes arrays, with a check of what they are called with."""
    np: Any = importlib.import_module("numpy")

    def of_numbers(dtype: Any) -> Any:
        dtype = np.dtype(dtype)
        # Where items are objects, numpy loads a pickle of its own.
        if dtype.hasobject:
            raise refuse("not allowed: objects in the memory of an array")
        return dtype

    def reconstruct(cls: Any, shape: Any, _: Any) -> Any:
        if cls is not np.ndarray or shape != (0,):
            raise refuse("unusual argument of '_reconstruct'")
        return np.ndarray((0,), "b")

    def scalar(dtype: Any, items: Any = b"") -> Any:
        items = items.encode("latin1") if isinstance(items, str) else items
        if of_numbers(dtype).itemsize != len(items):
            raise refuse("unusual argument of 'scalar'")
        return np.frombuffer(items, dtype, 1)[0]

    def from_buffer(buffer: Any, dtype: Any, shape: Any, order: str) -> Any:
        return np.frombuffer(buffer, of_numbers(dtype)).reshape(shape, order=order)

    def ndarray(shape: Any, dtype: Any, buffer: Any, *more: Any) -> Any:
        if not isinstance(buffer, (bytes, bytearray, memoryview, pickle.PickleBuffer)):
            raise refuse("unusual argument of 'ndarray'")
        return np.ndarray(shape, of_numbers(dtype), buffer, *more)

    def make_dtype(code: Any, *_: Any) -> Any:
        if not isinstance(code, str):
            raise refuse("unusual argument of 'dtype'")
        return np.dtype(code, copy=True)

    guards: dict[str, Any] = {
        "_reconstruct": reconstruct,
        "scalar": scalar,
        "_frombuffer": from_buffer,
        "ndarray": ndarray,
        "dtype": make_dtype,
    }
    _guards[real] = guards[name]
    return real


def imported(module: str, name: str) -> Any:
    """What stands under a name, imported as pickle does. UnpicklingError if there is nothing."""
    try:
        # Unlike importlib's function, this takes no relative name for one.
        __import__(module)
        found: Any = sys.modules[module]
        for part in name.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError, KeyError, ValueError) as error:
        raise refuse(f"not found: {module + '.' + name!r} ({error})") from error
    return found


def find(module: str, name: str) -> Any:
    """The data type, or the function that makes data, of this name; raises KeyError if it is none."""
    if module == "numpy" or module.startswith("numpy."):
        if (module[6:].lstrip("_"), name) in _NUMPY:
            real = imported(module, name)
            return real if real in _guards else _guard_numpy(name, real)
        numpy = imported("numpy", "generic")
        cls = vars(importlib.import_module("numpy")).get(name) if module == "numpy" else None
        if isinstance(cls, type) and issubclass(cls, numpy) and cls.__name__ != "object_":
            # Nothing makes an object of it but `scalar`.
            _guards.setdefault(cls, _make_nothing)
            return cls
    return _NAMES[module, name]


def _make_nothing(*_: Any) -> Any:
    raise refuse("unusual call of a class of numpy's")


def guard(function: Any) -> Callable[..., Any] | None:
    """What is called in place of ``function``, if it makes data."""
    try:
        return _guards.get(function)
    except TypeError:
        return None
