# Threads that dump and load large and small objects while others collect.
try:
    import _thread
    import gc

    import mpickle

    gc.mem_alloc
except (ImportError, AttributeError):
    print("SKIP")  # no threads
    raise SystemExit

THREADS = 3
ROUNDS = 600
lock = _thread.allocate_lock()
finished = []


def sample(number):
    records = [{"id": "s%d" % i, "t": i + number, "temp": i / 8, "tags": ["a%d" % i, number]} for i in range(80)]
    return [records, bytes(range(number, 200)) * 20, "text" * 1000, list(range(number, 700))]


def run(number):
    wanted = sample(number)
    good = 0
    for i in range(ROUNDS):
        try:
            data = mpickle.dumps(wanted)
            again = mpickle.dumps(wanted[0])
            good += mpickle.loads(data) == wanted and mpickle.loads(again) == wanted[0]
        except MemoryError:
            # What another thread holds is not to be had.
            good += 1
        except Exception as e:
            with lock:
                finished.append(repr(e))
    with lock:
        finished.append((number, good))


for number in range(THREADS):
    _thread.start_new_thread(run, (number,))
while True:
    with lock:
        if len([done for done in finished if type(done) is tuple]) == THREADS:
            break
    gc.collect()
print(sorted([done for done in finished if type(done) is tuple]))
print([done for done in finished if type(done) is not tuple])
