"""The command ``mpickle``."""

import collections
import datetime
import importlib.util
import json
import pickle
import pickletools
import random
import re
import shutil
import subprocess
import sys
import threading
from binascii import crc32
from fractions import Fraction

import cbor2
import make_corpus
import mpickle
import msgpack
import numpy as np
import pytest
from conftest import ROOT

ENTRIES = make_corpus.read()
READING = {"t": 21.5, "id": (7, b"\x01"), "note": 'a, "b"'}


def test_show(tool, write):
    """Types, shapes, sizes, shared references."""
    shared = [1]
    obj = {
        "w": np.zeros((10, 64), "f4"),
        "rows": [shared, shared],
        "at": datetime.date(2024, 1, 1),
        "od": collections.OrderedDict(a=1),
        "text": "x" * 100,
        "escape": "\x1b[31m\u202e",
        3: {1, 2},
    }
    done = tool("show", write(pickle.dumps(obj)))
    assert done.status == 0
    for line in (
        "dict of 7",
        "'w': numpy float32 (10, 64)",
        "[0] #1 list of 1",
        "[1] → #1",
        "'at': datetime.date(…)",
        "'od': collections.OrderedDict(…)",
        "(100 characters)",
        "\\u001b[31m\\u202e",
        "3: set of 2",
        "protocol 4, ",
    ):
        assert line in done.out, line
    assert "\x1b" not in done.out
    assert "… 30 more" in tool("show", "--items", "70", write(pickle.dumps(list(range(100))))).out
    nested = tool("show", "--depth", "2", write(pickle.dumps([[[[5]]]]))).out
    assert nested.count("list of") == 3


def test_raw(tool, write):
    """The opcodes are those of pickletools."""
    for protocol in range(6):
        data = pickle.dumps([1, "a", 2.5, b"x", (1, 2), {"k": -70000}, 1 << 80, READING, datetime.date], protocol)
        lines = tool("show", "--raw", write(data)).out.splitlines()
        wanted = [(position, opcode.name) for opcode, _, position in pickletools.genops(data)]
        assert [(int(line.split(":")[0]), line.split()[1]) for line in lines] == wanted


def test_check(tool, write):
    """What is refused, what is needed, what changes; with an exit status for a firmware's tests."""
    plain = write(mpickle.dumps([READING, np.zeros(3), {1}]))
    assert tool("check", plain).status == 0
    rp2 = tool("check", plain, "--board", "rp2")
    assert rp2.status == 0 and "rounded" not in rp2.out
    assert "single precision" in tool("check", write(pickle.dumps([0.1])), "--board", "rp2").out
    assert "ulab here has float32" in tool("check", plain, "--board", "rp2", "--ulab").out
    for features, word in (("write", "classes"), ("text,classes", "arrays")):
        done = tool("check", plain, "--features", features)
        assert done.status == 1 and f"lacks the feature {word}" in done.out
    old = write(pickle.dumps([1.5, "a"], 0))
    assert tool("check", old).status == 0
    assert "lacks the feature text" in tool("check", old, "--features", "classes").out

    dated = write(pickle.dumps({"at": [datetime.date(2024, 1, 1)]}))
    done = tool("check", dated)
    assert done.status == 1 and 'at ["at"][0]' in done.out and "reg_datetime.py" in done.out
    assert tool("check", dated, "--have", "datetime").status == 0
    named = write(b"cplant.models\nReading\n)\x81.")
    done = tool("check", named)
    assert done.status == 1 and '@mpickle.register("plant.models.Reading")' in done.out
    assert tool("check", named, "--have", "plant.models.Reading").status == 0
    refused = tool("check", write(b"cos\nsystem\n."))
    assert refused.status == 1 and "refused: os.system" in refused.out
    done = tool("check", write(pickle.dumps(np.zeros(2, "f16"))))
    assert done.status == 1 and "astype('f8')" in done.out
    assert tool("check", write(b"N")).status == 2


# Refused there although check does not say so, or the other way round: none.
LOADS = """
import sys
import mpickle
results = []
for line in sys.stdin:
    line = line.strip()
    if not line:
        break
    try:
        mpickle.loads(bytes.fromhex(line), encoding="latin1")
        print("loads")
    except Exception as e:
        print(type(e).__name__, e)
"""


