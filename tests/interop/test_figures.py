"""What arrays take is what docs/figures.json says, from where the docs have it."""

import json
from pathlib import Path

import pytest

pytest.importorskip("numpy", reason="numpy not installed: pip install -r demo/requirements.txt")

import data

SHOWN = json.loads((Path(__file__).resolve().parents[2] / "docs/figures.json").read_text())
# What a heap of another version of MicroPython, or another size of word, may need more.
TOLERANCE_KIB = 4


def test_sizes_of_pickles(micropython):
    """To the byte."""
    for name, size in data.sizes(micropython).items():
        assert size == SHOWN[f"data {name}"], f"{name}: run `cargo xtask figures`"


def test_heap_of_arrays(micropython, tmp_path):
    """About as much as is shown, and not much less: that would be worth to be told."""
    for name, kib in data.heap(micropython, tmp_path).items():
        assert abs(kib - SHOWN[f"data {name}"]) <= TOLERANCE_KIB, f"{name}: run `cargo xtask figures`"
