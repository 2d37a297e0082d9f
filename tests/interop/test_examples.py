"""The examples, as a user runs them."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NEEDS = {"ndarray": ["numpy"], "model-weights": ["numpy"], "lenet5": ["numpy", "sklearn"]}
NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/pc.py"))


def run(micropython, name):
    """What the example prints."""
    missing = [module for module in NEEDS.get(name, ()) if importlib.util.find_spec(module) is None]
    if missing:
        pytest.skip(f"{' and '.join(missing)} not installed: pip install -r demo/requirements.txt")
    command = [sys.executable, str(EXAMPLES / name / "pc.py"), "--micropython", str(micropython)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("name", NAMES)
def test_example(micropython, name):
    """It checks itself, and ends with a line that says what went well."""
    assert run(micropython, name).splitlines()[-1].startswith("OK: ")


def test_every_example_is_described():
    """A README in each folder, and a line in the README of all."""
    index = (EXAMPLES / "README.md").read_text()
    for folder in EXAMPLES.iterdir():
        if (folder / "board.py").exists() or folder.name == "registrations":
            assert f"({folder.name})" in index
            text = (folder / "README.md").read_text()
            assert folder.name == "registrations" or f"examples/{folder.name}/pc.py" in text
