# NEXT_BUFFER and READONLY_BUFFER take what buffers= gives.
try:
    import mpickle as pickle
except ImportError:
    import pickle


def attempt(*args, **kw):
    try:
        y = pickle.loads(*args, **kw)
        print(type(y).__name__, y if type(y) is not memoryview else bytes(y))
        return y
    except Exception as e:
        print(type(e).__name__)


a = bytearray(b"first")
y = attempt(b"\x80\x05\x97.", buffers=[a])
print(y is a)
y = attempt(b"\x80\x05\x97.", buffers=[b"bytes"])
y = attempt(b"\x80\x05\x97\x97\x86.", buffers=[a, b"second"])
print(y[0] is a)
y = attempt(b"\x80\x05\x97\x97\x86.", buffers=iter([a, a]))
print(y[0] is y[1])
y = attempt(b"\x80\x05\x97.", buffers=[a, b"one too many"])
y = attempt(b"\x80\x05\x97\x98.", buffers=[b"is read-only already"])
attempt(b"\x80\x05\x97.")
attempt(b"\x80\x05\x97.", buffers=None)
attempt(b"\x80\x05\x97.", buffers=[])
attempt(b"\x80\x05\x97\x97\x86.", buffers=[a])
attempt(b"\x80\x05\x97.", buffers=5)
y = pickle.loads(b"\x80\x05\x97\x98.", buffers=[a])
print(bytes(y))
try:
    y[0] = 1
    print("written")
except TypeError:
    print("read-only")