def test_check_is_right(tool, write, micropython, tmp_path):
    """For every pickle of the corpus, and pickles of what boards lack, check says what the board does."""
    objs = [Fraction(1, 2), datetime.date(2024, 1, 1), len, print, collections.Counter("a"), FileNotFoundError(2, "x")]
    objs += [np.zeros(2, "f16"), np.zeros(2, "M8[25s]"), np.array(["a"]), np.float32(1), np.dtype("f4"), np.matrix([1])]
    objs += [random.Random(1), np.random.default_rng(1), slice(1, 2), collections.defaultdict(list), RecursionError()]
    datas = [make_corpus.unpack(entry["pickles"][max(entry["pickles"])]) for entry in ENTRIES][::7]
    datas += [pickle.dumps(obj, 4) for obj in objs]
    script = tmp_path / "board.py"
    script.write_text(LOADS)
    lines = "".join(data.hex() + "\n" for data in datas) + "\n"
    board = subprocess.run([micropython, script], input=lines, capture_output=True, text=True, timeout=60, check=True)
    for data, there in zip(datas, board.stdout.splitlines(), strict=True):
        done = tool("check", "--have", "models", write(data))
        assert (done.status == 0) == (there == "loads" or "'models." in there), f"{data!r}\n{there}\n{done.out}"


def test_cat(tool, write):
    """Pickles in a row, packets, saved files: as JSON lines, CSV, words."""
    row = write(b"".join(pickle.dumps({**READING, "n": i}) for i in range(3)))
    done = tool("cat", "--jsonl", row)
    assert [json.loads(line)["n"] for line in done.out.splitlines()] == [0, 1, 2] and done.status == 0
    assert json.loads(done.out.splitlines()[0])["id"] == [7, {"$bytes": "AQ=="}]
    lines = tool("cat", "--csv", row).out.split("\r\n")
    assert lines[0] == "t,id,note,n" and lines[1].endswith(',"a, ""b""",0') and len(lines) == 5
    assert tool("cat", row).out == "dict of 4\n" * 3

    packets = b"".join(mpickle.pack([i, "x" * i]) for i in range(20))
    done = tool("cat", "--jsonl", write(packets))
    assert [json.loads(line)[0] for line in done.out.splitlines()] == list(range(20)) and done.status == 0
    damaged = bytearray(packets)
    damaged[30] ^= 0x55
    done = tool("cat", "--jsonl", write(bytes(damaged[:-5])))
    assert done.status == 1 and "1 damaged" in done.err and "no whole record" in done.err
    assert len(done.out.splitlines()) == 18

    data = mpickle.dumps(READING)
    done = tool("cat", "--jsonl", write(data + crc32(data).to_bytes(4, "little")))
    assert done.status == 0 and len(done.out.splitlines()) == 1
    torn = tool("cat", "--jsonl", write(data + data + data[:20]))
    assert torn.status == 1 and "20 bytes at the end" in torn.err and len(torn.out.splitlines()) == 2
    assert tool("cat", "--jsonl", "-", data=data).out == done.out
    bad = tool("cat", write(data + b"\xff"))
    assert bad.status == 2 and f"at byte {len(data)}" in bad.err and "after 1 records" in bad.err
    odd = write(pickle.dumps({"a": 1}) + pickle.dumps({"b": 2}))
    done = tool("cat", "--csv", odd)
    assert done.status == 1 and "column that the first record lacks: b" in done.err


def test_signed_records_and_files(tool, write, tmp_path):
    """Are shown; that nobody has checked them is told."""
    key = bytes(range(16))
    packets = mpickle.pack({"n": 1}, key=key, counter=1) + mpickle.pack({"n": 2})
    done = tool("cat", "--jsonl", write(packets))
    assert (done.status, done.out) == (0, '{"n": 1}\n{"n": 2}\n')
    assert "a signature, which was not checked: 1 times" in done.err
    path = tmp_path / "saved"
    mpickle.save({"n": 3}, path, key=key)
    assert tool("cat", "--jsonl", path).out == '{"n": 3}\n'
    assert tool("show", path).status == 0 and tool("convert", path, "--to", "json").out == '{"n": 3}\n'


