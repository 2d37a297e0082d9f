"""Each message of docs/messages.md: a program on MicroPython gets just that."""

import re
import subprocess
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs/messages.md"
ROWS = re.findall(r"^\| `(\w+: [^`]+)` \|", PAGE.read_text(), re.M)


def named(module, name):
    """A program that loads a pickle of this name."""
    data = b"".join(b"\x8c%c%s" % (len(part), part.encode()) for part in (module, name))
    return f"loads({b'%c%c' % (0x80, 4) + data + b'%c.' % 0x93!r})"


PROGRAMS = {
    "EOFError: Ran out of input at byte 0": "loads(b'')",
    "EOFError: Ran out of input at byte 11": "loads(dumps([1, 2, 3])[:-1])",
    "UnpicklingError: pickle data was truncated at byte 2": "loads(dumps('hello')[:5])",
    "UnpicklingError: invalid load key '{' at byte 0 (JSON?)": "loads(b'{\"a\": 1}')",
    r"UnpicklingError: invalid load key '\x1f' at byte 0 (gzip?)": r"loads(b'\x1f\x8b\x08\x00')",
    "ValueError: unsupported pickle protocol at byte 0: 6": r"loads(b'\x80\x06N.')",
    "UnpicklingError: wrong checksum: damaged, or not written by save()": "restore(__file__)",
    "TypeError: a bytes-like object is required, not 'str'": "loads('text')",
    "UnpicklingError: not found: 'plants.Reading' (no such module; see register)": named("plants", "Reading"),
    "UnpicklingError: not found: '__main__.Reading' (not in that module; see register)": named("__main__", "Reading"),
    "UnpicklingError: not found: 'datetime.datetime' (no such module; see examples/registrations)": named(
        "datetime", "datetime"
    ),
    "UnpicklingError: not found: 'pandas.core.frame.DataFrame' (no such module; see register)": named(
        "pandas.core.frame", "DataFrame"
    ),
    "UnpicklingError: not allowed: 'os.remove'": named("os", "remove"),
    "UnpicklingError: dtype not supported (send .astype(float) or .tolist()): 'f16'": (
        r"loads(b'\x80\x04\x8c\x05numpy\x8c\x05dtype\x93\x8c\x03f16\x89\x88\x87R.')"
    ),
    "PicklingError: cannot pickle 'generator'": "dumps(x for x in ())",
    "PicklingError: cannot pickle: not found as '__main__.<lambda>'": "dumps(lambda: 1)",
    "PicklingError: cannot pickle: not found as '__main__.B'": "dumps(inside())",
    "ValueError: pickle protocol must be <= 5": "dumps(1, 6)",
    "UnpicklingError: max_bytes exceeded at byte 2": "loads(dumps(b'x' * 100), max_bytes=10)",
    "UnpicklingError: no persistent_load at byte 5": r"loads(b'\x80\x04\x8c\x01aQ.')",
    "UnpicklingError: not enough out-of-band buffers at byte 2": r"loads(b'\x80\x05\x97.')",
}

BEFORE = """
from mpickle import *
def inside():
    class B:
        pass
    return B()
try:
    """
AFTER = """
except Exception as error:
    print("%s: %s" % (type(error).__name__, error))
"""


def test_every_message_has_a_program():
    assert sorted(ROWS) == sorted(PROGRAMS)


@pytest.mark.parametrize("message", PROGRAMS)
def test_message(micropython, tmp_path, message):
    script = tmp_path / "program.py"
    script.write_text(BEFORE + PROGRAMS[message] + AFTER)
    done = subprocess.run([micropython, str(script)], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == message + "\n", done.stderr
