"""Times of the .mpy files as multiples of json's, in a MicroPython that has no mpickle built in.

``cargo xtask mpy --bench`` runs it. They take turns, so that whatever else the machine does meets all; of each the
best of several turns counts.
"""

import gc
import json
from time import ticks_diff, ticks_us

import cbor2
import mpickle
import umsgpack
import workloads

MODULES = (mpickle, umsgpack, cbor2)
TURNS = 15


def best(calls):
    """The shortest time of each call in microseconds."""
    times = [1 << 29] * len(calls)
    for _ in range(TURNS):
        for at, call in enumerate(calls):
            gc.collect()
            start = ticks_us()
            call()
            times[at] = min(times[at], ticks_diff(ticks_us(), start))
    return times


def measure(name, obj):
    """Prints both ratios of each module for an object."""
    text = json.dumps(obj)
    calls = [lambda: json.dumps(obj), lambda: json.loads(text)]
    for module in MODULES:
        data = module.dumps(obj)
        assert module.loads(data) == obj
        calls += [lambda module=module: module.dumps(obj), lambda module=module, data=data: module.loads(data)]
    json_dumps, json_loads, *times = best(calls)
    for at, module in enumerate(MODULES):
        dumps, loads = times[2 * at : 2 * at + 2]
        print(
            f"{module.__name__:9} {name:8} dumps {json_dumps / dumps:5.1f} times json, loads {json_loads / loads:5.1f}"
        )


measure("records", workloads.records(300))
measure("ints", workloads.integers(3000))
measure("floats", workloads.floats(3000))
measure("strings", workloads.strings())
