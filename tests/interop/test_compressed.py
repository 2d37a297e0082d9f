"""Compressed packets, files and logs: zlib is the oracle; the package and the board, one against the other."""

import importlib
import pickle
import random
import zlib
from binascii import crc32

import mpickle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lines import corrupt

KEY = bytes(range(32))
ROWS = [{"at": 1714996800 + n, "t": 20 + n % 3, "name": "sensor", "raw": bytes(n % 40)} for n in range(60)]
NOTHING = object()


@pytest.fixture(scope="module")
def expanding(peer):
    """A board that reads what is compressed."""
    if "compress" not in peer.run("result = ' '.join(mpickle.features).encode()", b"").decode().split():
        pytest.skip("the firmware has no feature `compress`")
    return peer


@pytest.fixture(scope="module")
def compressing(expanding):
    """One that writes it too."""
    if expanding.run("import deflate; result = bytes([hasattr(deflate.DeflateIO, 'write')])", b"") != b"\x01":
        pytest.skip("the firmware's deflate only expands")
    return expanding


def opened(packet):
    """What is in a packet, without its checksum."""
    deframer = mpickle._mpickle.Deframer(1 << 20, packet_mark(packet), False)
    deframer.feed(packet)
    return deframer.take()


def packet_mark(packet):
    """The last byte of what is in a packet."""
    body = packet[1:-1]
    data = b""
    while body:
        code = body[0]
        data += body[1:code] + (b"\0" if code < 255 and len(body) > code else b"")
        body = body[code:]
    assert crc32(data[:-4]).to_bytes(4, "little") == data[-4:]
    return data[-5]


def inflated(data):
    """All of a raw deflate stream, which has to end where the bytes end."""
    stream = zlib.decompressobj(-10)
    found = stream.decompress(data)
    assert stream.eof and not stream.unused_data
    return found


def deflated(data, level=9):
    """Raw deflate that looks back 1 KiB."""
    stream = zlib.compressobj(level, zlib.DEFLATED, -10)
    return stream.compress(data) + stream.flush()


def stored(path, data):
    """A file of save's with this before its checksum."""
    path.write_bytes(data + crc32(data).to_bytes(4, "little"))


def read(line, *args, **options):
    """What an Unpacker makes of a line: objects, or the names of errors; and the counts."""
    unpacker = mpickle.Unpacker(*args, **options)
    unpacker.feed(line)
    objects = []
    while True:
        try:
            obj = next(unpacker, NOTHING)
        except Exception as e:
            obj = type(e).__name__
        if obj is NOTHING:
            return objects, unpacker.good, unpacker.damaged, unpacker.foreign
        objects.append(obj)


# The same on the board.
READ = """
line, args, options = mpickle.loads(data)
unpacker = mpickle.Unpacker(*args, **options)
unpacker.feed(line)
objects = []
while True:
    try:
        obj = next(unpacker, read_there)
    except Exception as e:
        obj = type(e).__name__
    if obj is read_there:
        break
    objects.append(obj)
result = mpickle.dumps((objects, unpacker.good, unpacker.damaged, unpacker.foreign))
"""


def read_there(peer, line, *args, **options):
    """What the board's Unpacker makes of it."""
    return pickle.loads(peer.run("def read_there(): pass\n" + READ, pickle.dumps((line, args, options))))


PACK = "obj, options = mpickle.loads(data); result = mpickle.pack(obj, compress=True, **options)"
TEXT = st.text(st.sampled_from("ab\0é"), max_size=300)
OBJECTS = st.one_of(st.none(), st.integers(), TEXT, st.binary(max_size=700), st.lists(TEXT, max_size=9))


@given(OBJECTS)
def test_the_bytes_are_what_the_documentation_says(obj):
    """Raw deflate, and the byte that stands for the format; or the packet as it is, if that is not longer."""
    packet, plain = mpickle.pack(obj, compress=True), mpickle.pack(obj)
    assert len(packet) <= len(plain) and read(packet) == ([obj], 1, 0, 0)
    if packet != plain:
        data = opened(packet)
        assert data[-1:] == b"z" and inflated(data[:-1]) == mpickle.dumps(obj)


@given(OBJECTS)
def test_packets_of_the_board(compressing, obj):
    """Zlib reads them, none is longer, and both sides take those of both."""
    packet, plain = compressing.run(PACK, pickle.dumps((obj, {}))), mpickle.pack(obj)
    assert len(packet) <= len(plain) and read(packet) == ([obj], 1, 0, 0)
    if packet != plain:
        data = opened(packet)
        assert data[-1:] == b"z" and inflated(data[:-1]) == mpickle.dumps(obj)
    line = packet + mpickle.pack(obj, compress=True)
    assert read_there(compressing, line) == ([obj, obj], 2, 0, 0)


