"""A sensor: posts its samples over HTTP, as pickles and as JSON, and reads the answers.

micropython board.py HOST PORT COUNT
"""

import json
import random
import socket
import sys
from array import array

import mpickle
from models import Batch, Sample

host, port, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


def post(path, kind, body):
    """One POST; returns the type and the body of the answer."""
    connection = socket.socket()
    connection.connect(socket.getaddrinfo(host, port)[0][-1])
    head = "POST %s HTTP/1.0\r\nHost: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
    connection.write((head % (path, host, kind, len(body))).encode())
    connection.write(body)
    status = connection.readline()
    if b" 200 " not in status:
        raise OSError(status)
    kind = size = None
    while True:
        line = connection.readline().strip().decode()
        if not line:
            break
        name, _, value = line.partition(":")
        if name.lower() == "content-type":
            kind = value.strip()
        elif name.lower() == "content-length":
            size = int(value)
    # A pickle straight from the socket: mpickle reads one and no byte more.
    answer = json.loads(connection.read(size)) if kind == "application/json" else mpickle.load(connection)
    connection.close()
    return answer


def measure(number):
    """What a sensor might say; multiples of 1/4, so that any float holds them."""
    start = number * 60000
    return [Sample(start + 250 * i, random.randrange(60, 100) / 4, random.randrange(160, 240) / 4) for i in range(20)]


flags, calibration, identity = (True, False), array("h", range(-8, 8)), b"\x01\x02\x03"
status = {"battery": 87, "flags": flags, "calibration": calibration, "id": identity}
for number in range(count):
    batch = Batch(number, "sensor-1", measure(number), status)
    answer = post("/pickle", "application/octet-stream", mpickle.dumps(batch))
    assert answer["number"] == number and answer["last"] == batch.samples[-1]
    assert type(answer["last"]) is Sample
    # JSON knows no classes, tuples, bytes and arrays: what is what has to be said.
    plain = {
        "number": number,
        "device": batch.device,
        "samples": [{"ms": s.ms, "temperature": s.temperature, "humidity": s.humidity} for s in batch.samples],
        "status": {
            "battery": status["battery"],
            "flags": list(flags),
            "calibration": list(calibration),
            "id": list(identity),
        },
    }
    text = json.dumps(plain).encode()
    answer = post("/json", "application/json", text)
    assert answer["number"] == number and answer["last"] == list(batch.samples[-1])
