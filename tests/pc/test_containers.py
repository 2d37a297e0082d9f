"""Every command on every kind of file: pickles, saved files, packets, logs; compressed, signed, with a key or not."""

import pickle
import zlib
from binascii import crc32

import mpickle
import mpickle.cbor
import mpickle.msgpack
import pytest

KEY, OTHER = b"0123456789abcdef", b"fedcba9876543210"
ONE = {"n": 1}
#: Commands, with what they need beside the file; those that are about one object, and those that need any.
COMMANDS = {
    "check": [],
    "show": [],
    "show --raw": [],
    "heap": [],
    "cat": ["--jsonl"],
    "diff": [],
    "convert": ["--to", "json"],
    "slim": ["-o"],
    "freeze": ["-o"],
}
SINGLE = ("convert", "slim", "freeze")
PLAIN, SIGNED = None, KEY


def parts(path, packets):
    """A log as boards on FAT write it: parts of zeros, in which records are."""
    for number in range(3):
        name = path.with_name(f"{path.name}.{number}") if number else path
        name.write_bytes((packets(number)).ljust(4096 << number, b"\0"))
    return path


def compressed(obj, key, mark):
    """An object as boards compress it, however short it is."""
    stream = zlib.compressobj(9, zlib.DEFLATED, -10)
    data = stream.compress(mpickle.dumps(obj)) + stream.flush() + b"z"
    return mpickle._signing.sign(data, key, 0, mark)


def make(folder, kind, key):
    """A file of this kind, signed if there is a key. Returns its path, and how many records it has."""
    path = folder / f"{kind}-{'signed' if key else 'plain'}.pickle"

    def pack(n):
        return mpickle.pack({"n": n}, key=key)

    if kind == "pickle":
        path.write_bytes(pickle.dumps(ONE, 4))
    elif kind == "row":
        path.write_bytes(b"".join(pickle.dumps({"n": n}, 4) for n in range(3)))
    elif kind == "saved":
        mpickle.save(ONE, path, key=key)
    elif kind == "small":
        data = compressed(ONE, key, b"S")
        path.write_bytes(data + crc32(data).to_bytes(4, "little"))
    elif kind == "small log":
        for n in range(3):
            packet = mpickle._mpickle.seal(compressed({"n": n}, key, b"s")) if n != 1 else pack(n)
            mpickle.logs.append_packet(packet, path)
    elif kind == "packet":
        path.write_bytes(pack(1))
    elif kind == "log":
        for n in range(3):
            mpickle.append({"n": n}, path, key=key)
    elif kind == "parts":
        parts(path, pack)
    elif kind == "room":
        # A part that was made, and has no record yet.
        path.write_bytes(bytes(4096))
    elif kind == "empty":
        path.write_bytes(b"")
    return path, {"row": 3, "log": 3, "small log": 3, "parts": 3, "room": 0, "empty": 0}.get(kind, 1)


def wanted(command, kind, count, signed, key):
    """The exit status, words on the error output, and the records that ``cat`` prints."""
    is_packets = kind in ("packet", "log", "small log", "parts")
    if kind in ("empty", "room"):
        if command == "cat":
            return 0, "", []
        return 2, "an empty file" if kind == "empty" else "packets, of which none is whole", []
    if key is not None and (signed is None or key != signed):
        if is_packets:
            return 2, "nothing is signed with this key", []
        return 2, "not signed" if signed is None else "wrong signature: another key", []
    if kind == "row" and command == "freeze":
        return 0, "bytes behind the object are left out", []
    if count > 1 and command in SINGLE:
        return 2, "3 records, and one is wanted" if is_packets else "bytes behind the object", []
    words = "a signature, which was not checked" if signed and key is None else ""
    return 0, words, [f'{{"n": {n}}}' for n in ([1] if count == 1 else range(count))]


def arguments(command, path, key, folder):
    """The command line."""
    name, *options = command.split()
    line = [name, *options, path]
    if name == "diff":
        line.append(path)
    more = COMMANDS[command]
    line += [*more, folder / "out"] if more == ["-o"] else more
    return line if key is None else [*line, "--key", key]


def cases():
    """Kinds of files, and whether they are signed."""
    for kind in ("pickle", "row", "saved", "small", "packet", "log", "small log", "parts", "room", "empty"):
        yield kind, PLAIN
        if kind in ("saved", "small", "packet", "log", "small log", "parts"):
            yield kind, SIGNED


