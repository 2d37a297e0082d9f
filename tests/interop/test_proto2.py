"""proto2 files between MicroPython's `minipb` and PyPI's `protobuf`: default values, and enums that are closed."""

import math
import struct
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("grpc_tools")
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from mpickle import proto

FILE = """
syntax = "proto2";
enum Mode { SLOW = 3; FAST = 1; BACK = -1; }
enum State { IDLE = 0; BUSY = 1; LOST = 3; }
message Settings {
    optional int32 i32 = 1 [default = -5];
    optional int64 i64 = 2 [default = -9223372036854775808];
    optional uint32 u32 = 3 [default = 4294967295];
    optional uint64 u64 = 4 [default = 18446744073709551615];
    optional sint32 s32 = 5 [default = -2147483648];
    optional sint64 s64 = 6 [default = -9223372036854775808];
    optional fixed32 f32 = 7 [default = 4294967295];
    optional fixed64 f64 = 8 [default = 18446744073709551615];
    optional sfixed32 q32 = 9 [default = -7];
    optional sfixed64 q64 = 10 [default = -8];
    optional float f = 11 [default = 1.5];
    optional double d = 12 [default = -inf];
    optional bool yes = 13 [default = true];
    optional bool no = 14 [default = false];
    optional string text = 15 [default = "a \\"gr\\303\\274n\\" line\\n"];
    optional string nothing = 16 [default = ""];
    optional bytes data = 17 [default = "\\000\\377\\001"];
    optional Mode mode = 18 [default = BACK];
    optional int32 baud = 100 [default = 9600];
    optional Inner inner = 101;
    repeated Inner inners = 102;
    oneof choice { int32 left = 103 [default = 4]; string right = 104; }
    optional int32 plain = 105;
    map<string, State> modes = 106;
    map<sint64, State> numbers = 107;
    optional group More = 108 { optional int32 size = 1 [default = 33]; }
}
message Inner { required int32 must = 1 [default = 2]; optional string name = 2 [default = "inner"]; }
"""
DEFAULTS = [
    *("i32", "i64", "u32", "u64", "s32", "s64", "f32", "f64", "q32", "q64", "f", "d", "yes", "no"),
    *("text", "nothing", "data", "mode", "baud"),
]


@pytest.fixture(scope="module")
def schemas(tmp_path_factory):
    """The module that `python -m mpickle.proto` makes of the file, and the classes that protoc makes of it."""
    folder = tmp_path_factory.mktemp("proto2")
    (folder / "settings.proto").write_text(FILE)
    out = folder / "settings_schema.py"
    subprocess.run([sys.executable, "-m", "mpickle.proto", folder / "settings.proto", "-o", out], check=True)
    arguments = ["-I", folder, f"--descriptor_set_out={folder / 'set'}", folder / "settings.proto"]
    subprocess.run([sys.executable, "-m", "grpc_tools.protoc", *arguments], check=True)
    files = descriptor_pb2.FileDescriptorSet.FromString((folder / "set").read_bytes())
    pool = descriptor_pool.DescriptorPool()
    for file in files.file:
        pool.Add(file)
    return out.read_text(), message_factory.GetMessageClass(pool.FindMessageTypeByName("Settings"))


@pytest.fixture
def board(peer, schemas):
    """Runs source text on MicroPython, with the schemas, on `data`."""
    has = peer.run("try:\n    import minipb\n    result = b'1'\nexcept ImportError:\n    pass")
    if has != b"1":
        pytest.skip("no module minipb in this firmware")
    start = schemas[0] + "\nimport minipb\n"
    return lambda source, data=b"": peer.run(start + source, data)


READ = """
wire = minipb.Wire(Settings, OPTIONS)
message = wire.decode(data)
lines = []
for name in sorted(message):
    value = message[name]
    value = list(value) if isinstance(value, bytes) else value
    lines.append("%s %r" % (name, value))
result = "\\n".join(lines).encode()
"""


def read(board, data, options="allow_sparse_dict=True"):
    """What the board has for each field."""
    lines = board(READ.replace("OPTIONS", options), data).decode().splitlines()
    return {line.split(" ", 1)[0]: eval(line.split(" ", 1)[1], {"inf": float("inf")}) for line in lines}


def google(message, name):
    """What protobuf has for a field, as the board shows it."""
    value = getattr(message, name)
    field = message.DESCRIPTOR.fields_by_name[name]
    if field.enum_type is not None:
        return field.enum_type.values_by_number[value].name
    return list(value) if isinstance(value, bytes) else value


def test_default_values(board, schemas):
    """Fields that do not come have what protobuf has for them."""
    message = schemas[1]()
    found = read(board, b"")
    for name in DEFAULTS:
        assert not message.HasField(name)
        assert found[name] == google(message, name), name
    # Those without a default value of the file, and members of a oneof, are None: they can be told from what came.
    for name in ("inner", "left", "right", "plain", "more"):
        assert found[name] is None, name
    # And so are all others, if the program wants to know which came.
    found = read(board, b"", "defaults=False")
    assert [found[name] for name in DEFAULTS] == [None] * len(DEFAULTS)


# Texts of default values: below the normal numbers of their kind, beyond the largest, and neither.
FLOATS = ["1e-310", "-4.9406564584124654e-324", "2.2250738585072014e-308", "1e400", "-1e-400", "inf", "-inf", "0.1"]
SINGLES = ["1e-40", "-1.4e-45", "1.17549435e-38", "1e39", "1e-60", "3.4028234663852886e38", "0.1"]