@pytest.mark.parametrize("level", range(10))
def test_every_kind_of_block(expanding, level):
    """Stored, with the fixed codes, and with codes of their own."""
    for obj in (ROWS, ROWS[:1], bytes(5000), [7]):
        line = mpickle._mpickle.seal(deflated(mpickle.dumps(obj), level) + b"z")
        assert read(line) == read_there(expanding, line) == ([obj], 1, 0, 0)


@pytest.mark.parametrize("name", ["msgpack", "cbor"])
def test_other_formats(compressing, tmp_path, name):
    """Have bytes of their own, with a signature too; pickle's Unpacker counts them as foreign."""
    module = importlib.import_module(f"mpickle.{name}")
    mark = name[:1].upper().encode()
    rows = [{"at": n, "name": "sensor"} for n in range(60)]
    source = f"result = mpickle.{name}.pack(mpickle.loads(data), compress=True)"
    there = compressing.run(source, pickle.dumps(rows))
    here = module.pack(rows, compress=True)
    for packet in (here, there):
        assert opened(packet)[-1:] == mark
        unpacker = module.Unpacker()
        unpacker.feed(packet)
        assert list(unpacker) == [rows]
        assert read(packet) == read_there(compressing, packet) == ([], 0, 0, 1)
    source = f"u = mpickle.{name}.Unpacker(); u.feed(data); result = mpickle.dumps(list(u))"
    assert pickle.loads(compressing.run(source, here + there)) == [rows, rows]
    module.save(rows, tmp_path / "here", compress=True, key=KEY, counter=3)
    module.append(rows, tmp_path / "log", compress=True)
    source = f"""
folder, rows, key = mpickle.loads(data)
mpickle.{name}.save(rows, folder + "/there", compress=True)
mpickle.{name}.append(rows, folder + "/log", compress=True)
one = mpickle.{name}.restore(folder + "/here", key=key, counter=3)
result = mpickle.dumps((one, list(mpickle.{name}.records(folder + "/log"))))
"""
    assert pickle.loads(compressing.run(source, pickle.dumps((str(tmp_path), rows, KEY)))) == (rows, [rows, rows])
    assert module.restore(tmp_path / "there") == rows and list(module.records(tmp_path / "log")) == [rows, rows]
    with pytest.raises(pickle.UnpicklingError, match="another format"):
        mpickle.restore(tmp_path / "there")
    with pytest.raises(Exception, match="compressed data: longer than 20 bytes"):
        module.restore(tmp_path / "there", max_bytes=20)


SAVE = "path, obj, options = mpickle.loads(data); mpickle.save(obj, path, compress=True, **options)"
RESTORE = "path, options = mpickle.loads(data); result = mpickle.dumps(mpickle.restore(path, **options))"


def test_both_sides_write_and_read_the_same_files(compressing, tmp_path):
    """Signed ones too: what is signed is compressed."""
    here, there = tmp_path / "here", tmp_path / "there"
    for size in (0, 1, 100, 127, 128, 129, 200, 255, 256, 257, 1023, 1024, 1025, 5000):
        obj = [size, "x" * size, ROWS[: size % 50]]
        for options in ({}, {"key": KEY, "counter": size}):
            mpickle.save(obj, here, compress=True, **options)
            compressing.run(SAVE, pickle.dumps((str(there), obj, options)))
            for path in (here, there):
                data = path.read_bytes()
                assert data[-4:] == crc32(data[:-4]).to_bytes(4, "little")
                assert mpickle.restore(path, **options) == obj
                assert pickle.loads(compressing.run(RESTORE, pickle.dumps((str(path), options)))) == obj
    data = there.read_bytes()[:-4]
    assert data[-1:] == b"S" and data[-22:-21] == b"z" and mpickle.loads(inflated(data[:-22])) == obj


def test_one_log_with_records_of_both_kinds(compressing, tmp_path):
    """In turn, compressed and as they are; a torn end is the last record's."""
    path = tmp_path / "log"
    append = "path, obj, options = mpickle.loads(data); mpickle.append(obj, path, **options)"
    objs = [[n, ROWS[: n * 3]] for n in range(12)]
    for n, obj in enumerate(objs):
        options = {"compress": n % 2 == 1}
        if n % 3:
            mpickle.append(obj, path, **options)
        else:
            compressing.run(append, pickle.dumps((str(path), obj, options)))
    source = "log = mpickle.records(data.decode()); result = mpickle.dumps((list(log), log.damaged))"
    assert list(mpickle.records(path)) == objs and mpickle.Log(path, index=tmp_path / "index")[-5:] == objs[-5:]
    assert pickle.loads(compressing.run(source, str(path).encode())) == (objs, 0)
    whole = path.read_bytes()
    start = len(whole) - len(mpickle.pack(objs[-1], compress=True))
    for end in random.Random(3).sample(range(start + 3, len(whole) - 1), 20):
        path.write_bytes(whole[:end])
        assert list(mpickle.records(path)) == objs[:-1]
        assert pickle.loads(compressing.run(source, str(path).encode())) == (objs[:-1], 1)


