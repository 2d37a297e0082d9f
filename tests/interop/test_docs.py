"""The Python in the README and the docs: it runs, and does what the text around it says.

Blocks (```python) of one page run one after another in one folder: on MicroPython, and those that begin with
`# CPython` on CPython. A block with `>>>` must print what stands under each line. On the line above, a block that
cannot run has `<!-- not run: why -->`, and one of a package that the tests do not ask for `<!-- needs: package -->`:
it runs where the package is. A block of a feature that firmwares do not have unless it is named has
`<!-- feature: name -->`, and runs on CPython, whose package has it.
"""

import doctest
import gzip
import importlib.util
import itertools
import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["README.md", *sorted(f"docs/{page.name}" for page in ROOT.glob("docs/*.md")), "ports/cpython/README.md"]
FENCE = re.compile(
    r"^(?:<!-- (?:(?P<not_run>not run: [^\n]+)|needs: (?P<needs>\w+)|feature: (?P<feature>\w+)) -->\n)?"
    r"^```python\n(?P<source>.*?)^```$",
    re.M | re.S,
)

# Both sides: a line that ends stops the block that reads it.
COMMON = """
class Done(Exception):
    pass

class Line:
    "A UART that has these bytes, and None in between."
    def __init__(self, *chunks):
        self.chunks = list(chunks)
        self.sent = b""
    def read(self, n=None):
        if not self.chunks:
            raise Done
        return self.chunks.pop(0)
    def write(self, data):
        self.sent += bytes(data)
        return len(data)
"""

OLD_FILE = 'with open("settings.txt", "w") as f:\n    f.write(repr({"volume": 5}))\n'

# What a page takes for granted, and what must have come of it, on each side.
BEFORE = {
    ("docs/arrays.md", "micropython"): """
import mpickle
def filled(shape, count):
    a = mpickle.ndarray(count, "f4")
    a[:] = 0.5
    return a.reshape(shape)
with open("model.pkl", "wb") as f:
    mpickle.dump({"w": filled((10, 64), 640), "b": filled((10,), 10)}, f)
""",
    ("docs/files.md", "micropython"): "import mpickle\n",
    ("docs/files.md", "cpython"): "import mpickle\n",
    ("docs/flash.md", "micropython"): """
import mpickle
with open("weights.py", "w") as f:
    f.write("DATA = %r" % mpickle.dumps({"w": bytearray(1000)}, 5))
""",
    ("docs/flash.md", "cpython"): "import os\nos.mkdir('frozen')\nmodel = {'w': bytearray(10)}\n",
    ("docs/instead.md", "cpython"): OLD_FILE,
    ("docs/instead.md", "micropython"): f"""
{OLD_FILE}
with open("log.pickle.gz", "wb") as f:
    f.write({gzip.compress(pickle.dumps(list(range(300))))!r})
""",
    ("docs/packets.md", "micropython"): """
import mpickle
uart = Line(mpickle.pack(1)[:5], mpickle.pack(2), None, mpickle.pack((3,)))
printed = []
print = printed.append
""",
    ("docs/packets.md", "cpython"): """
import mpickle
printed = []
def print(*words):
    printed.append(words)
""",
    ("docs/security.md", "micropython"): "import mpickle\ndata = mpickle.dumps({'t': 21.5})\n",
    ("docs/streams.md", "micropython"): """
import asyncio, io
import mpickle
file = io.BytesIO()
handled = []
handle = handled.append
data = mpickle.dumps([1, 2])
uart = Line(data[:3], None, data[3:] + mpickle.dumps(3))
def answer(obj):
    return obj * 2
class Writer:
    def __init__(self):
        self.sent = b""
    def write(self, data):
        self.sent += bytes(data)
    async def drain(self):
        pass
class Reader(io.BytesIO):
    async def read(self, n):
        return super().read(n)
""",
    ("ports/cpython/README.md", "cpython"): """
import mpickle
port = Line(mpickle.pack({'t': 1}))
settings = {'volume': 5}
""",
}
AFTER = {
    ("README.md", "micropython"): """
assert (first.value, second.value) == (21.5, 21.6)
assert b'plant.models' in mpickle.dumps(Reading(), 2)
""",
    ("docs/api.md", "micropython"): "import pickle\nassert pickle is mpickle\n",
    ("docs/arrays.md", "micropython"): "assert scores([1] * 64) == [32.5] * 10\n",
    ("docs/coming.md", "micropython"): "assert back['tank'].level == 0.75 and back['seen'] == (1, 2)\n",
    ("docs/logs.md", "cpython"): """
assert list(mpickle.records("log.pickle"))[1] == {"at": 1714996860, "t": 21.6}
if "table" in globals():
    assert list(table["t"]) == [21.5, 21.6]
""",
    ("docs/files.md", "micropython"): "assert mpickle.restore('settings.pickle') == {'volume': 6}\n",
    ("docs/files.md", "cpython"): """
assert settings == [{'channel': n, 'gain': 1.0} for n in range(100)] and limits == {'limit': 80}
""",
    ("docs/flash.md", "micropython"): "assert len(model['w']) == 1000\n",
    ("docs/flash.md", "cpython"): "assert os.listdir('frozen') == ['weights.py']\n",
    ("docs/instead.md", "cpython"): """
if "settings" in globals():
    assert settings == {"volume": 5}
""",
    ("docs/instead.md", "micropython"): """
if "classify" in globals():
    assert [classify(x) for x in ([5.1, 3.5, 1.4, 0.2], [6.3, 3.3, 6.0, 2.5])] == [0, 2]
if "columns" in globals():
    assert list(columns["at"]) == [1714996800, 1714996860]
    assert columns["note"] == ["ok", None] and rooms[code] == "attic"
if "log" in globals():
    assert log == list(range(300))
if "settings" in globals():
    assert mpickle.restore("settings.pickle") == {"volume": 5}
""",
    ("docs/models.md", "micropython"): """
if "classify" in globals():
    assert classify([5.1, 3.5, 1.4, 0.2]) == 0 and classify([6.3, 3.3, 6.0, 2.5]) == 2
if "dense" in globals():
    assert dense([1, 2, 3]) == [1, 2]
""",
    ("docs/packets.md", "micropython"): "assert printed == [2, (3,)] and unpacker.damaged == 1\n",
    ("docs/packets.md", "cpython"): """
assert printed == [([{'valve': 'open'}], 1), ([], 2, 'replay'), (True, True)], printed
""",
    ("docs/registry.md", "micropython"): "assert mpickle.loads(mpickle.dumps(Delta(1, 2))).seconds == 2\n",
    ("docs/streams.md", "micropython"): """
assert handled == [[1, 2], 3]
assert mpickle.loads(file.getvalue()) == {'t': 21.5}
data = mpickle.dumps(3) + mpickle.dumps("ab")
writer = Writer()
asyncio.run(serve(Reader(data), writer))
reader = io.BytesIO(writer.sent)
assert mpickle.load(reader) == 6 and mpickle.load(reader) == "abab"
reader, writer = Reader(data), Writer()
assert asyncio.run(ask([1], reader, writer)) == 3 and mpickle.loads(writer.sent) == [1]
assert mpickle.load(reader) == "ab"
class Slow(Reader):
    late = False
    async def read(self, n):
        if self.tell() > 5 and not self.late:
            self.late = True
            await asyncio.sleep(1.5)
        return await super().read(n)
assert asyncio.run(patient(Slow(data))) == 3
""",
}