def test_cat_takes_constant_memory():
    """A long file passes through; the most that is held at once is a few MB."""
    record = pickle.dumps({"t": 21.5, "values": list(range(50)), "blob": b"x" * 2000})
    count = 80_000
    # What a process takes at most since it was executed: rusage counts its parent's memory too.
    peak = "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0], file=sys.stderr)"
    source = f"import sys; from mpickle import _mpickle; _mpickle.main(['mpickle', 'cat', '-']); {peak}"
    command = [sys.executable, "-c", source]
    cat = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def write():
        for _ in range(count // 100):
            cat.stdin.write(record * 100)
        cat.stdin.close()

    writer = threading.Thread(target=write)
    writer.start()
    lines = sum(1 for _ in cat.stdout)
    writer.join()
    held = int(cat.stderr.read())
    assert cat.wait() == 0 and lines == count
    assert held < 60 << 10 < len(record) * count >> 10


def test_convert(tool, write, tmp_path):
    """To other formats and back; PyPI's packages read what is written."""
    obj = {"a": [1, -5, 2.5, None, True, "é", 1 << 62], "b": {"c": b"\x00\x01"}, "d": [[], {}]}
    path = write(pickle.dumps(obj))
    for name, read in (("msgpack", msgpack.unpackb), ("cbor", cbor2.loads)):
        out = tmp_path / f"out.{name}"
        assert tool("convert", path, "--to", name, "-o", out).status == 0
        assert read(out.read_bytes()) == obj
        back = tmp_path / "back.pickle"
        assert tool("convert", out, "--to", "pickle", "-o", back).status == 0
        assert pickle.loads(back.read_bytes()) == obj
    done = tool("convert", path, "--to", "json")
    assert json.loads(done.out) == {**obj, "b": {"c": {"$bytes": "AAE="}}}
    text = write(b'{"a": [1, 2.5, null, true, "x", 123456789012345678901234567890]}', "in.json")
    assert tool("convert", text, "--to", "pickle", "-o", tmp_path / "p").status == 0
    assert pickle.loads((tmp_path / "p").read_bytes()) == json.loads(text.read_text())

    odd = {
        "s": {3},
        "t": (1,),
        5: float("nan"),
        "z": 1 + 2j,
        "o": collections.OrderedDict(a=1),
        "f": np.eye(2, dtype="f4"),
    }
    path = write(pickle.dumps(odd))
    read = json.loads(tool("convert", path, "--to", "json").out)["$dict"]
    read = dict(read)
    assert read == {
        "s": {"$set": [3]},
        "t": [1],
        5: {"$float": "nan"},
        "z": {"$complex": [1.0, 2.0]},
        "o": {"a": 1},
        "f": [[1.0, 0.0], [0.0, 1.0]],
    }
    tool("convert", path, "--to", "cbor", "-o", tmp_path / "c")
    read = cbor2.loads((tmp_path / "c").read_bytes())
    assert read["s"] == {3} and read["z"] == 1 + 2j and read["o"] == {"a": 1}
    done = tool("convert", path, "--to", "msgpack", "-o", tmp_path / "m")
    assert done.status == 0 and "a set became an array: 1 times" in done.err
    assert "no int as large" in tool("convert", write(pickle.dumps(1 << 70)), "--to", "msgpack").err
    assert "bytes behind" in tool("convert", write(pickle.dumps(1) * 2), "--to", "json").err


SHOWN = re.compile(r"<!-- tool: (?P<args>.*) -->\n(?P<text>(?:    .*\n)+)")


def test_readme(tmp_path):
    """What the README shows is what the command prints."""
    model = {"w": np.zeros((10, 64), "f4"), "b": np.zeros(10), "made": datetime.date(2024, 2, 29)}
    (tmp_path / "model.pickle").write_bytes(pickle.dumps(model))
    rows = [{"t": t, "id": (7, b"\x01")} for t in (21.5, 21.75)]
    (tmp_path / "log.pickle").write_bytes(b"".join(map(mpickle.dumps, rows)))
    (tmp_path / "settings.pickle").write_bytes(mpickle.dumps({"volume": 5, "pins": {2, 4}}))
    shown = list(SHOWN.finditer((ROOT / "ports/cpython/README.md").read_text()))
    assert len(shown) >= 4
    for block in shown:
        command = [sys.executable, "-m", "mpickle", *block["args"].split()]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        wanted = "".join(line[4:] + "\n" for line in block["text"].splitlines())
        assert done.stdout == wanted, block["args"]


def test_help(tool):
    """Each command is in the docs."""
    done = tool("--help")
    readme = (ROOT / "ports/cpython/README.md").read_text()
    commands = [
        line.split()[0] for line in done.out.split("Commands:")[1].split("Options:")[0].splitlines() if line.strip()
    ]
    assert len(commands) >= 4
    for command in set(commands) - {"help"}:
        assert f"mpickle {command}" in readme, command
    assert tool("check").status == 2 and tool("show", "/nonexistent").status == 2


@pytest.mark.parametrize("module", ["ports/cpython/src/mpickle"])
def test_types(module):
    """mypy --strict has nothing to say."""
    mypy = pytest.importorskip("mypy.api")
    out, err, status = mypy.run(
        ["--strict", "--config-file", str(ROOT / "ports/cpython/pyproject.toml"), str(ROOT / module)]
    )
    assert status == 0, out + err


def test_types_for_editors():
    """Pyright, which VS Code has, has nothing to say in its strict mode, with the settings of the package."""
    if importlib.util.find_spec("pyright") is None or shutil.which("node") is None:
        pytest.skip("no pyright, or no node for it: pip install -r tests/requirements.txt")
    command = [sys.executable, "-m", "pyright", "--project", ROOT / "ports/cpython", "--pythonpath", sys.executable]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
