# A memoryview is written as the bytes it shows (CPython refuses).
try:
    import mpickle as pickle
except ImportError:
    import pickle

data = bytearray(b"0123456789")
for p in range(6):
    for view in (memoryview(data), memoryview(data)[2:7], memoryview(b""), memoryview(b"abc")):
        y = pickle.loads(pickle.dumps(view, p))
        print(p, type(y) is bytes, y)
