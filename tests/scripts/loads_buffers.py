# loads takes anything with the buffer protocol.
try:
    import mpickle as pickle
except ImportError:
    import pickle

data = pickle.dumps([1, "two", b"three", [4.5]], 4)
print(pickle.loads(data))
print(pickle.loads(bytearray(data)))
print(pickle.loads(memoryview(data)))
print(pickle.loads(memoryview(bytearray(b"xx" + data + b"yy"))[2:]))
try:
    from array import array
except ImportError:
    array = None
if array:
    a = array("B", data)
    print(pickle.loads(a))
    a = array("H", data + b"." * (len(data) % 2))
    print(pickle.loads(a))
else:
    print(pickle.loads(data))
    print(pickle.loads(data))
# What was loaded does not depend on the buffer any more.
buffer = bytearray(data)
x = pickle.loads(buffer)
for i in range(len(buffer)):
    buffer[i] = 0
print(x)
# Nothing is written to the buffer.
buffer = bytearray(data)
pickle.loads(buffer)
print(buffer == data)
