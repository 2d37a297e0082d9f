"""The workloads of messages.py with PyPI's protobuf on CPython: messages out of dicts, and dicts of all their fields.

Run by ``messages.py --upb`` with a letter, an operation and how often; it prints the size and a checksum of the bytes.
"""

import binascii
import sys

import workloads
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.internal import api_implementation

FIELD = descriptor_pb2.FieldDescriptorProto
# What is in each workload's repeated field: names and types; `tags` is a repeated field itself.
FIELDS = {
    "a": FIELD.TYPE_INT64,
    "c": {"key": FIELD.TYPE_STRING, "value": FIELD.TYPE_INT64},
    "d": {
        "id": FIELD.TYPE_STRING,
        "t": FIELD.TYPE_INT64,
        "temp": FIELD.TYPE_DOUBLE,
        "ok": FIELD.TYPE_BOOL,
        "tags": FIELD.TYPE_STRING,
    },
    "g": FIELD.TYPE_STRING,
}


def message_class(letter):
    """The class of the workload's message."""
    file = descriptor_pb2.FileDescriptorProto(name="workload.proto", syntax="proto2")
    field = file.message_type.add(name="Root").field.add(name="items", number=1, label=FIELD.LABEL_REPEATED)
    fields = FIELDS[letter]
    if isinstance(fields, dict):
        item = file.message_type.add(name="Item")
        for number, (name, kind) in enumerate(fields.items(), 1):
            label = FIELD.LABEL_REPEATED if name == "tags" else FIELD.LABEL_OPTIONAL
            item.field.add(name=name, number=number, type=kind, label=label)
        field.type, field.type_name = FIELD.TYPE_MESSAGE, "Item"
    else:
        field.type = fields
        field.options.packed = letter == "a"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("Root"))


def items_of(letter):
    """What the workload's repeated field has."""
    items = workloads.build(letter)
    return [{"key": key, "value": value} for key, value in sorted(items.items())] if letter == "c" else items


def encode(root, items):
    """The bytes of a message with these items."""
    message = root()
    if isinstance(items[0], dict):
        for item in items:
            message.items.add(**item)
    else:
        message.items.extend(items)
    return message.SerializeToString()


def decode(root, letter, data):
    """A dict with all that a message has."""
    message = root.FromString(data)
    if letter == "c":
        return {"items": [{"key": item.key, "value": item.value} for item in message.items]}
    if letter == "d":
        return {
            "items": [
                {"id": item.id, "t": item.t, "temp": item.temp, "ok": item.ok, "tags": tuple(item.tags)}
                for item in message.items
            ]
        }
    return {"items": tuple(message.items)}


def main():
    letter, operation, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
    assert api_implementation.Type() == "upb"
    root, items = message_class(letter), items_of(letter)
    data = encode(root, items)
    for _ in range(times):
        if operation == "encode":
            encode(root, items)
        else:
            decode(root, letter, data)
    print(len(data), binascii.crc32(data))


if __name__ == "__main__":
    main()
