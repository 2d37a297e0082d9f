"""Schemas for a board's ``minipb`` out of ``.proto`` files.

``python -m mpickle.proto telemetry.proto -o telemetry_schema.py`` writes a module for the board with a constant for
each message: ``minipb.Wire(telemetry_schema.Telemetry)``. The constants are tables of bytes that the board uses as they
are; frozen into a firmware they stay in flash. It needs PyPI's ``grpcio-tools``, whose protoc reads the files.

The table is described in ``rust/protobuf/src/schema.rs``.
"""

import argparse
import math
import os
import struct
import sys
import tempfile

__all__ = ["main", "table"]

# Letters of types, by the numbers that descriptors have for them.
_LETTERS = {
    1: "d",
    2: "f",
    3: "t",
    4: "T",
    5: "t",
    6: "Q",
    7: "I",
    8: "b",
    9: "U",
    10: "{",
    11: "[",
    12: "a",
    13: "T",
    14: "e",
    15: "i",
    16: "q",
    17: "z",
    18: "z",
}
# int32, uint32, sint32
_NARROW = {5, 13, 17}
_NARROW_FLAG, _CLOSED_FLAG, _DEFAULT_FLAG = 0x10, 0x20, 0x40
_OPTIONAL, _REQUIRED, _REPEATED, _PACKED, _IMPLICIT = range(5)
_LABEL_REQUIRED, _LABEL_REPEATED = 2, 3


def _is_repeated(field):
    # Newer versions of protobuf have this instead of the label.
    return field.is_repeated if hasattr(field, "is_repeated") else field.label == _LABEL_REPEATED


def _is_required(field):
    return field.is_required if hasattr(field, "is_required") else field.label == _LABEL_REQUIRED


def _label(field):
    if _is_repeated(field):
        return _PACKED if field.is_packed else _REPEATED
    if _is_required(field):
        return _REQUIRED
    return _OPTIONAL if field.has_presence else _IMPLICIT


# How the bits of a number are made, by the letter of its type; of the others they are those of an int.
_BITS = {"d": "<d", "f": "<fxxxx"}


def _float_bits(value, letter):
    try:
        return struct.pack(_BITS[letter], value)
    except OverflowError:
        # As C++ converts it.
        return struct.pack(_BITS[letter], math.copysign(math.inf, value))


def _default(field, floats):
    """The default value that a file gives a field, as it stands in a table; nothing if it gives none."""
    letter = _LETTERS[field.type]
    if field.full_name in floats:
        return _float_bits(floats[field.full_name], letter)
    if not field.has_default_value or _is_repeated(field):
        return b""
    value = field.default_value
    if letter in _BITS:
        return _float_bits(value, letter)
    if letter in "Ua":
        data = value.encode() if isinstance(value, str) else value
        if len(data) > 0xFFFF:
            raise ValueError(f"{field.full_name}: its default value is too long")
        return struct.pack("<H", len(data)) + data
    bits = value << 1 ^ value >> 63 if letter == "z" else int(value)
    return struct.pack("<Q", bits & 0xFFFFFFFFFFFFFFFF)


