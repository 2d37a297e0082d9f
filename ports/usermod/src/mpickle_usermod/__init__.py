"""Where mpickle's user C module is."""

from pathlib import Path

__all__ = ["module", "modules"]


def modules():
    """The folder for USER_C_MODULES: mpickle's folder and micropython.cmake are in it."""
    return str(Path(__file__).resolve().parent / "usermod")


def module():
    """mpickle's own folder: for `c_module()` in a manifest, and for USER_C_MODULES from MicroPython v1.29 on."""
    return str(Path(modules()) / "mpickle")
