"""A Decoder fed in pieces makes of a pickle what loads makes of it, and waits while something is missing."""

import pickle
import re

import make_corpus
import pytest
from graphs import graphs, has_twins
from host import run_script
from hypothesis import given
from hypothesis import strategies as st
from test_corpus import ENTRIES, names, pickles

SIZES = (1, 2, 3, 7, 64)

IN_PIECES = """
texts = []
for sizes in {sizes}:
    decoder = mpickle.Decoder({options})
    view = memoryview(data)
    at = i = 0
    objects = []
    while at < len(data):
        n = sizes[i % len(sizes)]
        decoder.feed(view[at : at + n])
        at += n
        i += 1
        objects.extend(decoder)
    text = "|".join([describe(obj) for obj in objects])
    if text not in texts:
        texts.append(text)
result = "\\n".join(texts)
"""

ALL_PREFIXES = """
failed = []
decoder = mpickle.Decoder({options})
for n in range(1, len(data)):
    decoder.feed(data[n - 1 : n])
    if list(decoder) or not 1 <= decoder.needed() <= len(data) - n:
        failed.append(n)
step = max(1, len(data) // 1000)
for n in range(0, len(data), step):
    decoder = mpickle.Decoder({options})
    decoder.feed(data[:n])
    if list(decoder) or not 1 <= decoder.needed() <= len(data) - n:
        failed.append(-n)
result = str(failed)
"""

EXACTLY = """
decoder = mpickle.Decoder()
at = 0
ends = []
while at < len(data):
    n = decoder.needed()
    decoder.feed(data[at : at + n])
    at += n
    for obj in decoder:
        ends.append(at)
result = str(ends)
"""


def options(entry):
    """The keyword arguments that an entry of the corpus wants."""
    return "encoding='latin1'" if entry["python"] == "2.7" else ""


@pytest.mark.parametrize("entry", ENTRIES, ids=names(ENTRIES))
def test_corpus_in_pieces(peer, entry):
    """Pieces of fixed sizes and of several sizes in turn all make the object that was written."""
    sizes = [[n] for n in SIZES] + [[5, 1, 130, 2, 2, 64, 3], [1000000]]
    for protocol, data in pickles(entry):
        text = peer.run(IN_PIECES.format(sizes=sizes, options=options(entry)), data).decode()
        assert make_corpus.fingerprint(text) == entry["describe"], f"protocol {protocol}"


@pytest.mark.parametrize("entry", ENTRIES, ids=names(ENTRIES))
def test_corpus_every_prefix_waits(peer, entry):
    """With something missing there is no object and no error, and no more is asked for than is missing."""
    for protocol, data in pickles(entry):
        assert peer.run(ALL_PREFIXES.format(options=options(entry)), data) == b"[]", f"protocol {protocol}"


@pytest.mark.parametrize("protocol", range(6))
@given(objects=st.lists(graphs(), min_size=1, max_size=4), sizes=st.lists(st.integers(1, 300), min_size=1, max_size=20))
def test_random_streams_in_random_pieces(peer, protocol, objects, sizes):
    """Several pickles in one stream, wherever it is cut, make what loads makes of each."""
    written = [pickle.dumps(obj, protocol) for obj in objects]
    source = IN_PIECES.format(sizes=[sizes], options="")
    expected = "|".join(peer.describe(data) for data in written)
    answer = peer.run(source, b"".join(written)).decode()
    if answer != expected:
        # Keys that look the same may change places, and numbers with them; what there is stays.
        assert any(has_twins(obj) for obj in objects)
        assert pieces(answer) == pieces(expected)


def pieces(text):
    """The atoms and brackets of a description, without numbers, in an order of their own."""
    return sorted(re.findall(r'"[^"]*"|[^][(){}<>,:"]+|[][(){}<>,:]', re.sub("@[0-9]+", "@", text)))


@pytest.mark.parametrize("protocol", range(6))
@given(objects=st.lists(graphs(), min_size=1, max_size=4))
def test_needed_is_never_too_much(peer, protocol, objects):
    """Who reads as many bytes as needed() says ends with each pickle."""
    written = [pickle.dumps(obj, protocol) for obj in objects]
    ends = [sum(map(len, written[: i + 1])) for i in range(len(written))]
    assert peer.run(EXACTLY, b"".join(written)).decode() == str(ends)


@given(data=st.binary(max_size=200), sizes=st.lists(st.integers(1, 30), min_size=1, max_size=8))
def test_noise_fails_as_for_loads_or_waits(peer, data, sizes):
    """Damaged input raises an exception that loads raises too; the process survives."""
    source = """
names = []
for way in 0, 1:
    try:
        if way == 0:
            mpickle.loads(data)
        else:
            decoder = mpickle.Decoder()
            at = i = 0
            while at < len(data):
                decoder.feed(data[at : at + {sizes}[i % {count}]])
                at += {sizes}[i % {count}]
                i += 1
                for obj in decoder:
                    raise StopIteration
        names.append("more")
    except StopIteration:
        names.append("more")
    except Exception as e:
        names.append(type(e).__name__)
result = " ".join(names)
"""
    whole, fed = peer.run(source.format(sizes=sizes, count=len(sizes)), data).decode().split(" ")
    # What waits for more is truncated to loads, and so is a frame that promises more than there is.
    assert fed == whole or (fed == "more" and whole in ("UnpicklingError", "EOFError"))


@pytest.mark.parametrize("kind", ["bytearray", "bytes"])
def test_a_large_payload_in_a_small_heap(micropython, tmp_path, kind):
    """64 KiB from a file need 64 KiB and less than 1 KiB of heap."""
    path = tmp_path / "data.pickle"
    path.write_bytes(pickle.dumps(bytearray(range(256)) * 256 if kind == "bytearray" else bytes(range(256)) * 256, 5))
    source = f"""
import gc, mpickle
f = open({str(path)!r}, "rb")
filler = obj = size = None
gc.collect()
block = bytearray({65 * 1024})
filler = []
for size in 4000, 100:
    try:
        while True:
            filler.append(bytearray(size))
    except MemoryError:
        pass
del block
gc.collect()
obj = mpickle.load(f)
print(type(obj).__name__, len(obj), obj[255], obj[65535])
"""
    assert run_script(micropython, source, heap="300k") == f"{kind} 65536 255 255\n"
