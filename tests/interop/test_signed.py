"""Signed packets, files and logs: CPython's `hmac` is the oracle; the package and the board, one against the other."""

import hashlib
import hmac
import importlib
import pickle
import random
from binascii import crc32

import mpickle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lines import corrupt

KEY = bytes(range(32))
OTHER = bytes(range(1, 33))
TAIL = 4 + 16 + 1


@pytest.fixture(scope="module")
def signing(peer):
    """A board that signs."""
    if "signed" not in peer.run("result = ' '.join(mpickle.features).encode()", b"").decode().split():
        pytest.skip("the firmware has no feature `signed`")
    return peer


def code(data, key, mark):
    """What stands before the mark, from its definition."""
    return hmac.new(key, data + mark, hashlib.sha256).digest()[:16]


def opened(packet):
    """What is in a packet, without its checksum."""
    deframer = mpickle._mpickle.Deframer(1 << 20, ord("s"), False)
    deframer.feed(packet)
    return deframer.take()


def read(packet, *args, **options):
    """What an Unpacker makes of a packet."""
    unpacker = mpickle.Unpacker(*args, **options)
    unpacker.feed(packet)
    objects = list(unpacker)
    return (
        objects,
        unpacker.good,
        unpacker.damaged,
        unpacker.foreign,
        unpacker.forged,
        unpacker.damage,
        unpacker.counter,
    )


# The same on the board.
READ = """
options, line = mpickle.loads(data)
unpacker = mpickle.Unpacker(**options)
unpacker.feed(line)
objects = list(unpacker)
result = mpickle.dumps((
    objects, unpacker.good, unpacker.damaged, unpacker.foreign, unpacker.forged, unpacker.damage, unpacker.counter
))
"""


def read_there(peer, line, **options):
    """What the board's Unpacker makes of it."""
    return pickle.loads(peer.run(READ, pickle.dumps((options, line))))


KEYS = st.binary(min_size=16, max_size=150)
COUNTERS = st.none() | st.integers(0, (1 << 32) - 1)
OBJECTS = st.one_of(st.none(), st.integers(), st.text(), st.binary(max_size=700), st.lists(st.integers(), max_size=9))


@given(OBJECTS, KEYS, COUNTERS)
def test_the_bytes_are_what_the_documentation_says(obj, key, counter):
    """Object, format, counter, code, mark."""
    data = opened(mpickle.pack(obj, key=key, counter=counter))
    assert data[:-TAIL] == mpickle.dumps(obj)
    assert data[-TAIL:-17] == (counter or 0).to_bytes(4, "little")
    assert data[-17:-1] == code(data[:-17], key, b"s") and data[-1:] == b"s"


@given(OBJECTS, KEYS, COUNTERS)
def test_the_board_makes_the_same_bytes(signing, obj, key, counter):
    """And reads those of the other side."""
    source = "obj, key, counter = mpickle.loads(data); result = mpickle.pack(obj, key=key, counter=counter)"
    packet = signing.run(source, pickle.dumps((obj, key, counter)))
    assert packet == mpickle.pack(pickle.loads(pickle.dumps(obj)), key=key, counter=counter)
    for receive in (read, lambda line, **options: read_there(signing, line, **options)):
        assert receive(packet, key=key) == ([obj], 1, 0, 0, 0, None, counter or 0)


def lines():
    """Lines with all that may go wrong, each with the options of an Unpacker, and what it must deliver."""

    def signed(obj, key=KEY, counter=None):
        return mpickle.pack(obj, key=key, counter=counter)

    data = opened(signed([1], counter=3))
    yield signed(1) + mpickle.pack(2) + signed(3, OTHER) + signed(4), {"key": KEY}, [1, 4]
    yield signed(1) + mpickle.pack(2) + signed(3, OTHER), {}, [2]
    for start, taken in ((0, [1, 3, 4, 9]), (1, [3, 4, 9]), (2, [3, 4, 9]), (5, [9])):
        line = b"".join(signed(n, counter=n) for n in (1, 3, 2, 3, 4, 1, None, 9))
        yield line, {"key": KEY, "counter": start}, taken
    for at in range(len(data)):
        yield mpickle._mpickle.seal(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :]), {"key": KEY}, []
        yield mpickle._mpickle.seal(data[:at]) if at else b"", {"key": KEY}, []
    yield mpickle._mpickle.seal(data[:-17] + code(data[:-17], KEY, b"S") + b"s"), {"key": KEY}, []
    for size in (10, 14, 15, 16, 100):
        fits = len(mpickle.dumps("x" * size)) <= 20
        yield signed("x" * size), {"key": KEY, "max_size": 20}, ["x" * size] * fits
    for mark in (b"m", b"c"):
        other = b"\x01" + mark + bytes(4)
        yield mpickle._mpickle.seal(other + code(other, KEY, b"s") + b"s"), {"key": KEY}, []


