"""Fixtures: the small port of this folder, configured and built by CMake."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def setting(name):
    """An absolute path from the environment, which `cargo xtask test` sets."""
    value = os.environ.get(name)
    if not value:
        pytest.fail(f"{name} is not set; `cargo xtask test --only cmake` sets it")
    return Path(value).resolve()


@pytest.fixture(scope="session")
def tree():
    """A MicroPython tree."""
    return setting("MPICKLE_TREE")


@pytest.fixture(scope="session")
def xtask():
    """The program that `cargo xtask` runs."""
    return setting("MPICKLE_XTASK")


@pytest.fixture(scope="session")
def kept():
    """A folder that stays, so that the next run compiles less."""
    folder = setting("MPICKLE_WORK")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def run(*command, env=None):
    """The finished process; what it said, on either stream, is its stdout."""
    return subprocess.run(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **(env or {})},
        timeout=600,
    )


def script(path, text):
    """An executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)
    return path


def compiler(folder, machine):
    """A C compiler for this machine that says it is for another one, and takes its flags."""
    cc = shutil.which("cc")
    return script(
        folder / "cc",
        f"""[ "$1" != -dumpmachine ] || {{ echo {machine}; exit; }}
for word; do
    shift
    case $word in -m* | @*) ;; -dumpmachine) echo {machine}; exit ;; *) set -- "$@" "$word" ;; esac
done
exec {cc} "$@"
""",
    )


class Port:
    """A build of the small port."""

    def __init__(self, folder, generator="Ninja"):
        self.folder = folder
        self.generator = generator

    def configure(self, tree, *options, env=None):
        return run(
            "cmake",
            *("-S", HERE / "port", "-B", self.folder, "-G", self.generator),
            f"-DPython3_EXECUTABLE={sys.executable}",
            f"-DMICROPY_DIR={tree}",
            f"-DUSER_C_MODULES={ROOT / 'micropython.cmake'}",
            *options,
            env=env,
        )

    def build(self, *options, env=None):
        return run("cmake", "--build", self.folder, "-j4", *options, env=env)


def lacking(what):
    """Skips the test; in continuous integration, where all tools have to be, it fails."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(what)


def passed(process):
    """Fails the test with what was said, if the process has failed."""
    assert process.returncode == 0, process.stdout
    return process.stdout