def test_matrix(tools, write, tmp_path):
    """Each has its answer and its exit status."""
    keys = {None: None, KEY: write(KEY, "key"), OTHER: write(OTHER, "other")}
    lines, wants = [], []
    for kind, signed in cases():
        path, count = make(tmp_path, kind, signed)
        for command in COMMANDS:
            for key, file in keys.items():
                lines.append(arguments(command, path, file, tmp_path))
                wants.append((command, wanted(command, kind, count, signed, key)))
    assert len(lines) > 300
    wrong = []
    for line, (command, (status, words, records)), done in zip(lines, wants, tools(lines), strict=True):
        fits = done.status == status and words in done.err and bool(words) == bool(done.err)
        fits = fits and (command != "cat" or done.out.splitlines() == records)
        # What is refused is not printed.
        if not fits or (status == 2 and done.out):
            wrong.append(f"{' '.join(map(str, line))}: {done.status} {done.err!r} {done.out!r}, not {status} {words!r}")
    assert not wrong, "\n".join(wrong)


def test_mixed(tools, write, tmp_path):
    """Records that are not signed, damaged ones and a torn end are counted; what is whole is shown all the same."""
    key = write(KEY, "key")
    damaged = bytearray(mpickle.pack({"n": 2}, key=KEY))
    damaged[9] ^= 0x55
    path = write(mpickle.pack(ONE, key=KEY) + mpickle.pack(3) + damaged + b"\0torn", "mixed.pickle")
    lines = [arguments(command, path, key, tmp_path) for command in COMMANDS]
    for line, done in zip(lines, tools(lines), strict=True):
        assert done.status == 1, line
        for words in ("1 damaged packets", "1 packets are not signed with this key", "4 bytes at the end"):
            assert words in done.err, (line, done.err)


def test_records_of_many(tool, write):
    """The places of findings have the record's number; the heap is that of the record that takes most."""
    objs = [ONE, {"many": list(range(2000))}, {"at": [range(3), pow]}, 1]
    for file in (b"".join(map(mpickle.pack, objs)), b"".join(pickle.dumps(obj, 4) for obj in objs)):
        path = write(file)
        done = tool("check", path)
        assert done.status == 1 and "refused: builtins.pow" in done.out and 'at record 3: ["at"][1]' in done.out
        assert "(record 2 of 4)" in tool("heap", path).out
        more = tool("show", path)
        assert "dict of 1" in more.out and ("3 more records" in more.out or "bytes behind it" in more.out)
        changed = write(file.replace(b"many", b"much"))
        done = tool("diff", path, write(file + (mpickle.pack(5) if file[0] == 0 else pickle.dumps(5, 4))))
        assert (done.status, done.out) == (1, "record 5: nothing | 5\n")
        if file[0] != 0:
            done = tool("diff", path, changed)
            assert done.status == 1 and "record 2['many']: list of 2000 | nothing" in done.out


def test_other_formats(tool, tmp_path):
    """Records of MessagePack and CBOR are shown, and are no pickles."""
    for module, name in ((mpickle.msgpack, "MessagePack"), (mpickle.cbor, "CBOR")):
        for value, line in (({"n": 1}, '{"n": 1}'), (0, "0"), (40, "40")):
            path = tmp_path / f"{name}-{value}"
            module.save(value, path)
            log = tmp_path / f"{name}-{value}.log"
            module.append(value, log)
            many = tmp_path / f"{name}-{value}.many"
            module.save([value] * 100, many, compress=True)
            assert many.stat().st_size < 100 and tool("cat", many).out.startswith("list of 100")
            for file in (path, log):
                assert tool("cat", "--jsonl", file).out == line + "\n"
                assert tool("convert", file, "--to", "json").out == line + "\n"
                assert name in tool("show", file).out
                for command in ("check", "heap"):
                    done = tool(command, file)
                    assert done.status == 2 and f"{name}, and this is about pickles" in done.err


def test_standard_input(tool, write):
    """A log, a signed one, through a pipe."""
    key = write(KEY, "key")
    packets = mpickle.pack(ONE, key=KEY)
    for command in ("check", "show", "heap", "cat"):
        assert tool(command, "-", "--key", key, data=packets).status == 0
        assert tool(command, "-", data=packets).status == 0
    assert tool("convert", "-", "--to", "json", "--key", key, data=packets).out == '{"n": 1}\n'


@pytest.mark.parametrize("command", ["slim", "freeze"])
def test_out_of_a_log(tool, tmp_path, command):
    """What is written is the record alone."""
    path, out = tmp_path / "log", tmp_path / "out"
    mpickle.append(ONE, path)
    assert tool(command, path, "-o", out).status == 0
    if command == "freeze":
        names = {}
        exec(out.read_text(), names)
        assert pickle.loads(names["DATA"]) == ONE and len(names["DATA"]) == len(mpickle.dumps(ONE))
    else:
        assert pickle.loads(out.read_bytes()) == ONE
