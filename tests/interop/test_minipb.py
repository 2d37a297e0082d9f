"""Protocol Buffers between MicroPython's `minipb` and PyPI's `protobuf`: random schemas, and messages of them."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

protobuf = pytest.importorskip("google.protobuf")
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory  # noqa: E402
from mpickle import proto  # noqa: E402

# The board reads each message and writes it again; lengths stand before them.
AGAIN = """
import io, minipb
wire = minipb.Wire(SCHEMA, proto3=True)
out = []
rest = data
while rest:
    size, rest = rest[0] << 16 | rest[1] << 8 | rest[2], rest[3:]
    message = wire.decode(rest[:size])
    assert wire.decode(io.BytesIO(rest[:size])) == message
    again = wire.encode(message)
    assert wire.decode(again) == message
    out.append(bytes((len(again) >> 16, len(again) >> 8 & 255, len(again) & 255)) + again)
    rest = rest[size:]
result = b"".join(out)
"""

TYPES = {
    "t": ("int64", st.integers(-(2**63), 2**63 - 1)),
    "T": ("uint64", st.integers(0, 2**64 - 1)),
    "z": ("sint64", st.integers(-(2**63), 2**63 - 1)),
    "i": ("sfixed32", st.integers(-(2**31), 2**31 - 1)),
    "I": ("fixed32", st.integers(0, 2**32 - 1)),
    "q": ("sfixed64", st.integers(-(2**63), 2**63 - 1)),
    "Q": ("fixed64", st.integers(0, 2**64 - 1)),
    "f": ("float", st.floats(width=32, allow_nan=False)),
    "d": ("double", st.floats(allow_nan=False)),
    "b": ("bool", st.booleans()),
    "U": ("string", st.text(max_size=30)),
    "a": ("bytes", st.binary(max_size=300)),
    "e": ("enum", st.integers(-3, 3) | st.integers(-(2**31), 2**31 - 1)),
}
ENUM = {"ZERO": 0, "ONE": 1, "MINUS": -1, "LARGE": 2**31 - 1}


@st.composite
def schemas(draw, depth=2):
    """Fields: name, number, letter, label (or `m` for a map, or `|` for a oneof), and fields of its own."""
    letters = list(TYPES) + ["["] * (2 if depth else 0)
    numbers = draw(st.lists(st.integers(1, 40) | st.integers(1, 2**29 - 1), min_size=1, max_size=8, unique=True))
    fields = []
    for number in numbers:
        if 19000 <= number < 20000:
            continue
        letter = draw(st.sampled_from(letters))
        label = draw(st.sampled_from(["", "?", "+", "#", "m", "|"]))
        if label == "#" and letter in "Ua[":
            label = "+"
        if label == "?" and letter == "[":
            label = ""
        own = draw(schemas(depth=depth - 1)) if letter == "[" else None
        fields.append((f"f{number}", number, letter, label, own))
    return fields


def board_schema(fields):
    """As `minipb.Wire` takes it."""
    entries = []
    for name, number, letter, label, own in fields:
        inner = ENUM if letter == "e" else board_schema(own) if own is not None else None
        if label == "m":
            entries.append((name, f"m@{number}", ("U", letter, inner) if inner is not None else ("U", letter)))
            continue
        spec = f"{letter}@{number}|choice" if label == "|" else f"{label}{letter}@{number}"
        entries.append((name, spec, inner) if inner is not None else (name, spec))
    return tuple(entries)


def describe(proto, fields):
    """As `protobuf` takes it: fills a DescriptorProto."""
    Field = descriptor_pb2.FieldDescriptorProto

    def type_of(field, letter, own, holder):
        if letter == "[":
            inner = holder.nested_type.add(name=f"M{field.number}")
            describe(inner, own)
            field.type, field.type_name = Field.TYPE_MESSAGE, inner.name
        elif letter == "e":
            field.type, field.type_name = Field.TYPE_ENUM, ".Enum"
        else:
            field.type = getattr(Field, "TYPE_" + TYPES[letter][0].upper())

    optional = []
    for name, number, letter, label, own in fields:
        field = proto.field.add(name=name, number=number, label=Field.LABEL_OPTIONAL)
        if label == "m":
            # The name that protobuf expects for such a field.
            entry = proto.nested_type.add(name=f"F{number}Entry")
            entry.options.map_entry = True
            entry.field.add(name="key", number=1, label=Field.LABEL_OPTIONAL, type=Field.TYPE_STRING)
            value = entry.field.add(name="value", number=2, label=Field.LABEL_OPTIONAL)
            if letter == "[":
                inner = proto.nested_type.add(name=f"M{number}")
                describe(inner, own)
                value.type, value.type_name = Field.TYPE_MESSAGE, inner.name
            else:
                type_of(value, letter, own, entry)
            field.label, field.type, field.type_name = Field.LABEL_REPEATED, Field.TYPE_MESSAGE, entry.name
            continue
        type_of(field, letter, own, proto)
        if label in ("+", "#") and label:
            field.label = Field.LABEL_REPEATED
            if letter not in "Ua[":
                field.options.packed = label == "#"
        elif label == "|":
            if not proto.oneof_decl:
                proto.oneof_decl.add(name="choice")
            field.oneof_index = 0
        elif label == "?":
            optional.append(field)
    for field in optional:
        # What protoc makes of `optional` in proto3.
        field.proto3_optional = True
        field.oneof_index = len(proto.oneof_decl)
        proto.oneof_decl.add(name=f"_{field.name}")


counter = itertools.count()


def message_class(fields):
    file = descriptor_pb2.FileDescriptorProto(name=f"random{next(counter)}.proto", syntax="proto3")
    enum = file.enum_type.add(name="Enum")
    for name, number in ENUM.items():
        enum.value.add(name=name, number=number)
    describe(file.message_type.add(name="Root"), fields)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("Root"))


def fill(draw, message, fields):
    """Sets some of the fields."""
    for name, _, letter, label, own in fields:
        if draw(st.integers(0, 3)) == 0:
            continue
        values = TYPES[letter][1] if letter != "[" else None
        if label == "m":
            for key in draw(st.lists(st.text(max_size=4), max_size=3)):
                target = getattr(message, name)
                if letter == "[":
                    fill(draw, target[key], own)
                else:
                    target[key] = draw(values)
        elif label in ("+", "#"):
            for _ in range(draw(st.integers(0, 4))):
                if letter == "[":
                    fill(draw, getattr(message, name).add(), own)
                else:
                    getattr(message, name).append(draw(values))
        elif letter == "[":
            getattr(message, name).SetInParent()
            fill(draw, getattr(message, name), own)
        else:
            setattr(message, name, draw(values))


@pytest.fixture
def board(peer):
    """Runs source text on MicroPython with `data`."""
    has = peer.run("try:\n    import minipb\n    result = b'1'\nexcept ImportError:\n    pass")
    if has != b"1":
        pytest.skip("no module minipb in this firmware")
    return peer.run


def split(data):
    while data:
        size = int.from_bytes(data[:3])
        yield data[3 : 3 + size]
        data = data[3 + size :]


@settings(max_examples=30)
@given(st.data())
def test_random_schemas(board, data):
    """What protobuf writes the board reads and writes again, and protobuf reads the same message."""
    fields = data.draw(schemas())
    if not fields:
        return
    Message = message_class(fields)
    messages = []
    for _ in range(3):
        message = Message()
        fill(data.draw, message, fields)
        messages.append(message)
    sent = [message.SerializeToString() for message in messages]
    framed = b"".join(len(part).to_bytes(3) + part for part in sent)
    # In Python's words, and as the table that mpickle.proto makes of a file.
    for schema in (board_schema(fields), proto.table(Message.DESCRIPTOR)):
        source = AGAIN.replace("SCHEMA", repr(schema))
        for message, part, back in zip(messages, sent, split(board(source, framed)), strict=True):
            assert Message.FromString(back) == message
            # The same fields, perhaps in another order.
            assert len(back) == len(part)


def test_infinities(board):
    """Floats that no schema's default is."""
    Message = message_class([("d", 1, "d", "", None), ("f", 2, "f", "?", None)])
    for value in (math.inf, -math.inf, -0.0, math.nan):
        part = Message(d=value, f=value).SerializeToString()
        source = AGAIN.replace("SCHEMA", "(('d', 'd'), ('f', '?f'))").replace("assert", "0 and")
        (back,) = split(board(source, len(part).to_bytes(3) + part))
        assert back == part
