"""Text from stdin as a picture of a terminal: picture.py TITLE FILE.svg"""

import io
import re
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

# A picture in the docs loads no font from elsewhere.
FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def main():
    title, file = sys.argv[1:]
    text = sys.stdin.read().strip("\n")
    width = max(len(line.rstrip()) for line in text.splitlines())
    console = Console(record=True, width=width + 1, file=io.StringIO())
    console.print(Text.from_ansi(text), soft_wrap=True)
    svg = FONTS.sub("", console.export_svg(title=title, unique_id="demo"))
    Path(file).write_text("\n".join(line.rstrip() for line in svg.splitlines()) + "\n")


if __name__ == "__main__":
    main()
