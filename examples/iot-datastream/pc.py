"""An HTTP server on this machine; a sensor posts to it, and the sizes of what arrives are shown."""

import io
import json
import pickle
import sys
import threading
from array import array
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

from link import Board
from models import Batch, Sample

COUNT = 5
received = {"/pickle": [], "/json": []}
# What a sensor may send, and nothing else: pickles from a network are to be read in no other way.
ALLOWED = {
    ("models", "Batch"): Batch,
    ("models", "Sample"): Sample,
    ("array", "array"): array,
    ("array", "_array_reconstructor"): pickle.loads(b"carray\n_array_reconstructor\n."),
}


class Reader(pickle.Unpickler):
    """Names by the list."""

    def find_class(self, module, name):
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError(f"not allowed: {module}.{name}")
        return ALLOWED[module, name]


class Handler(BaseHTTPRequestHandler):
    """POST /pickle and POST /json; the answer has the form of the question."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/pickle":
            batch = read(body)
            answer, kind = pickle.dumps({"number": batch.number, "last": batch.samples[-1]}), "application/octet-stream"
        else:
            batch = json.loads(body)
            last = batch["samples"][-1]
            answer = {"number": batch["number"], "last": [last[name] for name in Sample._fields]}
            answer = json.dumps(answer).encode()
            kind = "application/json"
        received[self.path].append((batch, len(body)))
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        """No log."""


def read(data):
    """One pickle, with the list of names."""
    return Reader(io.BytesIO(data)).load()


def main():
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        with Board(__file__, "127.0.0.1", server.server_port, COUNT) as board:
            board.process.wait()
        server.shutdown()
        thread.join()

    print(f"{'batch':>7}{'pickle':>10}{'JSON':>10}   bytes")
    for (batch, size), (plain, text_size) in zip(received["/pickle"], received["/json"], strict=True):
        print(f"{batch.number:>7}{size:>10}{text_size:>10}")
        assert type(batch) is Batch and all(type(s) is Sample for s in batch.samples)
        assert batch.number == plain["number"] and batch.device == plain["device"] == "sensor-1"
        samples = [Sample(s["ms"], s["temperature"], s["humidity"]) for s in plain["samples"]]
        assert batch.samples == samples and len(samples) == 20
        # Of these, JSON has lists only; the pickle has them as they were.
        assert batch.status["calibration"] == array("h", range(-8, 8))
        assert batch.status["flags"] == (True, False) and batch.status["id"] == b"\x01\x02\x03"
        assert plain["status"]["calibration"] == list(range(-8, 8)) and plain["status"]["id"] == [1, 2, 3]
        assert size < text_size
    totals = [sum(size for _, size in received[path]) for path in ("/pickle", "/json")]
    assert len(received["/pickle"]) == COUNT
    try:
        read(b"cos\nsystem\n(Vtrue\ntR.")
    except pickle.UnpicklingError as e:
        print(f"a pickle that names something else: {e}")
    else:
        sys.exit("os.system was found")
    print(f"OK: {COUNT} batches each, {totals[0]:,} bytes as pickles, {totals[1]:,} as JSON")


main()
