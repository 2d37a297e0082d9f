"""``mpickle heap`` against MicroPython itself: builds of the unix port with 64 and with 32 bits."""

import array
import collections
import importlib.util
import os
import pickle
import re
import subprocess
from pathlib import Path

import make_corpus
import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).resolve().parent
NONE = pickle.dumps(None, 4)
WITHIN = 0.05
# Blocks of the heap: what the measurement itself differs by.
BLOCKS = 24
# At the peak, with 64 bits. Whether the pieces that a load holds in advance are taken once more before the columns of
# records are made decides about 32 blocks.
LOOSE = {"columns": 0.15}


@pytest.fixture(scope="module", params=["64", "32"])
def board(request, micropython):
    """A MicroPython, and the name of a board of its word's size."""
    if request.param == "64":
        return micropython, "unix", 8
    path = os.environ.get("MPICKLE_MICROPYTHON_32")
    if not path:
        pytest.skip("no MicroPython with 32 bits: MPICKLE_MICROPYTHON_32")
    return Path(path).resolve(), "qemu", 4


def run(micropython, *args):
    """What the script prints."""
    command = [micropython, "-X", "heapsize=4m", HERE / "heap_board.py", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def objects_after(micropython, datas, stubs, tmp_path):
    """What the object of each pickle takes on MicroPython; None for those that it refuses."""
    path = tmp_path / "lines"
    path.write_text("".join(data.hex() + "\n" for data in [NONE, *datas]))
    done = run(micropython, "after", stubs, path)
    assert done.returncode == 0, done.stderr
    nothing, *rest = [int(line) if line.isdigit() else None for line in done.stdout.splitlines()]
    return [size if size is None else size - nothing for size in rest]


def least(micropython, path, stubs, start):
    """The smallest heap that suffices, and so do all larger ones: those that are tried differ by a sixtieth."""

    def suffices(free):
        return "done" in run(micropython, free, stubs, path).stdout

    high = start
    while not suffices(high):
        high += high // 4 + 100
    low = high
    while low > 0:
        low -= 1 + low // 60
        if not suffices(low):
            break
        high = low
    while high - low > 16 + high // 1000:
        middle = (low + high) // 2
        if suffices(middle):
            high = middle
        else:
            low = middle
    return high


def told(tool, path, name, stubs):
    """Peak and object, as the command tells them."""
    done = tool("heap", path, "--board", name, *(["--stubs"] if stubs == "stubs" else []))
    assert done.status == 0, done.err
    return [int(number.replace(",", "")) for number in re.findall(r"([\d,]+) (?:bytes|of them)", done.out)]


def is_near(ours, theirs, word, within=WITHIN):
    """Within five percent, or a few blocks of four words."""
    return abs(ours - theirs) <= max(within * theirs, BLOCKS * 4 * word)


def nested():
    """Lists in dictionaries in lists."""
    obj = None
    for at in range(300):
        obj = [at, obj, {"a": obj}]
    return obj


def records(count):
    """As a logger writes them."""
    return [{"t": i * 0.5, "id": i, "name": f"sensor-{i}", "tags": ["a", "bb", "ccc"]} for i in range(count)]


def plain():
    """Plain data of many kinds."""
    return {
        "records": records(200),
        "ints": list(range(5000)),
        "large ints": [10**9 + i * 7 for i in range(1000)] + [(1 << 100) + i for i in range(50)],
        "ints of 64 bits": [(1 << 40) + i % 20 for i in range(500)],
        "floats": [i * 0.37 for i in range(3000)],
        "texts": [f"text number {i}" for i in range(1000)],
        "long texts": ["x" * i for i in range(300)],
        "dictionary": {f"key{i}": i for i in range(1000)},
        "pairs": {i: (i, i + 1) for i in range(3000)},
        "tuples": [(i, float(i), str(i)) for i in range(1000)],
        "set": set(range(700)),
        "frozen set": frozenset(f"k{i}" for i in range(300)),
        "nested": nested(),
        "bytes": [bytes(i) for i in range(100)],
        "bytearrays": [bytearray(i) for i in range(100)],
        "arrays": [array.array("d", range(100)), array.array("l", range(50))],
        "ordered": collections.OrderedDict((f"a{i}", i) for i in range(100)),
        "deque": collections.deque(range(100)),
        "reading": {"t": 21.5, "id": 7},
    }


def arrays():
    """numpy's."""
    return {
        "matrix": np.zeros((100, 64), "f4"),
        "row": np.arange(1000.0),
        "many": [np.arange(10) for _ in range(100)],
        "weights": {f"w{i}": np.ones((16, 16), "f4") for i in range(20)},
        "cube": np.ones((3, 20, 20), "i2"),
        "numbers": [np.float64(i) for i in range(200)],
        "texts": np.array(["abc", "de", "f"] * 50),
        "objects": np.array([1, "ab", None] * 50, dtype=object),
        "columns": np.array([(i, i / 2) for i in range(100)], dtype=[("id", "i4"), ("value", "f8")]),
        "masked": np.ma.masked_greater(np.ones((30, 20)), 2),
        "masked row": np.ma.masked_less(np.arange(200), 20),
        "masked columns": np.ma.array([(i, i / 2) for i in range(100)], dtype=[("id", "i4"), ("value", "f8")]),
    }


def estimators():
    """Fitted models of scikit-learn's, as they are pickled."""
    inputs, classes = load_iris(return_X_y=True)
    network = MLPClassifier((16,), max_iter=20, random_state=1)
    network.n_iter_no_change = 30
    return {
        "scaler": StandardScaler().fit(inputs),
        "logistic": LogisticRegression(max_iter=500).fit(inputs, classes),
        "forest": RandomForestClassifier(n_estimators=10, random_state=1).fit(inputs, classes),
        "network": network.fit(inputs, classes),
    }


CASES = {
    "plain": (plain, (4,), "names"),
    "arrays": (arrays, (4, 5), "names"),
    "estimators": (estimators, (4,), "stubs"),
}


@pytest.mark.filterwarnings("ignore::Warning")
@pytest.mark.parametrize("group", CASES)
def test_files(tool, write, board, group, tmp_path):
    """Objects and peaks."""
    micropython, name, word = board
    make, protocols, stubs = CASES[group]
    pickles = {
        f"{what}, protocol {protocol}": pickle.dumps(obj, protocol)
        for what, obj in make().items()
        for protocol in protocols
    }
    nothing = write(NONE)
    # Calls, and what reads the file, in the same heap.
    beside = least(micropython, nothing, stubs, 2000) - told(tool, nothing, name, stubs)[0]
    # So what a load remembers is right.
    assert abs(beside) <= 4 * 4 * word
    sizes = objects_after(micropython, pickles.values(), stubs, tmp_path)
    wrong = []
    for (what, data), size in zip(pickles.items(), sizes, strict=True):
        path = write(data)
        within = LOOSE.get(what.split(",")[0], WITHIN) if word == 8 else WITHIN
        peak, after = told(tool, path, name, stubs)
        measured = least(micropython, path, stubs, peak + peak // 16 + 400) - beside
        if not is_near(after, size, word) or not is_near(peak, measured, word, within):
            wrong.append(f"{what}: {after} for {size}, at the peak {peak} for {measured}")
    assert not wrong, "\n".join(wrong)


@pytest.fixture(scope="module")
def emulated():
    """A board that QEMU emulates, behind MicroPython's own pyboard.py."""
    command, tools = os.environ.get("MPICKLE_QEMU"), os.environ.get("MPICKLE_PYBOARD")
    if not command or not tools:
        pytest.skip("no emulated board: MPICKLE_QEMU, MPICKLE_PYBOARD")
    specification = importlib.util.spec_from_file_location("pyboard", Path(tools) / "pyboard.py")
    pyboard = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(pyboard)
    board = pyboard.Pyboard(f"execpty:{command}")
    board.enter_raw_repl()
    board.exec_((HERE / "heap_emulated.py").read_text())
    yield board
    board.close()


def on_emulated(board, data, stubs, start):
    """What the object takes, and the least heap in which the pickle loads, searched as `least` does it."""
    board.exec_(f"data = bytearray({len(data)})")
    for at in range(0, len(data), 512):
        board.exec_(f"data[{at} : {at + 512}] = {data[at : at + 512]!r}")
    found, error = board.exec_raw(f"search(data, {stubs == 'stubs'}, {start})", timeout=300)
    assert not error, error.decode()
    return [int(number) for number in found.split()]


# Bytes of a pickle and of what loading it takes that fit into the board's heap, in one piece each.
FITS = 45_000
# More is told than the board needs: where each table of a set is decides whether the next one fits in front of it.
SPARE = {"set": 0.35}


@pytest.mark.filterwarnings("ignore::Warning")
def test_emulated_board(tool, write, emulated):
    """Objects and peaks on a Cortex-M3, whose floats have single precision."""
    beside = on_emulated(emulated, NONE, "names", 2000)[1] - told(tool, write(NONE), "qemu", "names")[0]
    assert abs(beside) <= 8 * 4 * 4
    wrong, compared = [], 0
    for make, protocols, stubs in CASES.values():
        for what, obj in make().items():
            data = pickle.dumps(obj, protocols[0])
            peak, after = told(tool, write(data), "qemu", stubs)
            if len(data) + peak > FITS:
                continue
            compared += 1
            size, measured = on_emulated(emulated, data, stubs, peak + peak // 16 + 400)
            if not is_near(after, size, 4) or not is_near(peak, measured - beside, 4, SPARE.get(what, WITHIN)):
                wrong.append(f"{what}: {after} for {size}, at the peak {peak} for {measured - beside}")
    assert compared >= 20
    assert not wrong, "\n".join(wrong)


def test_corpus(tool, write, board, tmp_path):
    """What each object of the corpus takes, in every protocol."""
    micropython, name, word = board
    datas = [make_corpus.unpack(data) for entry in make_corpus.read()[::9] for data in entry["pickles"].values()]
    datas = list(dict.fromkeys(datas))
    wrong = []
    compared = 0
    for data, size in zip(datas, objects_after(micropython, datas, "names", tmp_path), strict=True):
        if size is None:
            continue
        after = told(tool, write(data), name, "names")[1]
        compared += 1
        if not is_near(after, size, word):
            wrong.append(f"{data[:60]!r}: {after} for {size}")
    assert compared > 20
    assert not wrong, "\n".join(wrong)


def test_words(tool, write):
    """Without a board both sizes of words; what is no pickle; stand-ins take more than instances."""
    done = tool("heap", write(pickle.dumps(records(3))))
    assert [line.split(":")[0] for line in done.out.splitlines()] == ["32 bits", "64 bits"]
    assert tool("heap", write(b"N")).status == 2
    named = write(b"\x80\x04cplant.models\nReading\n)\x81}\x8c\x02abK\x05sb.")
    assert told(tool, named, "rp2", "names")[1] < told(tool, named, "rp2", "stubs")[1]


def test_large_words(tool, write):
    """Sizes that a few bytes ask for are errors, at once."""
    empty = np.empty((0,), dtype=object)
    shapes = [
        pickle.dumps(empty, 2).replace(b"K\x00\x85", b"J\x00\x00\x00\x40K\x00\x86", 2),
        pickle.dumps(empty, 2).replace(b"K\x00\x85", b"K\x00J\x00\x00\x00\x40\x86", 2),
    ]
    deque = pickle.dumps(collections.deque(maxlen=7), 2).replace(b"K\x07", b"\x8a\x08" + bytes(5) + b"\x01\x00\x00")
    negative = pickle.dumps(collections.deque(maxlen=7), 2).replace(b"K\x07", b"J\xff\xff\xff\xff")
    for data in (*shapes, deque, negative):
        done = tool("heap", write(data))
        assert done.status in (0, 1, 2)
        if done.status == 2:
            assert "more memory than its length makes plausible" in done.err
    done = tool("heap", write(deque))
    assert done.status == 1 and "a board refuses it: unusual argument of collections.deque" in done.err
