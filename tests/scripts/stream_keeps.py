# A file may keep the bytearray that its readinto is given, make it longer or shorter, or return nonsense.
import mpickle

DATA = mpickle.dumps([b"first" * 300, "text" * 200, list(range(300))])


class Keeper:
    """Reads as asked, and then does something to the bytearray."""

    def __init__(self, change):
        self.at = 0
        self.kept = []
        self.change = change

    def readinto(self, buffer):
        n = min(len(buffer), len(DATA) - self.at)
        buffer[:n] = DATA[self.at : self.at + n]
        self.at += n
        self.kept.append(buffer)
        return self.change(buffer, n)


def lengthen(buffer, n):
    buffer.extend(b"?" * 1000)
    return n


def replace(buffer, n):
    own = bytearray(buffer)
    buffer[:] = b""
    buffer.extend(own)
    return n


def shorten(buffer, n):
    buffer[:] = b""
    return n


def nonsense(count):
    return lambda buffer, n: count


for change in (lambda buffer, n: n, lengthen, replace):
    file = Keeper(change)
    print(mpickle.load(file) == mpickle.loads(DATA), len(file.kept) > 3, file.at == len(DATA))

for change in (lambda buffer, n: n + 1, nonsense(-1), nonsense(1 << 70), nonsense("all"), shorten):
    try:
        print(mpickle.load(Keeper(change)))
    except ValueError as e:
        print(type(e).__name__, e)
