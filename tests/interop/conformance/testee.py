# The program under test of Google's conformance runner: MicroPython with `minipb`. Requests come through stdin, each
# with its length before it; answers go to stdout. `schemas` is what mpickle.proto makes of the runner's .proto files.
import struct
import sys

import minipb
import schemas

request_wire = minipb.Wire(schemas.ConformanceRequest)
response_wire = minipb.Wire(schemas.ConformanceResponse)
# Unknown fields are kept, and what does not come is not written.
KEPT = {"unknown": "unknown", "defaults": False}
WIRES = {
    "protobuf_test_messages.proto2.TestAllTypesProto2": minipb.Wire(schemas.TestAllTypesProto2, **KEPT),
    "protobuf_test_messages.proto3.TestAllTypesProto3": minipb.Wire(schemas.TestAllTypesProto3, **KEPT),
}


def answer(request):
    """The field of a response, and its value. What is skipped is of a class that the test knows."""
    if request["protobuf_payload"] is None:
        kinds = ("json_payload", "text_payload", "jspb_payload")
        (kind,) = [kind for kind in kinds if request[kind] is not None]
        return "skipped", kind
    if request["requested_output_format"] != "PROTOBUF":
        return "skipped", "written as " + str(request["requested_output_format"])
    wire = WIRES.get(request["message_type"])
    if wire is None:
        return "skipped", request["message_type"]
    try:
        message = wire.decode(request["protobuf_payload"])
    except (minipb.CodecError, TypeError, UnicodeError) as error:
        return "parse_error", str(error)
    try:
        return "protobuf_payload", wire.encode(message)
    except (minipb.CodecError, TypeError, UnicodeError) as error:
        return "serialize_error", str(error)


skipped = {}
while True:
    head = sys.stdin.buffer.read(4)
    if len(head) < 4:
        break
    (size,) = struct.unpack("<I", head)
    kind, value = answer(request_wire.decode(sys.stdin.buffer.read(size)))
    if kind == "skipped":
        skipped[value] = skipped.get(value, 0) + 1
    data = response_wire.encode({kind: value})
    sys.stdout.buffer.write(struct.pack("<I", len(data)))
    sys.stdout.buffer.write(data)
with open("skipped.txt", "a") as file:
    for reason, count in skipped.items():
        file.write(f"{count} {reason}\n")
