"""What is measured, in MicroPython and in CPython. ``run.py`` starts it and says on stdin what to measure.

    build LETTER            make the object and its pickle and JSON   -> sizes
    time LIBRARY OPERATION  one sample                                -> nanoseconds a call

With arguments it does one thing and ends, for the search of the smallest heap:

    bench.py heap LETTER WHAT LIBRARY FILE

or so many calls, for who counts instructions:

    bench.py repeat LETTER LIBRARY OPERATION COUNT
"""

import gc
import json
import sys
import time

import workloads

try:
    from time import ticks_diff, ticks_us

    import mpickle

    mem_alloc = gc.mem_alloc
except ImportError:
    import pickle as mpickle

    def ticks_us():
        """A clock with a fraction."""
        return time.perf_counter_ns() / 1000

    def ticks_diff(end, start):
        """Time between two readings."""
        return end - start

    def mem_alloc():
        """Memory comes back when the last reference goes: there is no garbage here."""
        return 0

    gc.disable()

SAMPLE_US = 4000
MAX_CALLS = 5000
# A sample leaves at most so much garbage. The allocator walks over all of it for every new block, and
# how much there is between two collections is the program's business.
GARBAGE = 512 * 1024


def calls_for(letter, obj):
    """The functions to measure, by library and operation, and the sizes of what they write."""
    protocol = 5 if letter.startswith("F") else 4
    pickled = mpickle.dumps(obj, protocol)
    calls = {
        "mpickle dumps": lambda: mpickle.dumps(obj, protocol),
        "mpickle loads": lambda: mpickle.loads(pickled),
    }
    if letter in "efF":
        # What the same objects take when they are only copied: the allocator and the bytes.
        calls["floor dumps"] = lambda: bytearray(pickled)
        calls["floor loads"] = lambda: copy(obj)
    sizes = [len(pickled), 0]
    if dict([(w[0], w[3]) for w in workloads.WORKLOADS])[letter]:
        text = json.dumps(obj)
        calls["json dumps"] = lambda: json.dumps(obj)
        calls["json loads"] = lambda: json.loads(text)
        sizes[1] = len(text)
    return calls, sizes


def copy(obj):
    """The buffers in an object of workloads e, f, F, once more."""
    if type(obj) is bytes:
        return bytearray(obj)
    return [bytearray(x) for x in obj.values()]


def sample(f, count):
    """Nanoseconds a call, over `count` calls."""
    gc.collect()
    start = ticks_us()
    for _ in range(count):
        f()
    return int(ticks_diff(ticks_us(), start) * 1000 / count)


def repetitions(f):
    """How many calls make a sample that is long enough for the clock and leaves no heap full of garbage."""
    f()
    gc.collect()
    before = mem_alloc()
    f()
    garbage = mem_alloc() - before
    ns = sample(f, 1)
    return max(1, min(MAX_CALLS, SAMPLE_US * 1000 // max(ns, 1), GARBAGE // max(garbage, 1)))


def serve():
    """Answer the driver until its end of the pipe closes."""
    calls = {}
    counts = {}
    while True:
        line = sys.stdin.readline()
        if not line:
            return
        words = line.split()
        if words[0] == "build":
            calls, sizes = calls_for(words[1], workloads.build(words[1]))
            counts = dict([(k, repetitions(f)) for k, f in calls.items()])
            print(sizes[0], sizes[1])
        else:
            name = words[1] + " " + words[2]
            print(sample(calls[name], counts[name]) if name in calls else -1)


def heap(letter, what, library, path):
    """Do one operation, and hold what it needs and what it gives."""
    if what == "write":
        obj = workloads.build(letter)
        data = mpickle.dumps(obj, 5) if library == "mpickle" else json.dumps(obj)
        with open(path, "wb") as f:
            f.write(data)
        return
    data = obj = None
    if what.endswith("loads"):
        with open(path, "rb") as f:
            data = f.read()
        if library == "json":
            data = str(data, "utf-8")
    if what == "loads":
        obj = mpickle.loads(data) if library == "mpickle" else json.loads(data)
    else:
        obj = workloads.build(letter)
    if what == "dumps":
        data = mpickle.dumps(obj, 5) if library == "mpickle" else json.dumps(obj)
    elif what == "dump":
        with open("/dev/null", "wb" if library == "mpickle" else "w") as f:
            (mpickle.dump if library == "mpickle" else json.dump)(obj, f)
    elif what == "hold dumps":
        with open(path, "rb") as f:
            data = f.read()
    gc.collect()
    print("done", data is None, obj is None)


def repeat(letter, library, operation, count):
    """Do one operation so many times, after a collection."""
    f = calls_for(letter, workloads.build(letter))[0][library + " " + operation]
    gc.collect()
    for _ in range(int(count)):
        f()


if __name__ == "__main__":
    if len(sys.argv) > 2 and sys.argv[1] == "heap":
        heap(*sys.argv[2:])
    elif len(sys.argv) > 2 and sys.argv[1] == "repeat":
        repeat(*sys.argv[2:])
    else:
        serve()
