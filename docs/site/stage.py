"""Copies the pages of the repository into a folder for Sphinx: `python stage.py FOLDER [PAGE]`.

The pages stay as they are, and where they are; what they link to comes along. The README becomes the first page, and
gets the table of contents. A folder that is linked to becomes its README, or a page that shows its files. PAGE is the
folder of the try-it page, if there is one.
"""

import os
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"(\]\()(?!\w+:|#)([^)#\s]+)")
FENCE = re.compile(r"^```.*?^```$", re.M | re.S)
# Where a page in the repository becomes another one on the site.
FIRST = {"README.md": "index.md"}

# Headings of the table of contents, and what is below.
CONTENTS = {
    "Start": ["docs/coming.md", "docs/choosing.md", "docs/messages.md", "docs/boards.md", "examples/README.md"],
    "Put it onto a board": [
        "docs/firmware.md",
        "docs/mpy.md",
        "ports/usermod/README.md",
        "ports/unix/README.md",
        "ports/rp2/README.md",
        "ports/esp32/README.md",
        "ports/stm32/README.md",
        "ports/webassembly/README.md",
    ],
    "Use it": [
        "docs/api.md",
        "docs/registry.md",
        "docs/arrays.md",
        "docs/models.md",
        "docs/instead.md",
        "docs/streams.md",
        "docs/packets.md",
        "docs/files.md",
        "docs/logs.md",
        "docs/flash.md",
        "docs/security.md",
        "docs/differences.md",
        "docs/compat.md",
    ],
    "Other formats": ["docs/msgpack.md", "docs/cbor.md", "docs/protobuf.md"],
    "On the PC": ["ports/cpython/README.md", "ports/stubs/README.md"],
    "The project": ["CHANGELOG.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "tests/README.md"],
}
TRY = """# Try it in this browser

MicroPython with mpickle and CPython run beside each other in one page, and send each other objects; nothing leaves it.
It takes some seconds to load: 13 MB, most of it CPython.

<p><a href="../try/index.html">Open the page</a></p>
"""
# What a page of a folder shows, and what Pygments calls it.
SHOWN = {".py": "python", ".txt": "text", ".toml": "toml", ".json": "json", ".mjs": "javascript", ".c": "c", ".h": "c"}


class Site:
    def __init__(self, folder):
        self.folder = folder
        # Pages in the repository that are there, or will be.
        self.pages = set()
        self.waiting = []

    def want(self, page):
        """Has a page on the site; returns its name there."""
        if page not in self.pages:
            self.pages.add(page)
            self.waiting.append(page)
        return FIRST.get(page, page)

    def write(self, name, text):
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def resolve(self, page, link):
        """What a link of a page becomes: it leads to a page, or to a file that comes along."""
        there = os.path.normpath(os.path.join(os.path.dirname(page), link))
        source = ROOT / there
        if source.is_dir():
            name = self.want(f"{there}/README.md") if (source / "README.md").exists() else self.show(there)
        elif source.suffix == ".md":
            name = self.want(there)
        else:
            (self.folder / there).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, self.folder / there)
            name = there
        return os.path.relpath(name, os.path.dirname(FIRST.get(page, page)) or ".")

    def show(self, folder):
        """A page with the files of a folder."""
        name = f"{folder}/index.md"
        if name not in self.pages:
            self.pages.add(name)
            parts = [f"# {folder}\n"]
            for file in sorted((ROOT / folder).iterdir()):
                if file.suffix in SHOWN:
                    fence = "````"
                    parts.append(f"## {file.name}\n\n{fence}{SHOWN[file.suffix]}\n{file.read_text()}{fence}\n")
            self.write(name, "---\norphan: true\n---\n" + "\n".join(parts))
        return name

    def stage(self, page):
        """Copies a page, its links changed where what they lead to has another name here."""
        text = (ROOT / page).read_text()

        def outside(part):
            return LINK.sub(lambda found: found[1] + self.resolve(page, found[2]), part)

        parts, end = [], 0
        for fence in FENCE.finditer(text):
            parts += [outside(text[end : fence.start()]), fence[0]]
            end = fence.end()
        parts.append(outside(text[end:]))
        self.write(FIRST.get(page, page), "".join(parts))


def contents(with_try):
    """The table of contents, as MyST writes it."""
    parts = []
    for heading, pages in CONTENTS.items():
        names = [page.removesuffix(".md") for page in pages]
        if heading == "Start" and with_try:
            names.insert(0, "docs/try")
        parts.append(f"```{{toctree}}\n:hidden:\n:caption: {heading}\n\n" + "\n".join(names) + "\n```\n")
    return "\n" + "\n".join(parts)


def main(folder, page=None):
    shutil.rmtree(folder, ignore_errors=True)
    site = Site(folder)
    listed = {name for pages in CONTENTS.values() for name in pages}
    for name in ["README.md", *listed]:
        site.want(name)
    while site.waiting:
        site.stage(site.waiting.pop())
    for name in site.pages - listed - {"README.md"}:
        target = folder / name
        if not target.read_text().startswith("---\n"):
            target.write_text("---\norphan: true\n---\n" + target.read_text())
    if page:
        site.write("docs/try.md", TRY)
        shutil.copytree(page, folder / "extra/try")
    first = folder / "index.md"
    first.write_text(first.read_text() + contents(page is not None))
    shutil.copy(Path(__file__).with_name("conf.py"), folder / "conf.py")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
