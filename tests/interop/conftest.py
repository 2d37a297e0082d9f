"""Fixtures: the MicroPython under test, and a process of it that answers requests."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tools"), str(ROOT / "bench")]

from host import Peer  # noqa: E402  (after the path is set)

COMMON = {
    "deadline": None,
    "database": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
}
settings.register_profile("ci", derandomize=True, max_examples=120, **COMMON)
settings.register_profile("long", max_examples=5000, **COMMON)
settings.load_profile(os.environ.get("MPICKLE_PROFILE", "ci"))


@pytest.fixture(scope="session")
def micropython():
    """The path of a unix MicroPython with mpickle, from MPICKLE_MICROPYTHON."""
    path = os.environ.get("MPICKLE_MICROPYTHON")
    if not path or not os.access(path, os.X_OK):
        pytest.fail(f"MPICKLE_MICROPYTHON must name a unix MicroPython with mpickle; it is {path!r}")
    return Path(path).resolve()


@pytest.fixture(scope="session")
def peer(micropython):
    """A running MicroPython that loads and dumps on request."""
    peer = Peer(micropython)
    yield peer
    peer.stop()
