"""Depth, time that grows with the size, and the cost of the import."""

import pytest
from host import run_script

DEPTH = 100_000

NESTED = {
    "list": "x = [x]",
    "tuple": "x = (x,)",
    "dict": "x = {'k': x}",
    "list in tuple": "x = ([x],)",
    "list in dict": "x = {'k': [x]}",
}

DEEP = """
import gc, mpickle
def build(n):
    x = None
    for _ in range(n):
        STEP
    return x
def depth(x):
    n = 0
    while x is not None:
        x = x["k"] if type(x) is dict else x[0]
        n += 1
    return n
x = build(DEPTH)
n = depth(x)
for protocol in PROTOCOLS:
    data = mpickle.dumps(x, protocol)
    y = mpickle.loads(data)
    assert depth(y) == n, depth(y)
    assert type(y) is type(x)
    y = data = None
    gc.collect()
print("whole", n)
"""


@pytest.mark.parametrize("name", NESTED)
def test_depth_is_limited_by_the_heap_only(micropython, name):
    """100,000 levels are dumped and loaded in 64 MB, on the default stack."""
    levels = 2 if " in " in name else 1
    source = DEEP.replace("STEP", NESTED[name]).replace("DEPTH", str(DEPTH // levels))
    out = run_script(micropython, source.replace("PROTOCOLS", "(0, 2, 4, 5)"), heap="64m", timeout=120)
    assert out == f"whole {DEPTH}\n"


TIMING = """
import gc, time, mpickle
class Reading:
    def __init__(self, i):
        self.id = "s%d" % i
        self.t = i
def records(n):
    tags = ["shared"]
    return [{"id": "s%d" % i, "t": i, "temp": i / 7, "tags": tags} for i in range(n)]
def instances(n):
    return [Reading(i) for i in range(n)]
def shared(n):
    x = [[i] for i in range(n)]
    return x + x[::-1]
def strings(n):
    return ["text %d" % i for i in range(n)]
def numbers(n):
    return [i * 7919 for i in range(n)]
def best(f, rounds):
    result = None
    for _ in range(rounds):
        gc.collect()
        start = time.ticks_us()
        f()
        t = time.ticks_diff(time.ticks_us(), start)
        if result is None or t < result:
            result = t
    return result
for size in SIZES:
    x = WHAT(size)
    data = mpickle.dumps(x)
    print(best(lambda: mpickle.dumps(x), ROUNDS), best(lambda: mpickle.loads(data), ROUNDS))
"""

# Linear is ten, plus what the processor's caches add (CPython's own pickle takes up to twenty, and a busy machine
# more); quadratic is a hundred. `cargo xtask bench` shows the figures themselves.
LINEAR = 40


@pytest.mark.parametrize("what", ["records", "instances", "shared", "strings", "numbers"])
def test_time_grows_linearly(micropython, what):
    """Ten times the records take ten times the time, and what caches add; the best of several attempts counts."""
    source = TIMING.replace("WHAT", what).replace("SIZES", "(2000, 20000)")
    best = [float("inf")] * 2
    for attempt in range(5):
        out = run_script(micropython, source.replace("ROUNDS", str(5 + 3 * attempt)), heap="256m", timeout=120)
        (small_dump, small_load), (large_dump, large_load) = [map(int, line.split()) for line in out.splitlines()]
        best = [min(best[0], large_dump / small_dump), min(best[1], large_load / small_load)]
        if max(best) <= LINEAR:
            break
    assert best[0] <= LINEAR, f"dumps takes {best[0]:.1f} times the time for ten times the records"
    assert best[1] <= LINEAR, f"loads takes {best[1]:.1f} times the time for ten times the records"


def test_import_takes_no_heap(micropython):
    """`import mpickle` allocates nothing, the first time and again."""
    source = """
import gc
def cost():
    gc.collect()
    before = gc.mem_alloc()
    import mpickle
    gc.collect()
    return gc.mem_alloc() - before
first = cost()
print(first, cost())
"""
    assert run_script(micropython, source) == "0 0\n"


def test_working_leaves_no_heap_behind(micropython):
    """After dumps, loads and errors everything that was allocated can be collected."""
    source = """
import gc, mpickle
def work():
    x = [{"key": [i, "text", b"bytes", 1.5, 1 << 70]} for i in range(50)]
    for p in range(6):
        mpickle.loads(mpickle.dumps(x, p))
        try:
            mpickle.loads(mpickle.dumps(x, p)[:-9])
        except mpickle.UnpicklingError:
            pass
        try:
            mpickle.dumps([x, lambda: 0], p)
        except Exception:
            pass
def used():
    gc.collect()
    return gc.mem_alloc()
work()
a = used()
a = used()
for _ in range(20):
    work()
print(used() - a)
"""
    assert int(run_script(micropython, source)) <= 64
