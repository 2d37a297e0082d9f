"""The module ``mpickle.copyreg``, as CPython's ``copyreg``."""

from collections.abc import Callable
from typing import Any

dispatch_table: dict[type, Callable[[Any], Any]]
_extension_registry: dict[tuple[str, str], int]
_inverted_registry: dict[int, tuple[str, str]]
_extension_cache: dict[int, Any]

def pickle(
    ob_type: type, pickle_function: Callable[[Any], Any], constructor_ob: Callable[..., Any] | None = None
) -> None:
    """Say how objects of a type are taken apart."""

def constructor(object: Callable[..., Any]) -> None:
    """Raises TypeError for what cannot be called."""

def add_extension(module: str, name: str, code: int) -> None:
    """Give a class or function a number, 1 to 2**31 - 1, that stands for its name in pickles."""

def remove_extension(module: str, name: str, code: int) -> None:
    """Take the number back."""

def clear_extension_cache() -> None:
    """Does nothing that can be seen."""
