# Registering in several threads at once loses nothing.
try:
    import _thread
    import time

    import mpickle
except ImportError:
    print("SKIP")  # no threads
    raise SystemExit

THREADS = 4
ROUNDS = 200


class Thing:
    def __init__(self, value):
        self.value = value


mpickle.register(Thing, "shared.Thing")
lock = _thread.allocate_lock()
finished = []


def work(number):
    mine = []
    bad = 0
    for i in range(ROUNDS):
        name = "thread%d.name%d" % (number, i % 10)
        mpickle.alias(name, mine)
        data = mpickle.dumps(Thing(i))
        if b"shared" not in data or mpickle.loads(data).value != i:
            bad += 1
        if i < ROUNDS - 10:
            mpickle.unregister(name)
    with lock:
        finished.append((number, bad, mine))


for number in range(THREADS):
    _thread.start_new_thread(work, (number,))
while True:
    with lock:
        if len(finished) == THREADS:
            break
    time.sleep(0.01)

for number, bad, mine in sorted(finished, key=lambda done: done[0]):
    found = 0
    for i in range(10):
        data = b"cthread%d\nname%d\n." % (number, i)
        found += mpickle.loads(data) is mine
    print(number, bad, found)
