"""Makes a module for the board out of telemetry.proto, and talks to it with PyPI's protobuf."""

import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.proto import parse_length_prefixed, serialize_length_prefixed
from grpc_tools import protoc
from link import Board

HERE = Path(__file__).resolve().parent
NAMES = ("Report", "Command")


def messages(folder):
    """The classes of telemetry.proto, as protoc's own modules have them."""
    out = folder / "set"
    assert protoc.main(["protoc", f"-I{HERE}", f"--descriptor_set_out={out}", "telemetry.proto"]) == 0
    files = descriptor_pb2.FileDescriptorSet.FromString(out.read_bytes())
    pool = descriptor_pool.DescriptorPool()
    for file in files.file:
        pool.Add(file)
    return [message_factory.GetMessageClass(pool.FindMessageTypeByName(f"telemetry.{name}")) for name in NAMES]


def ask(board, **fields):
    """The report after a command."""
    serialize_length_prefixed(Command(**fields), board.process.stdin)
    board.process.stdin.flush()
    return parse_length_prefixed(Report, board.process.stdout)


with tempfile.TemporaryDirectory() as folder:
    Report, Command = messages(Path(folder))
    schema = Path(folder) / "telemetry_schema.py"
    command = [sys.executable, "-m", "mpickle.proto", HERE / "telemetry.proto", "-o", schema]
    subprocess.run(command, check=True)
    with Board(__file__, modules=folder) as board:
        first = parse_length_prefixed(Report, board.process.stdout)
        print("report:", first.node, len(first.samples), "samples,", first.ByteSize(), "bytes")
        fewer = ask(board, interval=20)
        low = ask(board, state="LOW_BATTERY")
        told = ask(board, message="stay where you are")

assert (first.node, first.start, first.state) == (0xC0FFEE, 1700000000, Report(state="MOVING").state)
assert (first.position.latitude, first.position.longitude) == (47.38, 8.54)
assert not first.position.HasField("altitude")
assert [sample.centidegrees for sample in first.samples] == [2150 - 300 * i for i in range(12)]
assert list(first.rssi) == [61, 63, 200]
assert dict(first.levels) == {"battery": 3.75, "solar": 0.5}
assert [sample.seconds for sample in fewer.samples] == [0, 20, 40, 60, 80, 100]
assert low.state == Report(state="LOW_BATTERY").state
assert told.levels["words"] == 4
print("OK: reports and commands went there and back")
