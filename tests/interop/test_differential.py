"""A short run of random programs through CPython and mpickle, the same every time."""

import os

from differential import EXPLANATIONS, here, run

PROGRAMS = 1_000_000 if os.environ.get("MPICKLE_PROFILE") == "long" else 6000


def test_random_programs(peer):
    tally, findings = run(peer, seed=1, programs=PROGRAMS)
    assert not findings, findings[:3]
    # Most programs are pickles, or nearly: they must not become noise.
    assert tally["both load"] > tally.total() / 3
    assert tally["both refuse"] > tally.total() / 10
    explained = {what: tally[what] for what in EXPLANATIONS if tally[what]}
    assert sum(explained.values()) < tally.total() / 20, explained


def test_other_names_are_not_found_here():
    """This side of the comparison calls nothing that does harm."""
    for name in (b"os\nsystem", b"builtins\neval", b"models\ndescribe", b"posix\nsystem", b"builtins\nopen"):
        assert here(b"c" + name + b"\n.").startswith("-UnpicklingError: not here")
