"""The recipe of docs/files.md for compressed files and logs, between the computer and a board that can compress."""

import os
import random
import re
import subprocess
import zlib
from pathlib import Path

import mpickle
import pytest
from conftest import ROOT

PAGE = (ROOT / "docs/files.md").read_text().split("## Compressed files\n")[1].split("\n## ")[0]
BOARD, COMPUTER = (
    # The functions, without the lines that use them.
    block.split("\n\n\nmpickle.save(")[0]
    for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
)
READINGS = [{"t": 20.5 + n % 3, "id": n, "name": "sensor-7", "raw": bytes(n % 50)} for n in range(200)]
CAN_COMPRESS = "import deflate; print(hasattr(deflate.DeflateIO, 'write'))"


@pytest.fixture(scope="module")
def computer():
    """The computer's functions."""
    names = {}
    exec(COMPUTER, names)
    return names


@pytest.fixture(params=["MPICKLE_MICROPYTHON", "MPICKLE_MICROPYTHON_32"])
def board(request, tmp_path):
    """Runs lines behind the board's functions."""
    path = os.environ.get(request.param)
    if not path:
        pytest.skip(f"no MicroPython: {request.param}")
    path = Path(path).resolve()

    def run(lines, recipe=BOARD):
        script = tmp_path / "board.py"
        script.write_text(f"{recipe}\n{lines}\n")
        done = subprocess.run([path, script], capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def test_to_the_board(board, computer, tmp_path):
    """Any firmware with deflate reads what the computer has compressed."""
    mpickle.save(computer["compressed"](READINGS), tmp_path / "settings.z")
    plain = tmp_path / "plain"
    mpickle.save(READINGS, plain)
    assert (tmp_path / "settings.z").stat().st_size * 4 < plain.stat().st_size
    for start in range(0, 200, 50):
        mpickle.append(computer["compressed"](READINGS[start : start + 50]), tmp_path / "log.z")
    printed = board(
        "readings = expanded(mpickle.restore('settings.z'))\n"
        "print(readings == mpickle.restore('plain'))\n"
        "print(sum((expanded(data) for data in mpickle.records('log.z')), []) == readings)"
    )
    assert printed.split() == ["True", "True"]


def test_from_the_board(board, computer, tmp_path):
    """And the computer what a board has compressed, if it can."""
    if board(CAN_COMPRESS, "").strip() != "True":
        pytest.skip("this firmware does not compress")
    mpickle.save(READINGS, tmp_path / "plain")
    board(
        "readings = mpickle.restore('plain')\n"
        "mpickle.save(compressed(readings), 'settings.z')\n"
        "for start in range(0, 200, 50):\n"
        "    mpickle.append(compressed(readings[start : start + 50]), 'log.z')\n"
        "print(expanded(mpickle.restore('settings.z')) == readings)"
    )
    assert computer["expanded"](mpickle.restore(tmp_path / "settings.z")) == READINGS
    found = [reading for data in mpickle.records(tmp_path / "log.z") for reading in computer["expanded"](data)]
    assert found == READINGS
    assert (tmp_path / "settings.z").stat().st_size * 3 < (tmp_path / "plain").stat().st_size


def test_bounds(computer):
    """What stands for too much is refused, what is cut off too; and what may be named is data."""
    compressed, expanded = computer["compressed"], computer["expanded"]
    with pytest.raises(ValueError, match="too long"):
        expanded(compressed(bytes(1 << 21)))
    whole = compressed(READINGS)
    for cut in random.Random(1).sample(range(len(whole)), 40):
        with pytest.raises((ValueError, zlib.error)):
            expanded(whole[:cut])
    with pytest.raises(mpickle.UnpicklingError, match="not allowed"):
        expanded(compressed(print))
