"""Draw docs/performance-times.svg and docs/performance-bytes.svg from docs/figures.json."""

import io
import json
from pathlib import Path

import matplotlib
from matplotlib import pyplot

DOCS = Path(__file__).resolve().parent.parent / "docs"
LETTERS = "abcdgij"
# Blue, orange and grey are told apart by the colour-blind, and in print.
COLOURS = {"mpickle": "#0072b2", "json": "#e69f00", "CPython's pickle": "#8c8c8c"}
BAR = 0.27


def figure(figures, letter, what):
    """A figure of the benchmark; None where json has no such object."""
    return figures.get(f"bench {letter} {what}")


def bars(axes, labels, columns):
    """One group of bars a label, with the value at the end of each bar."""
    for at, (name, values) in enumerate(columns.items()):
        places = [row + (at - 1) * BAR for row, value in enumerate(values) if value is not None]
        known = [value for value in values if value is not None]
        drawn = axes.barh(places, known, BAR, label=name, color=COLOURS[name])
        axes.bar_label(drawn, [shown(value) for value in known], padding=2, fontsize=7)
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.spines[["top", "right"]].set_visible(False)


def shown(value):
    """Two digits of a ratio, all of a number of bytes."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}"


def times(figures):
    """Times of dumps and loads beside each other, in units of CPython's pickle."""
    drawing, both = pyplot.subplots(1, 2, figsize=(9, 4.6), sharey=True, layout="constrained")
    labels = [figure(figures, letter, "label") for letter in LETTERS]
    for axes, operation in zip(both, ("dumps", "loads"), strict=True):
        mpickle = [figure(figures, letter, f"{operation} cpython") for letter in LETTERS]
        faster = [figure(figures, letter, f"{operation} json") for letter in LETTERS]
        slow = [None if f is None else f * m for f, m in zip(faster, mpickle, strict=True)]
        columns = {"mpickle": mpickle, "CPython's pickle": [1] * len(LETTERS), "json": slow}
        bars(axes, labels, columns)
        axes.set_xscale("log")
        axes.set_xlim(0.1, 500)
        axes.set_title(operation)
        axes.set_xlabel("time; 1 = CPython's C pickle on the same machine (log)")
    both[1].legend(frameon=False, fontsize=8, loc="lower right")
    return drawing


def sizes(figures):
    """Bytes that each library writes for the same object."""
    drawing, axes = pyplot.subplots(figsize=(9, 4.2), layout="constrained")
    labels = [figure(figures, letter, "label") for letter in LETTERS]
    columns = {
        "mpickle": [figure(figures, letter, "bytes") for letter in LETTERS],
        "CPython's pickle": [figure(figures, letter, "bytes cpython") for letter in LETTERS],
        "json": [figure(figures, letter, "bytes json") for letter in LETTERS],
    }
    bars(axes, labels, columns)
    axes.set_xlabel("bytes")
    axes.legend(frameon=False, fontsize=8)
    return drawing


def fingerprint(text):
    """Stands for the lines of figures.json that are drawn: FNV-1a, as a test of the command reckons it."""
    value = 0xCBF29CE484222325
    for line in text.splitlines():
        if line.startswith('  "bench '):
            for byte in line.encode():
                value = (value ^ byte) * 0x100000001B3 % (1 << 64)
    return f"{value & 0xFFFFFFFF:08x}"


def main():
    """Draw both; each says of which figures it is."""
    text = (DOCS / "figures.json").read_text()
    figures = json.loads(text)
    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "mpickle", "font.size": 9})
    for draw, name in ((times, "performance-times.svg"), (sizes, "performance-bytes.svg")):
        drawing = draw(figures)
        about = {"Date": None, "Creator": None, "Description": f"figures {fingerprint(text)}"}
        picture = io.StringIO()
        drawing.savefig(picture, format="svg", metadata=about)
        # Matplotlib leaves spaces at the ends of lines.
        lines = [line.rstrip() for line in picture.getvalue().splitlines()]
        (DOCS / name).write_text("\n".join(lines) + "\n")
        print(f"written: docs/{name}")


if __name__ == "__main__":
    main()
