# Threads that dump and load large and small objects while another collects.
try:
    import _thread
    import gc
    import time

    import mpickle

    gc.mem_alloc
except (ImportError, AttributeError):
    print("SKIP")  # no threads
    raise SystemExit

THREADS = 3
# Each waits for all threads to be scheduled: on a busy machine that takes long.
COLLECTIONS = 200
lock = _thread.allocate_lock()
started = []
finished = []
failures = []
ended = False


def sample(number):
    records = [{"id": "s%d" % i, "t": i + number, "temp": i / 8, "tags": ["a%d" % i, number]} for i in range(80)]
    return [records, bytes(range(number, 200)) * 20, "text" * 1000, list(range(number, 700))]


def work(wanted):
    """Whether all is read again as it was written; also when what another thread holds is not to be had."""
    try:
        data = mpickle.dumps(wanted)
        again = mpickle.dumps(wanted[0])
        good = mpickle.loads(data) == wanted and mpickle.loads(again) == wanted[0]
        # A large block each.
        data = mpickle.dumps(wanted[1])
        for _ in range(100):
            good = good and mpickle.loads(data) == wanted[1]
        return good
    except MemoryError:
        return True


def run(number):
    wanted = sample(number)
    with lock:
        started.append(number)
    while True:
        try:
            failure = None if work(wanted) else "another object"
        except Exception as e:
            failure = repr(e)
        with lock:
            if failure:
                failures.append((number, failure))
            if ended:
                finished.append(number)
                return


def wait_for(numbers):
    while True:
        with lock:
            if len(numbers) == THREADS:
                return
        time.sleep(0.01)


for number in range(THREADS):
    _thread.start_new_thread(run, (number,))
wait_for(started)
for _ in range(COLLECTIONS):
    gc.collect()
with lock:
    ended = True
wait_for(finished)
print(sorted(finished), failures)
