"""The examples, as a user runs them."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import vectors

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NEEDS = {
    "ndarray": ["numpy"],
    "model-weights": ["numpy"],
    "fleet": ["mpickle", "paho", "umqtt"],
    "lenet5": ["numpy", "sklearn"],
    "msgpack-link": ["msgpack"],
    "senml-cbor": ["cbor2"],
    "signed-cbor": ["cbor2"],
    "sklearn": ["sklearn"],
    "telemetry-protobuf": ["grpc_tools", "mpickle"],
}
# Modules that not every firmware has.
BOARD_NEEDS = {
    "msgpack-link": "umsgpack",
    "senml-cbor": "cbor2",
    "signed-cbor": "cbor2",
    "javascript": "cbor2",
    "telemetry-protobuf": "minipb",
}
NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/pc.py"))


def run(micropython, name):
    """What the example prints."""
    missing = [module for module in NEEDS.get(name, ()) if importlib.util.find_spec(module) is None]
    if missing:
        pytest.skip(f"{' and '.join(missing)} not installed: pip install -r demo/requirements.txt")
    check_board(micropython, name)
    if name == "fleet" and not shutil.which("mosquitto", path=os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin"):
        pytest.skip("there is no mosquitto")
    return output([sys.executable, str(EXAMPLES / name / "pc.py"), "--micropython", str(micropython)])


def check_board(micropython, name):
    """Skip if this firmware lacks the module that the example needs."""
    if name in BOARD_NEEDS:
        have = subprocess.run([micropython, "-c", f"import {BOARD_NEEDS[name]}"], capture_output=True, check=False)
        if have.returncode != 0:
            pytest.skip(f"no {BOARD_NEEDS[name]} in this firmware")


def output(command):
    """What a command prints, which succeeds."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("name", NAMES)
def test_example(micropython, name):
    """It checks itself, and ends with a line that says what went well."""
    assert run(micropython, name).splitlines()[-1].startswith("OK: ")


def test_javascript(micropython):
    """Beside the packages that it imports, as in a folder of the user's."""
    check_board(micropython, "javascript")
    packages = vectors.folder("MPICKLE_NODE", "packages of JavaScript")
    assert shutil.which("node"), "packages of JavaScript without node"
    folder = packages / f"example-{os.getpid()}"
    try:
        shutil.copytree(EXAMPLES / "javascript", folder)
        out = output(["node", str(folder / "pc.mjs"), "--micropython", str(micropython)])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    assert out.splitlines()[-1].startswith("OK: ")


def test_every_example_is_described():
    """A README in each folder, and a line in the README of all."""
    index = (EXAMPLES / "README.md").read_text()
    for folder in EXAMPLES.iterdir():
        if (folder / "board.py").exists() or folder.name == "registrations":
            assert f"({folder.name})" in index
            text = (folder / "README.md").read_text()
            start = "node pc.mjs" if folder.name == "javascript" else f"examples/{folder.name}/pc.py"
            assert folder.name == "registrations" or start in text
