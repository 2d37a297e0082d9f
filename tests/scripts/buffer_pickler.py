# buffer_callback of a Pickler and buffers of an Unpickler: for all their dumps and loads.
try:
    import mpickle as pickle
except ImportError:
    import pickle
if not hasattr(pickle, "Pickler"):
    print("SKIP")  # no Pickler
    raise SystemExit

from io import BytesIO

if not hasattr(pickle, "PickleBuffer"):
    print("SKIP")  # no PickleBuffer
    raise SystemExit

PickleBuffer = pickle.PickleBuffer
first, second, third = bytearray(b"first buffer"), bytearray(b"second buffer"), b"third buffer"
out = []
f = BytesIO()
pickler = pickle.Pickler(f, 5, buffer_callback=out.append)
pickler.dump([PickleBuffer(first), "text"])
pickler.dump(PickleBuffer(second))
pickler.dump({"k": PickleBuffer(third)})
print(len(out), b"buffer" in f.getvalue())
u = pickle.Unpickler(BytesIO(f.getvalue()), buffers=iter([first, second, third]))
y = u.load()
print(y[0] is first, y[1])
print(u.load() is second)
y = u.load()["k"]
print(bytes(y))
# One after the other they are used up.
u = pickle.Unpickler(BytesIO(f.getvalue()), buffers=[first])
print(u.load()[0] is first)
try:
    u.load()
    print("loaded")
except pickle.UnpicklingError:
    print("UnpicklingError")

# With the functions that take a file.
out = []
f = BytesIO()
pickle.dump([PickleBuffer(first), PickleBuffer(second)], f, 5, buffer_callback=out.append)
f.seek(0)
y = pickle.load(f, buffers=out)
print(y[0] is out[0], bytes(y[1]))
# In the pickle, from a stream: large ones, too.
big = bytearray(bytes(range(256)) * 20)
f = BytesIO()
pickle.Pickler(f, 5).dump([PickleBuffer(big), PickleBuffer(bytes(big)), PickleBuffer(first)])
f.seek(0)
y = pickle.Unpickler(f).load()
print([type(i).__name__ for i in y], y[0] == big, y[1] == big, y[2] == first)
for p in range(5):
    try:
        pickle.Pickler(BytesIO(), p, buffer_callback=print)
        print("made")
    except ValueError:
        print("ValueError")


class Whole:
    # The buffer behind an attribute and by __reduce_ex__ with a state.
    def __init__(self):
        self.view = None

    def __reduce_ex__(self, protocol):
        return Whole, (), {"view": PickleBuffer(self.view)}


x = Whole()
x.view = memoryview(first)[2:5]
out = []
f = BytesIO()
pickle.Pickler(f, 5, buffer_callback=out.append).dump(x)
y = pickle.Unpickler(BytesIO(f.getvalue()), buffers=out).load()
print(type(y) is Whole, bytes(y.view))
memoryview(y.view)[0] = 88
print(first)
