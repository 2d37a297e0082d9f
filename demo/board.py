"""The MicroPython side: reads pickles from stdin, answers with pickles on stdout.

First comes a Task, which is answered with a Report; then a list of objects, which is answered with the
same objects and with what MicroPython's json makes of each.
"""

import gc
import io
import json
import sys
from math import exp
from time import ticks_diff, ticks_us

import mpickle
from messages import Guess, Report, Telemetry


def ms_since(start):
    """Milliseconds since an earlier ticks_us()."""
    return ticks_diff(ticks_us(), start) / 1000


def outputs(layer, inputs):
    """The outputs of a layer; inputs of zero need no work."""
    sums = list(layer.bias)
    for x, row in zip(inputs, layer.rows):
        if x:
            for i, weight in enumerate(row):
                sums[i] += x * weight
    if layer.relu:
        sums = [s if s > 0 else 0.0 for s in sums]
    return sums


def classify(network, image):
    """The most likely class of an image, with its probability."""
    values = [pixel * network.scale for pixel in image]
    for layer in network.layers:
        values = outputs(layer, values)
    top = max(values)
    share = 1 / sum([exp(v - top) for v in values])
    return Guess(network.classes[values.index(top)], share)


def work(task, load_ms):
    """Classify all images, a batch at a time."""
    guesses = []
    batches = []
    for first in range(0, len(task.images), task.batch):
        start = ticks_us()
        batch = [classify(task.network, image) for image in task.images[first : first + task.batch]]
        guesses.extend(batch)
        # The very guesses of the report and the network of the task: references, not copies.
        batches.append(Telemetry(first, batch, ms_since(start), task.network))
    gc.collect()
    board = {"name": sys.implementation.name, "version": sys.implementation.version[:3], "platform": sys.platform}
    return Report(board, guesses, batches, load_ms, {"used": gc.mem_alloc(), "free": gc.mem_free()})


def as_json(obj):
    """What MicroPython's json writes for an object."""
    try:
        return json.dumps(obj)
    except Exception as e:
        return e


def main():
    source = sys.stdin.buffer
    sink = sys.stdout.buffer

    # Time the unpickling alone, without the wait for the sender.
    data = source.read(int.from_bytes(source.read(4), "little"))
    start = ticks_us()
    task = mpickle.load(io.BytesIO(data))
    load_ms = ms_since(start)
    mpickle.dump(work(task, load_ms), sink)

    # The same objects both ways; this pickle is read straight from the pipe.
    samples = mpickle.load(source)
    mpickle.dump([(name, obj, as_json(obj)) for name, obj in samples], sink)


main()
