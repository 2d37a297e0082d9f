# Every allocation of a piece of work fails in turn, once or from there on.
#
# Whatever happens the work ends with its result or with MemoryError; the heap is in order; and what
# `again` does with the same objects afterwards has the right result, as has other use of the module.
import gc

import faults
import mpickle

# Far more than any of the tests allocates.
ENDLESS = 5000
# The heap is walked after every so many faults, and at the end.
STRIDE = 32


class Broken(Exception):
    pass


CHECK = {"list": [1, 2.5, None, "text" * 10], "nested": [[[()]]], "bytes": b"bytes" * 20}
CHECKED = mpickle.dumps(CHECK)


def check_heap():
    if not faults.check():
        raise Broken("heap")
    if mpickle.dumps(CHECK) != CHECKED or mpickle.loads(CHECKED) != CHECK:
        raise Broken("module")


def once(name, n, on, make, work, again, good):
    """Whether an allocation failed."""
    subject = make()
    result, raised = faults.call(n, on, work, subject)
    failed = faults.failed() > 0
    if raised is not None:
        if not failed or not isinstance(raised, MemoryError):
            raise Broken(name, n, on, "raised", repr(raised))
    elif not good(result):
        raise Broken(name, n, on, "result", result)
    result = again(subject)
    if not good(result):
        raise Broken(name, n, on, "again", result)
    if n % STRIDE == 0 or not failed:
        check_heap()
    return failed


def nothing():
    return None


def every(name, work, good, make=nothing, again=None):
    """`work(make())` with faults; its result satisfies `good`, as does `again(subject)`'s."""
    again = again or work
    # Once, for good, and once with a collection at each allocation, which fills what is free.
    for on, collecting in ((False, False), (True, False), (False, True)):
        n = 1
        faults.collect_always(collecting)
        while once(name, n, on, make, work, again, good):
            # Collections take their time: of many allocations they are tried at some.
            n += 1 + n // 6 if collecting else 1
            if n > ENDLESS:
                raise Broken(name, "endless")
        faults.collect_always(False)
    print(name, "ok" if n > 1 else "allocates nothing")


gc.collect()
