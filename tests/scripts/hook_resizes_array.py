# An array that a hook, or the stream that is written to, makes longer meanwhile: nothing that it did not
# hold is written. Where its bytes are gone, dump raises RuntimeError.
try:
    import mpickle as pickle

    _ = pickle.Pickler, NotImplemented
except ImportError:
    import pickle
except (AttributeError, NameError):
    print("SKIP")  # no Pickler, or no NotImplemented
    raise SystemExit

try:
    import io
    from array import array

    io.BytesIO
except (ImportError, AttributeError):
    print("SKIP")  # no array, or no io.BytesIO
    raise SystemExit


def grow(numbers):
    # The memory moves, and what it was is used again.
    numbers.extend(array("H", range(1000)))
    return [bytes([255]) * 40 for _ in range(50)]


class ById(pickle.Pickler):
    def persistent_id(self, obj):
        if obj is array:
            self.others = grow(self.numbers)


class ByReducer(pickle.Pickler):
    def reducer_override(self, obj):
        if obj is array:
            self.others = grow(self.numbers)
        return NotImplemented


class Stream:
    def __init__(self, numbers):
        self.numbers = numbers
        self.data = b""

    def write(self, data):
        self.data += bytes(data)
        if len(self.numbers) < 2000:
            self.others = grow(self.numbers)
        return len(data)


def check(what, dump, sizes=(20,)):
    wrong = 0
    for size in sizes:
        for protocol in range(2, 6):
            numbers = array("H", range(size))
            try:
                read = pickle.loads(dump(numbers, protocol))
            except RuntimeError:
                continue
            read = list(read[1] if isinstance(read, tuple) else read)
            rest = len(read) - size
            if read[:size] != list(range(size)) or read[size:] != list(range(1000)) * (rest // 1000):
                wrong += 1
    print(what, wrong)


def by(kind):
    def dump(numbers, protocol):
        file = io.BytesIO()
        pickler = kind(file, protocol)
        pickler.numbers = numbers
        pickler.dump(numbers)
        return file.getvalue()

    return dump


def to_stream(numbers, protocol):
    stream = Stream(numbers)
    # Something comes to the stream before the items.
    pickle.dump((bytes(150), numbers), stream, protocol)
    return stream.data


check("persistent_id", by(ById))
check("reducer_override", by(ByReducer))
check("write", to_stream, (20, 300))