def test_nothing_is_taken_that_is_not_signed(signing):
    """Both sides deliver, count and report the same."""
    for line, options, taken in lines():
        here = read(line, **options)
        assert here == read_there(signing, line, **options), (line, options)
        assert here[:2] == (taken, len(taken)), (line, options)


def test_a_changed_packet_is_never_taken():
    """Any byte, any change; here without a board."""
    data = opened(mpickle.pack({"valve": "open"}, key=KEY, counter=1))
    for at in range(len(data)):
        for change in range(1, 256):
            changed = mpickle._mpickle.seal(data[:at] + bytes([data[at] ^ change]) + data[at + 1 :])
            objects, good, damaged, foreign, forged, *_ = read(changed, key=KEY, counter=0)
            assert (objects, good, damaged, foreign + forged) == ([], 0, 0, 1)


def test_a_line_with_damage_and_replays(signing):
    """1% of the bytes is wrong, and all comes twice: each whole packet is taken once."""
    rng = random.Random(7)
    sent = [[n, rng.randbytes(rng.randrange(30))] for n in range(1, 1001)]
    packets = [mpickle.pack(obj, key=KEY, counter=obj[0]) for obj in sent]
    line, whole = corrupt(packets, 0.005, 7)
    for receive in (read, lambda line, **options: read_there(signing, line, **options)):
        objects, good, _, _, forged, damage, counter = receive(line + line, key=KEY, counter=0)
        assert objects == [sent[n] for n in whole] and good == len(whole) == forged
        assert (damage, counter) == ("replay", objects[-1][0])


def test_arguments():
    """Of all six."""
    for wrong in (b"", b"fifteen bytes !"):
        with pytest.raises(ValueError, match="at least 16"):
            mpickle.pack(1, key=wrong)
    for wrong in ("text that is long enough", 5):
        with pytest.raises(TypeError):
            mpickle.Unpacker(key=wrong)
    for wrong in (-1, 1 << 32):
        with pytest.raises(ValueError, match="counter"):
            mpickle.pack(1, key=KEY, counter=wrong)
    for call in (mpickle.pack, mpickle.Unpacker, mpickle.save, mpickle.append, mpickle.restore, mpickle.records):
        args = {mpickle.save: (1, "x"), mpickle.append: (1, "x"), mpickle.restore: ("x", 0), mpickle.records: ("x",)}
        with pytest.raises(ValueError, match="counter"):
            call(*args.get(call, (1,)), counter=1)


def test_files(tmp_path):
    """What is refused, with a default too."""
    path = tmp_path / "file"
    mpickle.save([1, 2], path, key=KEY, counter=5)
    whole = path.read_bytes()
    assert whole[:-25] == mpickle.dumps([1, 2]) and whole[-21:-5] == code(whole[:-21], KEY, b"S")
    assert whole[-4:] == crc32(whole[:-4]).to_bytes(4, "little")
    assert pickle.loads(whole) == [1, 2]
    for counter in (None, 0, 5):
        assert mpickle.restore(path, key=KEY, counter=counter) == [1, 2]
    for options, why in (
        ({}, "signed: needs its key"),
        ({"key": OTHER}, "wrong signature"),
        ({"key": KEY, "counter": 6}, "older than counter"),
    ):
        with pytest.raises(pickle.UnpicklingError, match=why):
            mpickle.restore(path, 0, **options)
    for at in range(len(whole) - 4):
        changed = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 : -4]
        path.write_bytes(changed + crc32(changed).to_bytes(4, "little"))
        with pytest.raises(pickle.UnpicklingError, match=r"signature|not signed"):
            mpickle.restore(path, 0, key=KEY)
    mpickle.save("plain", path)
    with pytest.raises(pickle.UnpicklingError, match="not signed"):
        mpickle.restore(path, 0, key=KEY)
    path.write_bytes(b"torn")
    assert mpickle.restore(path, "default", key=KEY) == "default"


