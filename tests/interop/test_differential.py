"""A short run of random programs through CPython and mpickle, the same every time."""

import os
import re
from pathlib import Path

import pytest
from alike import RULES, explain
from differential import here, run

PROGRAMS = 1_000_000 if os.environ.get("MPICKLE_PROFILE") == "long" else 6000
TABLE = Path(__file__).parents[2] / "docs/differences.md"


def test_random_programs(peer):
    tally, findings = run(peer, seed=1, programs=PROGRAMS)
    assert not findings, findings[:3]
    # Most programs are pickles, or nearly: they must not become noise.
    assert tally["both load"] > tally.total() / 3
    assert tally["both refuse"] > tally.total() / 10
    explained = {what: tally[what] for what in RULES if tally[what]}
    # More than 98 of 100 need no explanation, as docs/differences.md says.
    assert 0 < sum(explained.values()) < tally.total() / 50, explained


def test_other_names_are_not_found_here():
    """This side of the comparison calls nothing that does harm."""
    for name in (b"os\nsystem", b"builtins\neval", b"models\ndescribe", b"posix\nsystem", b"builtins\nopen"):
        assert here(b"c" + name + b"\n.").startswith("-UnpicklingError: not here")


def test_every_rule_is_documented():
    rows = re.findall(r"^\| (.*?) \|", TABLE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [row.replace("`", "") for row in rows if row not in ("explanation",)] == list(RULES)


PLAIN_WITH_ARGUMENT = b"cmodels\nPlain\n(K\x01tR."
APPENDS_OF_NOTHING = b"K\x01(e."
STATE_OF_RANGE = b"cbuiltins\nrange\n(K\x03tRNb."
SLICE_FORM = b"cbuiltins\nslice\n(K\x01tR."
RANGE_AS_KEY = b"}cbuiltins\nrange\n(K\x03tRK\x01s."


@pytest.mark.parametrize(
    ("data", "explained", "finding"),
    [
        # Another value, another error, another type in the same error: nobody knows why.
        (PLAIN_WITH_ARGUMENT, "+<Plain >", '+<Plain "a":1,>'),
        (PLAIN_WITH_ARGUMENT, "+<Plain >", "-TypeError: function takes 0 positional arguments but 1 were given"),
        (APPENDS_OF_NOTHING, "-UnpicklingError: cannot put items into 'int'", "-UnpicklingError: malformed text"),
        (
            APPENDS_OF_NOTHING,
            "-UnpicklingError: cannot put items into 'int'",
            "-UnpicklingError: cannot put items into 'str'",
        ),
        (STATE_OF_RANGE, "-UnpicklingError: cannot set the state of 'range'", "+range:3:0:2"),
        (SLICE_FORM, "-TypeError: can't create 'slice' instances", "-UnpicklingError: unusual argument of 'deque'"),
        (
            RANGE_AS_KEY,
            "-TypeError: unsupported type for __hash__: 'range'",
            "-TypeError: unsupported type for __hash__: 'slice'",
        ),
        (
            b"I1267650600228229401_96703205376\n.",
            "-ValueError: invalid syntax for integer with base 10: '1267650600228229401_96703205376'",
            "-ValueError: invalid literal",
        ),
        # Nothing in it that the two do differently.
        (b"]K\x01a.", None, "+[2,]"),
        (b"cbuiltins\nrange\n(K\x03tR.", None, "-TypeError: unsupported type for __hash__: 'slice'"),
    ],
)
def test_a_rule_explains_what_it_is_about(data, explained, finding):
    if explained is not None:
        assert explain(data, explained) in RULES
    assert explain(data, finding) is None