def blocks(page):
    """The blocks that can be run, each with its side: CPython, MicroPython, or interactive."""
    for found in FENCE.finditer((ROOT / page).read_text()):
        source = found["source"]
        if found["not_run"] or (found["needs"] and importlib.util.find_spec(found["needs"]) is None):
            continue
        if ">>> " in source:
            yield "interactive", source
        elif found["feature"] or source.startswith("# CPython") or page.startswith("ports/cpython"):
            yield "cpython", source
        else:
            yield "micropython", source


def run(command, script, folder):
    """Run a script in the folder; what it prints."""
    path = folder / "docs_blocks.py"
    path.write_text(script)
    environment = {**os.environ, "MICROPYPATH": f"{folder}:.frozen"}
    done = subprocess.run(
        [*command, str(path)], cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def script(page, side, sources):
    """One script of blocks. Each is code of the main module."""
    parts = [COMMON, BEFORE.get((page, side), "")]
    parts += [f"try:\n    exec({source!r}, globals())\nexcept Done:\n    pass\n" for source in sources]
    return "".join(parts) + AFTER.get((page, side), "")


@pytest.mark.parametrize("page", PAGES)
def test_blocks_run(micropython, tmp_path, page):
    """In their order; what follows each other on one side is one program."""
    sides = {"cpython": [sys.executable], "micropython": [micropython, "-X", "heapsize=4m"]}
    batch = [block for block in blocks(page) if block[0] in sides]
    for side, group in itertools.groupby(batch, key=lambda block: block[0]):
        run(sides[side], script(page, side, [source for _, source in group]), tmp_path)


@pytest.mark.parametrize("page", PAGES)
def test_interactive_blocks_print_what_they_show(micropython, tmp_path, page):
    """As MicroPython's REPL prints it."""
    sources = [source for side, source in blocks(page) if side == "interactive"]
    examples = [example for source in sources for example in doctest.DocTestParser().get_examples(source)]
    lines = ["import sys\n"]
    for example in examples:
        if example.want:
            lines.append(f"_ = eval({example.source!r})\nprint(repr(_))\n")
        else:
            lines.append(f"exec({example.source!r}, globals())\n")
    assert run([micropython], "".join(lines), tmp_path) == "".join(example.want for example in examples)


def test_no_block_is_missed():
    """Every one has the form that is looked for."""
    for page in PAGES:
        text = (ROOT / page).read_text()
        assert text.count("```python\n") == len(FENCE.findall(text)), page


LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")


def anchors(text):
    """The names of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_links_lead_somewhere():
    """To a file of the repository, and to a heading in it."""
    folders = [folder for folder in ROOT.iterdir() if folder.is_dir() and folder.name not in ("target", ".git")]
    pages = [*ROOT.glob("*.md"), *(page for folder in folders for page in folder.rglob("*.md"))]
    assert len(pages) > 20
    for page in pages:
        for path, anchor in LINK.findall(page.read_text()):
            there = (page.parent / path) if path else page
            assert there.exists(), f"{page}: {path}"
            assert not anchor or anchor in anchors(there.read_text()), f"{page}: {path}#{anchor}"
