"""Whatever has failed in fuzzing, and some of its seeds, through loads and its relatives."""

import subprocess
import sys
from pathlib import Path

import pytest
from host import environment

FUZZ = Path(__file__).resolve().parents[2] / "fuzz"
SCRIPTS = FUZZ / "micropython" / "scripts"
# Files in one run.
MANY = 100


def replay(micropython, files):
    """Run them all in one MicroPython; it prints how many there were."""
    files = [str(file) for file in files]
    return subprocess.run(
        [micropython, "-X", "heapsize=2m", "replay.py", *files],
        cwd=SCRIPTS,
        env={**environment(), "MICROPYPATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def check(micropython, files):
    done = replay(micropython, files)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == f"replayed {len(files)}"


def test_what_has_failed_before(micropython):
    files = sorted(file for file in (FUZZ / "regressions").rglob("*") if file.is_file())
    assert files
    check(micropython, files)


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    """The seeds that the fuzzers start from."""
    folder = tmp_path_factory.mktemp("seeds")
    subprocess.run([sys.executable, FUZZ / "seeds.py", folder], check=True)
    return sorted(folder.iterdir())


def test_seeds(micropython, seeds):
    assert len(seeds) > 500
    for start in range(0, len(seeds), MANY):
        check(micropython, seeds[start : start + MANY])


def test_a_broken_promise_is_noticed(micropython):
    """The target itself: with another CHECK in it, it complains."""
    broken = "import target; target.EVERY = 1; target.CHECK = b'N.'; target.one(memoryview(b'N.....'))"
    done = subprocess.run(
        [micropython, "-c", broken], cwd=SCRIPTS, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode != 0, done.stdout
