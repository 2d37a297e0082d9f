# Threads that dump and load at once: objects of their own, the same object, one Pickler, one Decoder.
try:
    import _thread
    import time

    import mpickle

    mpickle.Decoder, mpickle.Pickler
except (ImportError, AttributeError):
    print("SKIP")  # no threads
    raise SystemExit

from io import BytesIO

THREADS = 3
ROUNDS = 60
try:
    BIG = int("1" + 30 * "0")
except OverflowError:
    BIG = 1 << 60  # ints of 64 bits at most
lock = _thread.allocate_lock()


class Thing:
    def __init__(self, value=None):
        self.value = value

    def __getstate__(self):
        return {"value": self.value}

    def __setstate__(self, state):
        self.value = state["value"]


def together(work):
    """Runs `work(number)` in all threads, and returns what they returned, in order."""
    finished = []

    def run(number):
        try:
            result = work(number)
        except Exception as e:
            result = repr(e)
        with lock:
            finished.append((number, result))

    for number in range(THREADS):
        _thread.start_new_thread(run, (number,))
    while True:
        with lock:
            if len(finished) == THREADS:
                break
        time.sleep(0.01)
    return [result for _, result in sorted(finished, key=lambda done: done[0])]


def own(number):
    good = 0
    for i in range(ROUNDS):
        shared = [number, i]
        things = [Thing(shared), Thing({"k": shared, "t": "text" * 50}), BIG + number, shared]
        protocol = i % 6
        data = mpickle.dumps(things, protocol)
        f = BytesIO()
        mpickle.Pickler(f, protocol).dump(things)
        decoder = mpickle.Decoder()
        for at in range(0, len(data), 20):
            decoder.feed(data[at : at + 20])
        for x in (mpickle.loads(data), mpickle.loads(f.getvalue()), next(decoder)):
            good += x[0].value is x[3] and x[1].value["k"] == [number, i] and x[2] == BIG + number
    return good


print("own", together(own))

# Nobody changes it.
same = [Thing([1, 2]), {i: "text%d" % i for i in range(50)}, b"bytes" * 60]
wanted = mpickle.dumps(same)
print("same", together(lambda number: sum(mpickle.dumps(same) == wanted for _ in range(ROUNDS))))
print("same data", together(lambda number: sum(len(mpickle.loads(wanted)) for _ in range(ROUNDS))))

# Names come and go meanwhile.
mpickle.register(Thing, "plant.Thing")


def change(number):
    good = 0
    for i in range(ROUNDS):
        name = "thread%d.name" % number
        mpickle.alias(name, same)
        good += mpickle.loads(mpickle.dumps(Thing(i))).value == i
        good += mpickle.loads(b"cthread%d\nname\n." % number) is same
        mpickle.unregister(name)
    return good


print("names", together(change))


# One Pickler: whoever comes while it is in use is told so, and what was written is whole.
class Sink:
    def __init__(self):
        self.pickles = []
        self.pieces = []

    def write(self, data):
        self.pieces.append(bytes(data))
        return len(data)


def count(work, refusal):
    def counted(number):
        done = 0
        for i in range(ROUNDS):
            try:
                work(number, i)
                done += 1
            except refusal:
                pass
        return done

    return sum(together(counted))


sink = Sink()
pickler = mpickle.Pickler(sink)
done = count(lambda number, i: pickler.dump([number, i, "text" * 30]), RuntimeError)
unpickler = mpickle.Unpickler(BytesIO(b"".join(sink.pieces)))
good = 0
try:
    while True:
        good += len(unpickler.load()) == 3
except EOFError:
    pass
print("one Pickler", done > 0, good == done)

# One Decoder, which is never in between two chunks of a pickle.
decoder = mpickle.Decoder()
data = mpickle.dumps(["text" * 30, 1, 2])
got = []


def feed(number, i):
    decoder.feed(data)
    for obj in decoder:
        with lock:
            got.append(obj)


done = count(feed, RuntimeError)
got += list(decoder)
print("one Decoder", done > 0, len(got) >= done, all(obj == ["text" * 30, 1, 2] for obj in got))

# One Unpickler.
file = BytesIO(data * (THREADS * ROUNDS))
unpickler = mpickle.Unpickler(file)
done = count(lambda number, i: unpickler.load()[1] == 1 or 1 / 0, RuntimeError)
print("one Unpickler", done > 0, file.tell() == done * len(data))
