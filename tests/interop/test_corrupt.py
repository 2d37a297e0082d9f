"""Wrong input: always an exception of Python, never the end of the process."""

import os

import make_corpus
import pytest

SMALL = 120
TINY = 40
THOROUGH = os.environ.get("MPICKLE_PROFILE") == "long"
# Every bit alone, and some bytes that turn one opcode into another; all 255 where that is quick.
MASKS = [1 << bit for bit in range(8)] + [0xFF, 0x03, 0x11, 0x5A]
ALL_MASKS = list(range(1, 256))
ALLOWED_FOR_PREFIX = {"EOFError", "UnpicklingError"}
# What an object may raise when it is made from changed parts. A MemoryError would mean that a size was believed.
ALLOWED_FOR_CHANGE = ALLOWED_FOR_PREFIX | {
    "loaded",
    "ValueError",
    "TypeError",
    "AttributeError",
    "ImportError",
    "KeyError",
    "IndexError",
    "OverflowError",
    "NotImplementedError",
    "UnicodeError",
}


def small_pickles(limit):
    """Names and pickles up to some size, each only once."""
    seen = set()
    for entry in make_corpus.read():
        for protocol, text in entry["pickles"].items():
            data = make_corpus.unpack(text)
            if len(data) <= limit and data not in seen:
                seen.add(data)
                yield pytest.param(data, id=f"{entry['name']} p{protocol}")


@pytest.mark.parametrize("data", list(small_pickles(2000)))
def test_every_prefix_is_refused(peer, data):
    """A pickle that ends too early is an EOFError or an UnpicklingError."""
    outcomes = peer.prefixes(data)
    assert set(outcomes) <= ALLOWED_FOR_PREFIX
    assert sum(outcomes.values()) == len(data)


@pytest.mark.parametrize("data", list(small_pickles(2000 if THOROUGH else SMALL)))
def test_every_changed_byte_is_survived(peer, data):
    """Any single byte may be another: the object is another one, or there is an exception."""
    masks = ALL_MASKS if THOROUGH or len(data) <= TINY else MASKS
    outcomes = peer.changes(data, masks)
    assert set(outcomes) <= ALLOWED_FOR_CHANGE
    assert sum(outcomes.values()) == len(data) * len(masks)


def test_works_after_all_that(peer):
    """The process that met all these still pickles."""
    source = "a = ['x']; result = describe(mpickle.loads(mpickle.dumps([a, a, {'k': 1 << 70}])))"
    assert peer.run(source).decode() == '[["x",],@1,{"k":0x400000000000000000,},]'


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"]" + b"\x94" * 3 + b"r\x0a\x04\x00\x00.", id="memo index 1,025 ahead of what was read"),
        pytest.param(b"]r\x06\x04\x00\x00.", id="memo index 1,024 ahead"),
        pytest.param(b"]p1032\n.", id="PUT of 1,025 ahead"),
        pytest.param(b"\x80\x04\x95" + b"\xff" * 7 + b"\x7fN.", id="FRAME of 2^63"),
        pytest.param(b"\x80\x05\x96" + bytes(5) + b"\x01\x00\x00abc.", id="BYTEARRAY8 of 2^40"),
        pytest.param(b"\x80\x05\x96\x01\x00\x00\x40\x00\x00\x00\x00abc.", id="BYTEARRAY8 of 2^30"),
        pytest.param(b"\x80\x03B\x00\x00\x00\x40abc.", id="BINBYTES of 1 GiB"),
        pytest.param(b"\x80\x02\x8b\xff\xff\xff\x7fabc.", id="LONG4 of 2^31-1"),
        pytest.param(b"L" + b"9" * 5_000 + b"L\n.", id="LONG of 5,000 digits"),
        pytest.param(b"I" + b"9" * 5_000, id="INT without an end"),
        pytest.param(b"(" * 100_000, id="100,000 marks"),
        pytest.param(b"(" * 100_000 + b".", id="100,000 marks and STOP"),
        pytest.param(b"]" * 10_000 + b"a" * 9_999 + b".", id="lists nested 10,000 deep"),
        pytest.param(b"N" + b"\x85" * 10_000 + b".", id="tuples nested 10,000 deep"),
        pytest.param(b"(" * 10_000 + b"t" * 10_000 + b".", id="empty tuples nested 10,000 deep"),
        pytest.param(b"]" + b"2" * 10_000 + b"a" * 10_000 + b".", id="a list in itself, 10,000 times"),
        pytest.param(b"N" + b"2\x86" * 16 + b".", id="2^16 leaves by DUP"),
    ],
)
def test_extreme_input_is_survived(peer, data):
    """It is loaded or refused, without asking for more memory than it is worth."""
    # Three times: an old word on the stack can look like a reference to what is gone, a leak is there every time.
    source = """
import gc
def attempt():
    try:
        mpickle.loads(data)
        return "loaded"
    except (EOFError, ValueError, mpickle.UnpicklingError):
        return "refused"
def used():
    mpickle.loads(b"]]a.")
    gc.collect()
    return gc.mem_alloc()
kept = []
for _ in range(3):
    before = used()
    result = attempt()
    kept.append(used() - before)
if min(kept) > 65536 + 2 * len(data):
    result = "keeps %s bytes" % kept
"""
    assert peer.run(source, data) in (b"loaded", b"refused")
