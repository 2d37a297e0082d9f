"""numpy's arrays: every type, order and byte order, both ways, with old and new versions of numpy.

Each version lives in a folder of its own below target/, put there once by pip, and runs in a process of
its own in which every warning is an error.
"""

import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from describe import describe

HERE = Path(__file__).resolve().parent
CACHE = HERE.parent.parent / "target" / "numpy"
VERSIONS = ("1.24.4", "1.26.4", "2.4.6")


def install(version):
    """The folder with this numpy; skips the test where pip has none for this Python."""
    folder = CACHE / f"{version}-py{sys.version_info.major}{sys.version_info.minor}"
    if folder.is_dir():
        return folder
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as place:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        pip += ["--only-binary", ":all:", "--target", f"{place}/numpy", f"numpy=={version}"]
        done = subprocess.run(pip, capture_output=True, text=True, timeout=600, check=False)
        if done.returncode != 0:
            pytest.skip(f"no numpy {version} for this Python: {done.stderr.strip().splitlines()[-1:]}")
        if not folder.is_dir():
            shutil.move(f"{place}/numpy", folder)
    return folder


class Numpy:
    """One version of numpy."""

    def __init__(self, version):
        self.folder = install(version)

    def run(self, what, data=b""):
        """Run the other side and return what it prints."""
        env = {**os.environ, "PYTHONPATH": str(self.folder)}
        command = [sys.executable, "-W", "error", str(HERE / "numpy_side.py"), *what.split()]
        done = subprocess.run(command, input=data, capture_output=True, env=env, timeout=300, check=False)
        assert done.returncode == 0, done.stderr.decode()[-3000:]
        return done.stdout


@pytest.fixture(scope="module", params=VERSIONS)
def numpy(request):
    """A version of numpy, with its cases."""
    side = Numpy(request.param)
    side.cases = pickle.loads(side.run("write"))
    return side


LOAD = """
def plain(x):
    if isinstance(x, list):
        return [plain(y) for y in x]
    if hasattr(x, "tolist"):
        return x.tolist()
    return list(x) if type(x).__name__ == "array" else x

result = []
for payload, buffers in mpickle.loads(data):
    try:
        x = mpickle.loads(payload, buffers=[bytearray(b) for b in buffers])
        result.append(describe(plain(x)))
    except Exception as e:
        result.append(repr(e))
    x = None
result = mpickle.dumps(result)
"""

DUMP = """
def ways(x):
    made = [(mpickle.dumps(x, p), []) for p in range(6)]
    buffers = []
    made.append((mpickle.dumps(x, 5, buffer_callback=buffers.append), buffers))
    return [(data, [bytes(b) for b in buffers]) for data, buffers in made]

result = mpickle.dumps([ways(mpickle.loads(x)) for x in mpickle.loads(data)])
"""


def batches(items, size=200):
    """The items, some at a time."""
    for at in range(0, len(items), size):
        yield items[at : at + size]


def has_ulab(peer):
    """Whether the firmware brings ulab, which has fewer types."""
    return peer.run("try:\n    import ulab\n    result = b'y'\nexcept ImportError:\n    pass") == b"y"


def test_what_numpy_writes_loads_element_by_element(peer, numpy):
    """Protocols 0 to 5 and out of band: all elements, bit by bit."""
    if has_ulab(peer):
        pytest.skip("test_ulab.py looks at this firmware")
    wrong = []
    for batch in batches(numpy.cases):
        answers = pickle.loads(peer.run(LOAD, pickle.dumps([case[1:3] for case in batch]), 120))
        for (label, _, _, expected, *_), description in zip(batch, answers, strict=True):
            if description != describe(expected):
                wrong.append(f"{label}: {description[:200]} is not {describe(expected)[:200]}")
    assert not wrong, "\n".join(wrong[:20])


def test_numpy_reads_what_the_board_writes(peer, numpy):
    """Loaded and written again at each protocol, and out of band: type, byte order, shape and bits are the same."""
    chosen = [case for case in numpy.cases if case[0].endswith(" 4") and case[4] is not None]
    written = []
    for batch in batches(chosen):
        answers = pickle.loads(peer.run(DUMP, pickle.dumps([case[1] for case in batch]), 120))
        for case, made in zip(batch, answers, strict=True):
            written += [(case[0][:-2], min(way, 5), *parts) for way, parts in enumerate(made)]
    request = {"pickles": written, "exact": not has_ulab(peer)}
    wrong = json.loads(numpy.run("read", pickle.dumps(request)))
    assert len(written) == 7 * len(chosen) > 1000
    assert not wrong, "\n".join(wrong[:20])
