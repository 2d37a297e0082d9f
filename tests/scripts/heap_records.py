# A thousand records of a sensor, written and read one by one: memory does not fill up with them.
import gc

try:
    import mpickle as pickle
except ImportError:
    import pickle


class Pipe:
    """What is written can be read once, in the same order."""

    def __init__(self):
        self.held = b""

    def write(self, data):
        self.held += bytes(data)
        return len(data)

    def read(self, n=-1):
        if n < 0:
            n = len(self.held)
        data = self.held[:n]
        self.held = self.held[n:]
        return data

    def readinto(self, buffer):
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def readline(self):
        return self.read(self.held.find(b"\n") + 1)


class Record:
    def __init__(self, number):
        self.number = number
        self.place = "cellar"
        self.values = [number * 0.5, -1.25, number % 7]
        self.flags = {"ok": True, "battery": 3}


for protocol in range(6):
    pipe = Pipe()
    total = 0
    longest = 0
    for number in range(1000 if protocol == 4 else 100):
        record = Record(number)
        record.values[1] = record.place
        pickle.dump(record, pipe, protocol)
        longest = max(longest, len(pipe.held))
        copy = pickle.load(pipe)
        if type(copy) is not Record or copy.__dict__ != record.__dict__ or copy.values[1] is not copy.place:
            print("differs", protocol, number)
        total += copy.number
    print(protocol, total, longest < 300, pipe.read())

# All of them first, as in a log file of a day; then one after the other.
gc.collect()
pipe = Pipe()
for number in range(100):
    pickle.dump((number, number * 0.25, "cellar"), pipe, 2)
total = 0
for number in range(100):
    copy = pickle.load(pipe)
    total += copy[0]
    if copy != (number, number * 0.25, "cellar"):
        print("differs", number)
print(total, pipe.read())
