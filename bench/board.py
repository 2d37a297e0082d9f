"""What is measured on an emulated board: one line a measurement, ``library operation ticks``.

SysTick counts down once a cycle of the processor, and under QEMU's ``-icount`` a cycle is a fixed number of
instructions; ``cargo xtask bench --boards`` starts it so, with the workloads put before this text.
"""

# The names of the workloads' module are there when this runs.
# ruff: noqa: F821

import gc
import json

import machine
import mpickle

CONTROL = 0xE000E010
RELOAD = 0xE000E014
VALUE = 0xE000E018
MOST = 0xFFFFFF


def count(f):
    """Ticks of a call, without those of calling a function that does nothing."""
    return ticks(f) - ticks(nothing)


def nothing():
    """Takes what a call takes."""


def ticks(f):
    """Ticks of a call, after a collection; less than a turn of the counter."""
    gc.collect()
    machine.mem32[VALUE] = 0
    start = machine.mem32[VALUE]
    f()
    return (start - machine.mem32[VALUE]) & MOST


machine.mem32[RELOAD] = MOST
machine.mem32[CONTROL] = 5
BUILDERS = {
    "records": lambda: records(100),
    "random records": lambda: [dict(record, temp=record["temp"] / 97) for record in records(100)],
    "ints": lambda: integers(1000),
    "floats": lambda: floats(300),
    "strings": lambda: strings(100),
    "instances": lambda: [Sample(number) for number in range(50)],
}


def measure(name):
    """Print what a workload takes in mpickle, and in json where json has it."""
    obj = BUILDERS[name]()
    data = mpickle.dumps(obj)
    print("mpickle bytes", len(data))
    print("mpickle dumps", count(lambda: mpickle.dumps(obj)))
    print("mpickle loads", count(lambda: mpickle.loads(data)))
    if name != "instances":
        data = None
        data = json.dumps(obj)
        print("json bytes", len(data))
        print("json dumps", count(lambda: json.dumps(obj)))
        print("json loads", count(lambda: json.loads(data)))
    print("end")
