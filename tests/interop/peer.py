"""The MicroPython side of the interop tests: answers requests on stdin until it ends.

A frame is four bytes of length (little-endian) and the content. The first byte of a request says what
is wanted, the first byte of an answer is `+`, or `-` before the text of an exception.
"""

import gc
import io
import sys

import mpickle
from describe import describe
from streams import Reader, Writer


def round_trip(request):
    """Load a pickle and dump the object again: protocol, way, pickle."""
    protocol, way = request[0], request[1]
    data = request[2:]
    if way == 0:
        return mpickle.dumps(mpickle.loads(data), protocol)
    if way == 1:
        out = io.BytesIO()
        mpickle.dump(mpickle.load(io.BytesIO(data)), out, protocol)
        return out.getvalue()
    out = Writer()
    mpickle.dump(mpickle.load(Reader(data)), out, protocol)
    return b"".join(out.parts)


def describe_pickle(request):
    """Load a pickle and describe what it is."""
    return describe(mpickle.loads(request)).encode()


def run(request):
    """Execute source text with `data`; the answer is what it leaves in `result`."""
    size = int.from_bytes(request[:4], "little")
    names = {"mpickle": mpickle, "data": request[4 + size :], "describe": describe, "result": b""}
    exec(str(request[4 : 4 + size], "utf-8"), names)
    result = names["result"]
    return bytes(result) if isinstance(result, (bytes, bytearray, memoryview)) else str(result).encode()


def outcome(data):
    """The name of what becomes of a pickle."""
    try:
        mpickle.loads(data)
    except Exception as e:
        return type(e).__name__
    return "loaded"


def prefixes(request):
    """Load every true prefix; the answer counts the outcomes."""
    counts = {}
    for n in range(len(request)):
        name = outcome(request[:n])
        counts[name] = counts.get(name, 0) + 1
    return tally(counts)


def changes(request):
    """Change every single byte by every mask: number of masks, masks, pickle."""
    masks = request[1 : 1 + request[0]]
    data = bytearray(request[1 + request[0] :])
    counts = {}
    for i in range(len(data)):
        byte = data[i]
        for mask in masks:
            data[i] = byte ^ mask
            name = outcome(data)
            counts[name] = counts.get(name, 0) + 1
        data[i] = byte
    return tally(counts)


def tally(counts):
    """Counts as text, one name a line."""
    return "\n".join(["%s %d" % (k, counts[k]) for k in sorted(counts)]).encode()


OPERATIONS = {b"R": round_trip, b"D": describe_pickle, b"X": run, b"P": prefixes, b"C": changes}


def answer(request):
    """Carry out one request."""
    try:
        return b"+" + OPERATIONS[request[:1]](request[1:])
    except Exception as e:
        return b"-" + ("%s: %s" % (type(e).__name__, e)).encode()


def main():
    source = sys.stdin.buffer
    sink = sys.stdout.buffer
    while True:
        head = source.read(4)
        if not head:
            return
        reply = answer(source.read(int.from_bytes(head, "little")))
        sink.write(len(reply).to_bytes(4, "little"))
        sink.write(reply)
        if hasattr(sink, "flush"):
            sink.flush()
        reply = None
        gc.collect()


main()
