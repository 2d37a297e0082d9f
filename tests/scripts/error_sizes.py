# Sizes are not believed before the bytes are there (CPython runs out of memory on some).
try:
    import mpickle as pickle
except ImportError:
    import pickle


def attempt(data):
    try:
        pickle.loads(data)
        print(data, "loaded")
    except (EOFError, ValueError, OverflowError, pickle.UnpicklingError):
        print(data, "refused")


big = b"\x00\x00\x00\x00\x00\x00\x00\x80"
for size in (b"\xff" * 8, big, b"\x00" * 5 + b"\x01\x00\x00", b"\x00\x00\x00\x40\x00\x00\x00\x00"):
    attempt(b"\x8d" + size + b"abc.")
    attempt(b"\x8e" + size + b"abc.")
    attempt(b"\x96" + size + b"abc.")
    attempt(b"\x95" + size + b"N.")
for size in (b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x00\x00\x00\x40"):
    attempt(b"X" + size + b"abc.")
    attempt(b"B" + size + b"abc.")
    attempt(b"T" + size + b"abc.")
    attempt(b"\x8b" + size + b"abc.")
print(pickle.loads(pickle.dumps([1])))