def test_default_values_of_floats(peer, board, tmp_path):
    """Those that protobuf's own pool of descriptors refuses too."""
    fields = [("double", text) for text in FLOATS] + [("float", text) for text in SINGLES]
    lines = [
        f"    optional {kind} f{number} = {number} [default = {text}];" for number, (kind, text) in enumerate(fields, 1)
    ]
    lines += ["    message Inner { optional float tiny = 1 [default = 1e-42]; }", "    optional Inner inner = 99;"]
    file = 'syntax = "proto2";\npackage a.b;\nmessage Floats {\n' + "\n".join(lines) + "\n}\n"
    (tmp_path / "floats.proto").write_text(file)
    out = tmp_path / "floats_schema.py"
    subprocess.run([sys.executable, "-m", "mpickle.proto", tmp_path / "floats.proto", "-o", out], check=True)
    # Their bits: MicroPython prints subnormal numbers as others.
    read = "import minipb, struct\nmessage = minipb.Wire(Floats, allow_sparse_dict=True).decode(data)\n"
    read += "values = [message['f%d' % n] for n in range(1, COUNT)] + [message['inner']['tiny']]\n"
    read += "result = b''.join(struct.pack('<d', value) for value in values)"
    found = peer.run(out.read_text() + "\n" + read.replace("COUNT", str(len(fields) + 1)), b"\x9a\x06\x00")

    def single(value):
        try:
            return struct.unpack("<f", struct.pack("<f", value))[0]
        except OverflowError:
            return math.copysign(math.inf, value)

    wanted = [float(text) if kind == "double" else single(float(text)) for kind, text in [*fields, ("float", "1e-42")]]
    assert [value.hex() for (value,) in struct.iter_unpack("<d", found)] == [value.hex() for value in wanted]


def test_what_comes_is_no_default(board, schemas):
    """What comes is what the board has, in messages in messages and groups too."""
    message = schemas[1](i32=0, text="", data=b"", mode=3, yes=False, left=0)
    message.inner.must = 1
    message.inners.add(must=5, name="")
    message.inners.add(must=6)
    message.more.SetInParent()
    found = read(board, message.SerializeToString())
    for name in DEFAULTS:
        assert found[name] == google(message, name), name
    assert found["left"] == 0
    assert found["right"] is None
    assert found["inner"] == {"must": 1, "name": "inner"}
    assert found["inners"] == ({"must": 5, "name": ""}, {"must": 6, "name": "inner"})
    assert found["more"] == {"size": 33}
    # A field that must come has no default value that stands in for it.
    message.inner.ClearField("must")
    message = message.SerializePartialToString()
    source = "try:\n    minipb.Wire(Settings).decode(data)\nexcept minipb.CodecError as error:\n"
    assert b"must" in board(source + "    result = str(error).encode()", message)


@settings(max_examples=40)
@given(st.data())
def test_presence_is_kept(board, schemas, data):
    """With `defaults=False` a message is written again with the fields that came, and no others."""
    message = schemas[1]()
    for name in data.draw(st.lists(st.sampled_from([*DEFAULTS, "plain", "left"]), unique=True)):
        # The default value, as if it had been set.
        setattr(message, name, getattr(message, name))
    source = "wire = minipb.Wire(Settings, defaults=False)\nresult = wire.encode(wire.decode(data))"
    back = schemas[1].FromString(board(source, message.SerializeToString()))
    assert back == message
    # Without it all those that have a default value are there.
    back = schemas[1].FromString(board(source.replace(", defaults=False", ""), message.SerializeToString()))
    for name in DEFAULTS:
        assert back.HasField(name)
        assert getattr(back, name) == getattr(message, name)


def entry(number, key, *values):
    """The field of a map's entry."""
    inner = key + b"".join(b"\x10" + value for value in values)
    tag = number << 3 | 2
    return bytes((tag & 127 | 128, tag >> 7, len(inner))) + inner


@pytest.mark.parametrize(
    "entries",
    [
        [entry(106, b"\x0a\x01a", b"\x63")],
        [entry(106, b"\x0a\x01a", b"\x03"), entry(106, b"\x0a\x01b", b"\x63"), entry(106, b"\x0a\x01c", b"\x01")],
        [entry(107, b"\x08\x05", b"\x63"), entry(107, b"\x08\x06", b"\x01")],
        [entry(106, b"", b"\x63"), entry(106, b"\x0a\x01k"), entry(106, b"")],
        [entry(106, b"\x0a\x01a", b"\x03"), entry(106, b"\x0a\x01a", b"\x63")],
    ],
)
def test_map_entries_with_unknown_values(board, schemas, entries):
    """An entry whose value the enum has not is unknown as a whole: kept, and written again."""
    data = b"".join(entries)
    message = schemas[1].FromString(data)
    found = read(board, data, "unknown='rest'")
    names = {value.number: value.name for value in message.DESCRIPTOR.file.enum_types_by_name["State"].values}
    for name in ("modes", "numbers"):
        assert (found[name] or {}) == {key: names[value] for key, value in getattr(message, name).items()}
    source = "wire = minipb.Wire(Settings, defaults=False, unknown='rest')\nresult = wire.encode(wire.decode(data))"
    back = schemas[1].FromString(board(source, data))
    assert back == message
    unknown = [part for part in entries if part.endswith(b"\x63")]
    assert bytes(found["rest"]) == b"".join(unknown)
    # All bytes are there, perhaps in another order.
    assert len(back.SerializeToString()) == len(message.SerializeToString())


def test_default_values_that_are_too_long():
    """An error that names the field."""
    file = descriptor_pb2.FileDescriptorProto(name="long.proto", syntax="proto2", package="of")
    field = file.message_type.add(name="Root").field.add(name="text", number=1, label=1, type=9)
    field.default_value = "a" * 65536
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    with pytest.raises(ValueError, match=r"of\.Root\.text"):
        proto.table(pool.FindMessageTypeByName("of.Root"))
