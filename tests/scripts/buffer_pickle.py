# PickleBuffer: what it wraps, raw(), release(), in the pickle and out of it.
try:
    import mpickle as pickle
except ImportError:
    import pickle
if not hasattr(pickle, "PickleBuffer"):
    print("SKIP")  # no PickleBuffer
    raise SystemExit

PickleBuffer = pickle.PickleBuffer
data = bytearray(b"0123456789")
b = PickleBuffer(data)
print(type(b).__name__, bytes(b), len(memoryview(b)))
raw = b.raw()
print(type(raw).__name__, bytes(raw), raw[3])
raw[0] = 65
print(data)
# A part of a buffer.
b = PickleBuffer(memoryview(data)[2:5])
print(bytes(b), bytes(b.raw()))
memoryview(b)[0] = 66
print(data)
print(bytes(PickleBuffer(b"read-only").raw()), bytes(PickleBuffer(bytearray())))
for x in (5, None, [1], {}):
    try:
        PickleBuffer(x)
        print("made")
    except TypeError:
        print("TypeError")
b = PickleBuffer(data)
b.release()
b.release()
try:
    b.raw()
    print("raw")
except ValueError:
    print("ValueError")
try:
    pickle.dumps(b, 5)
    print("dumped")
except (ValueError, pickle.PicklingError):
    print("refused")

# In the pickle: bytes where it cannot be written to, else a bytearray.
for source in (
    b"bytes",
    bytearray(b"array"),
    memoryview(b"view")[1:],
    memoryview(bytearray(b"view"))[:2],
    b"",
    bytearray(),
):
    y = pickle.loads(pickle.dumps(PickleBuffer(source), 5))
    print(type(y).__name__, y)
b = PickleBuffer(data)
y = pickle.loads(pickle.dumps([b, b], 5))
print(y[0] == data, y[0] is y[1])
big = bytearray(bytes(range(256)) * 20)
y = pickle.loads(pickle.dumps({"big": PickleBuffer(big)}, 5))
print(type(y["big"]).__name__, y["big"] == big)
# And below protocol 5 not at all.
for p in range(5):
    try:
        pickle.dumps([b], p)
        print(p, "dumped")
    except pickle.PicklingError:
        print(p, "PicklingError")
    try:
        pickle.dumps(1, p, buffer_callback=print)
        print(p, "dumped")
    except ValueError:
        print(p, "ValueError")
try:
    from array import array
except ImportError:
    array = None
if array:
    a = array("H", [1, 2, 0x0304])
    b = PickleBuffer(a)
    print(len(b.raw()), bytes(b.raw()) == bytes(memoryview(b)))
    print(pickle.loads(pickle.dumps(b, 5)) == bytes(memoryview(b)))
else:
    print(6, True)
    print(True)
