"""Fixtures: a release as pip has installed it, on a machine without Rust."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def setting(name):
    """An absolute path from the environment, which `cargo xtask test` sets."""
    value = os.environ.get(name)
    if not value:
        pytest.fail(f"{name} is not set; `cargo xtask test --only prebuilt` sets it")
    return Path(value).resolve()


@pytest.fixture(scope="session")
def tree():
    """A MicroPython tree."""
    return setting("MPICKLE_TREE")


@pytest.fixture(scope="session")
def site():
    """The folder into which pip has installed the wheel."""
    return setting("MPICKLE_SITE")


@pytest.fixture(scope="session")
def release(site):
    """mpickle's folder in the wheel."""
    return site / "mpickle_usermod/usermod/mpickle"


@pytest.fixture(scope="session")
def environment():
    """The environment of a machine without Rust and libclang."""
    ours = ("MPICKLE_", "LIBCLANG_", "CARGO")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "PATH": str(setting("MPICKLE_PROGRAMS"))}


@pytest.fixture
def run(environment):
    """A function that runs a command there; what it said, on either stream, is its stdout."""

    def call(*command, **variables):
        return subprocess.run(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**environment, **{name: str(value) for name, value in variables.items()}},
            timeout=600,
        )

    return call


class Firmware:
    """A firmware that is as `cargo xtask dist` has its objects made for, but for what a test changes."""

    def __init__(self, run, release, tree, folder):
        self.run, self.release, self.out = run, release, folder / "out"
        # Headers that a test may change go before those of the tree.
        self.changed = folder / "changed"
        self.tree = tree
        self.cc = "cc"
        self.cflags = [
            f"-I{self.changed}",
            f"-I{release}/ports/prebuilt/headers",
            f"-I{tree}",
            "-DMICROPY_FLOAT_IMPL=MICROPY_FLOAT_IMPL_DOUBLE",
            "-DMICROPY_LONGINT_IMPL=MICROPY_LONGINT_IMPL_MPZ",
        ]

    def change(self, file, old, new):
        """A file of MicroPython's core with another text."""
        text = (self.tree / file).read_text()
        assert old in text, f"{file} of this MicroPython has no {old!r}"
        (self.changed / file).parent.mkdir(parents=True, exist_ok=True)
        # Headers are found beside the file that includes them first.
        for header in (self.tree / "py").glob("*.h"):
            shutil.copy(header, self.changed / "py")
        (self.changed / file).write_text(text.replace(old, new))

    def choose(self, *options, fallback=(), **variables):
        """Calls choose.py as micropython.mk does."""
        return self.run(
            sys.executable,
            self.release / "ports/prebuilt/choose.py",
            *("--prebuilt", self.release / "prebuilt", "--cc", self.cc, "--cflags", shlex.join(self.cflags)),
            *options,
            self.out,
            *(["--", *fallback] if fallback else []),
            **variables,
        )


@pytest.fixture
def firmware(run, release, tree, tmp_path):
    return Firmware(run, release, tree, tmp_path)


def passed(process):
    """Fails the test with what was said, if the process has failed."""
    assert process.returncode == 0, process.stdout
    return process.stdout