def table(message, floats=None):
    """The table of a message's descriptor (``google.protobuf.descriptor.Descriptor``), as ``minipb.Wire`` takes it.

    ``floats`` has default values of floats that are not in the descriptor, by the full names of their fields.
    """
    floats = floats or {}
    # Messages and enums, in the order in which they are met; and the number of each.
    found, numbers = [message], {message.full_name: 0}
    rows = []
    for holder in found:
        entries = []
        if hasattr(holder, "values"):
            for value in holder.values:
                entries.append((value.number & 0xFFFFFFFF, "x", _OPTIONAL, 0, value.name, 0, b""))
            rows.append(entries)
            continue
        oneofs = {}
        for field in holder.fields:
            own = field.enum_type or field.message_type
            if own is not None and own.full_name not in numbers:
                numbers[own.full_name] = len(found)
                found.append(own)
            is_map = field.message_type is not None and field.message_type.GetOptions().map_entry
            letter, label = ("m", _OPTIONAL) if is_map else (_LETTERS[field.type], _label(field))
            if holder.GetOptions().map_entry:
                label = _OPTIONAL
            oneof = field.containing_oneof
            # One field alone, with this name, is what protoc makes of `optional`.
            if oneof is not None and (len(oneof.fields) > 1 or oneof.name != "_" + field.name):
                number = oneofs.setdefault(oneof.name, len(oneofs) + 1)
            else:
                number = 0
            flags = _NARROW_FLAG if field.type in _NARROW else 0
            if field.enum_type is not None and _is_closed(field.enum_type):
                flags |= _CLOSED_FLAG
            default = _default(field, floats)
            if default:
                flags |= _DEFAULT_FLAG
            entry = (field.number, letter, label | flags, numbers[own.full_name] if own else 0)
            entries.append((*entry, field.name, number, default))
        rows.append(entries)
    proto3 = _syntax(message) == "proto3"
    out = bytearray(b"MPB\x01" + bytes((3 if proto3 else 2, 0)) + struct.pack("<H", len(found)))
    first = 0
    for entries in rows:
        out += struct.pack("<HH", first, len(entries))
        first += len(entries)
    names, place = bytearray(), len(out) + 12 * first
    known = {}
    for entries in rows:
        for number, letter, label, own, name, oneof, default in entries:
            text = name.encode()
            # A default value stands behind the name.
            if text + default not in known:
                known[text + default] = place + len(names)
                names += text + default
            if len(text) > 255 or known[text + default] > 0xFFFF or oneof > 255:
                raise ValueError(f"{message.full_name}: too much for one schema at {name}")
            out += struct.pack("<IBBHHBB", number, ord(letter), label, own, known[text + default], len(text), oneof)
    return bytes(out + names)


def _is_closed(enum):
    """Whether an enum has no other values than those of its file, as in proto2."""
    return enum.is_closed if hasattr(enum, "is_closed") else _syntax(enum) == "proto2"


def _syntax(message):
    from google.protobuf import descriptor_pb2  # noqa: PLC0415

    file = descriptor_pb2.FileDescriptorProto()
    message.file.CopyToProto(file)
    return file.syntax or "proto2"


def _take_floats(holder, prefix, floats):
    """Moves the default values of floats out of a file's or message's descriptor, for protobuf to take it.

    Its descriptor pool refuses those that C's strtod calls out of range, which are subnormal.
    """
    is_file = hasattr(holder, "package")
    fields = [*([] if is_file else holder.field), *holder.extension]
    for field in fields:
        if field.HasField("default_value") and _LETTERS[field.type] in _BITS:
            floats[f"{prefix}{field.name}"] = float(field.default_value)
            field.ClearField("default_value")
    for message in holder.message_type if is_file else holder.nested_type:
        _take_floats(message, f"{prefix}{message.name}.", floats)


def _load(path, includes):
    """The descriptors of the messages of a file, and the default values of floats, which those do not have."""
    from google.protobuf import descriptor_pb2, descriptor_pool  # noqa: PLC0415

    try:
        from grpc_tools import protoc  # noqa: PLC0415
    except ImportError:
        sys.exit("mpickle.proto needs grpcio-tools: python -m pip install grpcio-tools")
    includes = [*includes, os.path.dirname(path) or ".", os.path.join(os.path.dirname(protoc.__file__), "_proto")]
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "set")
        paths = [f"-I{include}" for include in includes]
        if protoc.main(["protoc", *paths, "--include_imports", f"--descriptor_set_out={out}", path]) != 0:
            sys.exit(1)
        with open(out, "rb") as file:
            files = descriptor_pb2.FileDescriptorSet.FromString(file.read())
    pool = descriptor_pool.DescriptorPool()
    floats = {}
    for file in files.file:
        _take_floats(file, f"{file.package}." if file.package else "", floats)
        pool.Add(file)
    return list(pool.FindFileByName(files.file[-1].name).message_types_by_name.values()), floats


def main(args=None):
    """Writes a module of schemas."""
    parser = argparse.ArgumentParser(prog="python -m mpickle.proto", description="Schemas for minipb out of .proto")
    parser.add_argument("file", help="the .proto file")
    parser.add_argument("-I", dest="includes", action="append", default=[], help="where imported files are")
    parser.add_argument("-o", dest="output", required=True, help="the module to write")
    options = parser.parse_args(args)
    lines = [f"# Schemas of {os.path.basename(options.file)} for minipb.Wire, written by mpickle.proto."]
    messages, floats = _load(options.file, options.includes)
    lines += [f"{message.name} = {table(message, floats)!r}" for message in messages]
    with open(options.output, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