SAVE = "path, obj, options = mpickle.loads(data); mpickle.save(obj, path, **options)"
RESTORE = "path, options = mpickle.loads(data); result = mpickle.dumps(mpickle.restore(path, **options))"


def test_both_sides_write_and_read_the_same_files(signing, tmp_path):
    """With the same signature of the object that each has written."""
    here, there = tmp_path / "here", tmp_path / "there"
    for size in (0, 1, 199, 200, 255, 256, 257, 5000):
        obj = [size, bytes(size)]
        options = {"key": KEY[: 16 + size % 17], "counter": size}
        mpickle.save(obj, here, **options)
        signing.run(SAVE, pickle.dumps((str(there), obj, options)))
        for path in (here, there):
            data = path.read_bytes()[:-4]
            assert data[-TAIL:-17] == size.to_bytes(4, "little")
            assert data[-17:] == code(data[:-17], options["key"], b"S") + b"S"
        assert mpickle.restore(there, **options) == obj
        assert pickle.loads(signing.run(RESTORE, pickle.dumps((str(here), options)))) == obj


def test_both_sides_write_and_read_the_same_log(signing, tmp_path):
    """In turn, with records of others between."""
    path = tmp_path / "log"
    append = "path, obj, options = mpickle.loads(data); mpickle.append(obj, path, **options)"
    for counter in range(1, 9):
        options = {"key": KEY, "counter": counter}
        if counter % 2:
            mpickle.append([counter], path, **options)
        else:
            signing.run(append, pickle.dumps((str(path), [counter], options)))
    mpickle.append("plain", path)
    mpickle.append("forged", path, key=OTHER)
    source = """
path, options = mpickle.loads(data)
log = mpickle.records(path, **options)
result = mpickle.dumps((list(log), log.good, log.forged, log.foreign, log.counter))
"""
    for options, expected in (
        ({"key": KEY}, ([[n] for n in range(1, 9)], 8, 2, 0, 8)),
        ({"key": KEY, "counter": 6}, ([[7], [8]], 2, 8, 0, 8)),
    ):
        log = mpickle.records(path, **options)
        assert (list(log), log.good, log.forged, log.foreign, log.counter) == expected
        assert pickle.loads(signing.run(source, pickle.dumps((str(path), options)))) == expected
    log = mpickle.records(path)
    assert (list(log), log.foreign) == (["plain"], 9)


@pytest.mark.parametrize("name", ["msgpack", "cbor"])
def test_other_formats(signing, tmp_path, name):
    """Sign with the byte of theirs: another format's Unpacker with the key counts them as foreign."""
    module = importlib.import_module(f"mpickle.{name}")
    packet = module.pack([1, "x"], key=KEY, counter=2)
    assert opened(packet)[-TAIL - 1 : -TAIL] == name[:1].encode()
    unpacker = module.Unpacker(key=KEY)
    unpacker.feed(packet + mpickle.pack(1, key=KEY) + module.pack(2))
    assert (list(unpacker), unpacker.foreign, unpacker.forged) == ([[1, "x"]], 1, 1)
    source = f"result = mpickle.{name}.pack([1, 'x'], key=data, counter=2)"
    assert signing.run(source, KEY) == packet
    path = tmp_path / "file"
    module.save([1, "x"], path, key=KEY, counter=3)
    module.append([1, "x"], tmp_path / "log", key=KEY)
    source = f"""
folder, key = mpickle.loads(data)
one = mpickle.{name}.restore(folder + "/file", key=key, counter=3)
log = mpickle.{name}.records(folder + "/log", key=key)
result = mpickle.dumps((one, list(log)))
"""
    assert pickle.loads(signing.run(source, pickle.dumps((str(tmp_path), KEY)))) == ([1, "x"], [[1, "x"]])
    assert module.restore(path, key=KEY) == [1, "x"] and list(module.records(tmp_path / "log", key=KEY)) == [[1, "x"]]
    for options in ({}, {"key": OTHER}, {"key": KEY, "counter": 4}):
        with pytest.raises(Exception, match=r"signed|signature|older"):
            module.restore(path, 0, **options)
    with pytest.raises(pickle.UnpicklingError, match="another format"):
        mpickle.restore(path, key=KEY)
