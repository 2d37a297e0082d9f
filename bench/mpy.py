"""Times of mpickle.mpy as multiples of json's, in a MicroPython that has no mpickle built in.

``cargo xtask mpy --bench`` runs it. Both take turns, so that whatever else the machine does meets both; of each the
best of several turns counts.
"""

import gc
import json
from time import ticks_diff, ticks_us

import mpickle
import workloads

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
    """Prints both ratios for an object."""
    pickled, text = mpickle.dumps(obj), json.dumps(obj)
    assert mpickle.loads(pickled) == obj
    dumps, loads, json_dumps, json_loads = best(
        (
            lambda: mpickle.dumps(obj),
            lambda: mpickle.loads(pickled),
            lambda: json.dumps(obj),
            lambda: json.loads(text),
        )
    )
    print(f"{name:8} dumps {json_dumps / dumps:5.1f} times json, loads {json_loads / loads:5.1f}")


measure("records", workloads.records(300))
measure("ints", workloads.integers(3000))
measure("floats", workloads.floats(3000))
measure("strings", workloads.strings())
