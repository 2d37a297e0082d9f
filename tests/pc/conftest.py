"""Fixtures for the package for CPython: the installed package, and its command."""

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE), str(HERE.parent / "interop"), str(HERE.parent / "tools")]

import mpickle  # noqa: E402  (after the path is set)
from hypothesis import HealthCheck, settings  # noqa: E402

settings.register_profile(
    "ci", derandomize=True, max_examples=100, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
settings.load_profile("ci")


def pytest_sessionstart():
    """The package that is tested is the one that was installed."""
    site = os.environ.get("MPICKLE_SITE")
    if site and not Path(mpickle.__file__).is_relative_to(site):
        pytest.exit(f"{mpickle.__file__} is not the package in {site}", 3)


class Done:
    """What a command printed, and its exit status."""

    def __init__(self, done):
        self.status, self.out, self.err = done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="session")
def tool():
    """Runs the command ``mpickle`` with arguments."""

    def run(*args, data=None):
        command = [sys.executable, "-m", "mpickle", *map(str, args)]
        done = subprocess.run(command, input=data, capture_output=True, timeout=120, check=False)
        done.stderr = done.stderr.decode()
        if b"\0" not in done.stdout and not any(byte > 0xF7 for byte in done.stdout):
            done.stdout = done.stdout.decode()
        return Done(done)

    return run


MANY = """
import json, os, sys
from mpickle import _mpickle
names = [os.path.join(sys.argv[1], name) for name in ("out", "err")]
kept = [os.dup(1), os.dup(2)]
for line in json.load(sys.stdin):
    for fd, name in zip((1, 2), names):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), fd)
    status = _mpickle.main(["mpickle", *line])
    for fd, old in zip((1, 2), kept):
        os.dup2(old, fd)
    print(json.dumps([status, *(open(name, errors="replace").read() for name in names)]), flush=True)
"""


@pytest.fixture(scope="session")
def tools(tmp_path_factory):
    """Runs the command for many lists of arguments, one after the other in one process."""

    def run(lines):
        lines = json.dumps([[str(argument) for argument in line] for line in lines])
        command = [sys.executable, "-c", MANY, tmp_path_factory.mktemp("tools")]
        done = subprocess.run(command, input=lines, capture_output=True, text=True, timeout=600, check=True)
        return [Done(subprocess.CompletedProcess([], *json.loads(line))) for line in done.stdout.splitlines()]

    return run


@pytest.fixture
def write(tmp_path):
    """Writes a file and returns its path."""
    numbers = itertools.count()

    def write(data, name="file.pickle"):
        path = tmp_path / f"{next(numbers)}-{name}"
        path.write_bytes(data)
        return path

    return write


@pytest.fixture(scope="session")
def micropython():
    """The path of a unix MicroPython with mpickle, from MPICKLE_MICROPYTHON."""
    path = os.environ.get("MPICKLE_MICROPYTHON")
    if not path or not os.access(path, os.X_OK):
        pytest.fail(f"MPICKLE_MICROPYTHON must name a unix MicroPython with mpickle; it is {path!r}")
    return Path(path).resolve()
