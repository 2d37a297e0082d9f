# buffer_callback and buffers: out of the pickle, without a copy.
try:
    import mpickle as pickle
except ImportError:
    import pickle
if not hasattr(pickle, "PickleBuffer"):
    print("SKIP")  # no PickleBuffer
    raise SystemExit

PickleBuffer = pickle.PickleBuffer


class Image:
    # Its memory travels beside the pickle.
    def __init__(self, data, width):
        self.data = data
        self.width = width

    def __reduce_ex__(self, protocol):
        if protocol >= 5:
            return Image, (PickleBuffer(self.data), self.width)
        return Image, (bytes(self.data), self.width)


data = bytearray(b"pixels of an image")
image = Image(data, 6)
out = []
text = pickle.dumps([image, image, "and more"], 5, buffer_callback=out.append)
print(len(out), type(out[0]).__name__, b"pixels" in text)
y = pickle.loads(text, buffers=out)
print(type(y[0]) is Image, y[0] is y[1], y[0].width, y[2])
# The very same memory.
memoryview(y[0].data)[0] = 80
print(data)
y = pickle.loads(text, buffers=[b.raw() for b in out])
print(bytes(y[0].data) == data)
received = bytearray(data)
y = pickle.loads(text, buffers=[received])
print(y[0].data is received)
y = pickle.loads(text, buffers=iter((received,)))
print(y[0].data is received)
# Without a callback, and at older protocols, in the pickle.
for p in range(6):
    y = pickle.loads(pickle.dumps(image, p))
    print(p, type(y.data).__name__, bytes(y.data) == data)

# A callback that returns something true keeps the buffer in the pickle.
seen = []


def keep_small(b):
    seen.append(len(b.raw()))
    return len(b.raw()) < 5


small, large = bytearray(b"abc"), bytearray(b"abcdefgh")
text = pickle.dumps([PickleBuffer(small), PickleBuffer(large), PickleBuffer(b"xyz")], 5, buffer_callback=keep_small)
print(seen, b"abc" in text, b"abcdefgh" in text, b"xyz" in text)
y = pickle.loads(text, buffers=[large])
print(y[0], y[1] is large, y[2])
for answer in (None, False, 0, ""):
    text = pickle.dumps(PickleBuffer(small), 5, buffer_callback=lambda b: answer)
    print(len(text), pickle.loads(text, buffers=[large]) is large)
for answer in (True, 1, "x"):
    print(pickle.loads(pickle.dumps(PickleBuffer(small), 5, buffer_callback=lambda b: answer)))
# The same buffer twice: told twice.
b = PickleBuffer(small)
out = []
text = pickle.dumps([b, b], 5, buffer_callback=out.append)
print(len(out), pickle.loads(text, buffers=out)[0] is b)

# What cannot be written to stays so.
out = []
text = pickle.dumps([PickleBuffer(b"fixed"), PickleBuffer(small)], 5, buffer_callback=out.append)
y = pickle.loads(text, buffers=[bytearray(b"fixed"), small])
for view in (y[0], y[1]):
    try:
        memoryview(view)[0] = 65
        print("written", small)
    except TypeError:
        print("read-only", bytes(view))

# Bytes and bytearrays themselves are not told.
out = []
y = pickle.loads(pickle.dumps([b"bytes", small], 5, buffer_callback=out.append))
print(y, out)

# Too few, too many, none.
text = pickle.dumps([PickleBuffer(small), PickleBuffer(large)], 5, buffer_callback=lambda b: None)
for buffers in ([], [small], None):
    try:
        pickle.loads(text, buffers=buffers)
        print("loaded")
    except pickle.UnpicklingError:
        print("UnpicklingError")
print(len(pickle.loads(text, buffers=[small, large, large])))


# What the callback or the buffers raise arrives.
def fail(b):
    raise ValueError("callback")


try:
    pickle.dumps([image], 5, buffer_callback=fail)
except ValueError as e:
    print(e.args)


def give():
    yield small
    raise KeyError("buffers")


try:
    pickle.loads(text, buffers=give())
except KeyError as e:
    print(e.args)
print(pickle.loads(pickle.dumps([1, PickleBuffer(small)], 5)))