def test_damage_at_every_byte(expanding, tmp_path):
    """The checksum finds it before anything is expanded; with a key the signature does."""
    packet = mpickle.pack(ROWS[:9], compress=True)
    for at in range(1, len(packet) - 1):
        line = packet[:at] + bytes([packet[at] ^ 0x10]) + packet[at + 1 :] + mpickle.pack(1)
        here = read(line)
        assert here[0] in ([1], []) and here == read_there(expanding, line)
    path = tmp_path / "file"
    for options in ({}, {"key": KEY}):
        mpickle.save(ROWS[:9], path, compress=True, **options)
        whole = path.read_bytes()
        for at in range(len(whole)):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            assert mpickle.restore(path, None, **options) is None
            there = expanding.run(RESTORE, pickle.dumps((str(path), {"default": None, **options})))
            assert pickle.loads(there) is None
    for at in range(len(whole) - 4):
        stored(path, whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 : -4])
        with pytest.raises(pickle.UnpicklingError, match=r"signature|not signed"):
            mpickle.restore(path, None, key=KEY)


def test_a_line_with_damage(expanding):
    """1% of the bytes is wrong: each whole packet is taken, compressed or not."""
    rng = random.Random(7)
    sent = [[n, "x" * rng.randrange(200), n] for n in range(600)]
    packets = [mpickle.pack(obj, compress=obj[0] % 2 == 0) for obj in sent]
    line, whole = corrupt(packets, 0.002, 7)
    here = read(line)
    assert here[0] == [sent[n] for n in whole] and 100 < len(whole) < 600
    assert read_there(expanding, line) == here


def test_changed_data_with_the_right_checksum():
    """Is another object, or refused: on the computer."""
    data = deflated(mpickle.dumps(ROWS[:3]))
    for at in range(len(data)):
        for change in (1, 0x10, 0x80):
            changed = data[:at] + bytes([data[at] ^ change]) + data[at + 1 :]
            objects, good, *_ = read(mpickle._mpickle.seal(changed + b"z") + mpickle.pack(1), 5000)
            assert good == 2 and len(objects) == 2 and objects[1] == 1
    for end in range(len(data)):
        assert read(mpickle._mpickle.seal(data[:end] + b"z")) == (["UnpicklingError"], 1, 0, 0)


def test_what_is_expanded_is_bounded(expanding, tmp_path):
    """By max_size, and of files by max_bytes; what comes next is taken."""
    obj = bytes(100_000)
    size = len(mpickle.dumps(obj))
    line = mpickle.pack(obj, compress=True) + mpickle.pack(1)
    assert len(line) < 1000
    for most, taken in (((), "UnpicklingError"), ((size - 1,), "UnpicklingError"), ((size,), obj), ((None,), obj)):
        assert read(line, *most) == read_there(expanding, line, *most) == ([taken, 1], 2, 0, 0)
        log = tmp_path / "log"
        log.write_bytes(line)
        found = mpickle.records(log, *most)
        if taken == obj:
            assert list(found) == [obj, 1] and mpickle.Log(log, None, *most)[0] == obj
        else:
            with pytest.raises(pickle.UnpicklingError, match="compressed data: longer than"):
                next(found)
            assert list(found) == [1]
            with pytest.raises(pickle.UnpicklingError, match="compressed data: longer than"):
                mpickle.Log(log, None, *most)[0]
    path = tmp_path / "file"
    mpickle.save(obj, path, compress=True)
    restore = (
        "path, most = mpickle.loads(data); result = bytes([mpickle.restore(path, max_bytes=most) == bytes(100000)])"
    )
    assert mpickle.restore(path, max_bytes=size) == obj
    assert expanding.run(restore, pickle.dumps((str(path), size))) == b"\x01"
    with pytest.raises(pickle.UnpicklingError, match="longer than"):
        mpickle.restore(path, 0, max_bytes=size - 1)
    source = """
try:
    mpickle.restore(data.decode(), 0, max_bytes=1000)
except mpickle.UnpicklingError as e:
    result = str(e).encode()
"""
    assert expanding.run(source, str(path).encode()).startswith(b"max_bytes exceeded")


def test_readers_of_other_formats():
    """Take none of it: as firmware without the feature, they do not know the byte."""
    deframer = mpickle._mpickle.Deframer(1000, ord("m"), False)
    deframer.feed(mpickle.pack(ROWS, compress=True))
    assert deframer.take() is None and (deframer.good, deframer.foreign) == (0, 1)


def test_arguments():
    """Truth is what counts, and only what writes has it."""
    for compress in (True, 1, "yes"):
        assert len(mpickle.pack(ROWS, compress=compress)) * 3 < len(mpickle.pack(ROWS))
    for compress in (False, 0, None):
        assert mpickle.pack(ROWS, compress=compress) == mpickle.pack(ROWS)
    for call in (mpickle.dumps, mpickle.Unpacker):
        with pytest.raises(TypeError):
            call(1, compress=True)
