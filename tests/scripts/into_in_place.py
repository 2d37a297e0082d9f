# load_from(buffer, offset, copy=False): large payloads are read-only views of the buffer, at their places in it.
import array
import gc

import mpickle

try:
    mpickle.loads(b"N.", copy=False)
    mpickle.load_from, mpickle.ndarray
except (TypeError, AttributeError):
    print("SKIP")  # no in-place, no load_from, or no arrays
    raise SystemExit

DATA = [bytes(range(200)), bytearray(range(200)), b"short", array.array("h", range(100)), 7]
for protocol in (3, 4, 5):
    pickle = mpickle.dumps(DATA, protocol)
    buffer = bytearray(b"?" * 5 + pickle * 2)
    at = 5
    views = []
    for _ in range(2):
        x, end = mpickle.load_from(buffer, at, copy=False)
        print(protocol, [type(y).__name__ for y in x], end - at == len(pickle))
        print(bytes(x[0]) == DATA[0], bytes(x[1]) == DATA[1], x[2], list(x[3]) == list(range(100)), x[4])
        views.append(x)
        at = end
    # They are the buffer's memory, each its own part of it.
    first, second = views
    where = bytes(buffer).find(bytes(range(200)), 5)
    buffer[where] = 99
    print(first[0][0], second[0][0])
    for view in (first[0], second[0]):
        try:
            view[0] = 1
        except TypeError:
            print("TypeError")
    # Copies are not.
    copy, _ = mpickle.load_from(buffer, 5)
    buffer[where] = 0
    print(type(copy[0]).__name__, copy[0][0], first[0][0])

# They keep the buffer alive.
view = mpickle.load_from(b"123" + mpickle.dumps(bytes(range(100)) * 3), 3, copy=False)[0]
for i in range(20):
    gc.collect()
    bytearray(1000)
print(type(view).__name__, bytes(view) == bytes(range(100)) * 3)
