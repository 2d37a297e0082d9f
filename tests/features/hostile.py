# Bad input to the smallest firmware: an error each time, and the module goes on.
try:
    import mpickle as pickle
except ImportError:
    import pickle

# CPython raises what it meets.
REFUSED = (pickle.UnpicklingError, EOFError, ValueError, TypeError) if pickle.__name__ == "mpickle" else Exception

# Text and bytes apart: MicroPython warns where they meet as keys.
GOOD = (
    [1, 2.5, "text", {"k": (1, 2, 3, 4)}, {7}, frozenset([8]), 1 << 70],
    [b"bytes", bytearray(b"more"), {b"k": (1, 2, 3, 4)}, {7}],
)


def fails(data):
    try:
        pickle.loads(data)
    except REFUSED:
        return True
    return False


# Every prefix; every byte changed: no crash, whatever comes.
for p, good in [(p, good) for p in range(2, 6) for good in GOOD]:
    data = pickle.dumps(good, p)
    print(p, all(fails(data[:i]) for i in range(len(data))))
    for i in range(len(data)):
        changed = bytearray(data)
        for bits in (1, 0x80, 0xFF):
            changed[i] = data[i] ^ bits
            fails(changed)
    print(p, pickle.loads(data) == good)

BAD = (
    b"\x80\xff.",
    b"\x95\xff\xff\xff\xff\xff\xff\xff\x7fN.",
    b"\x95\x01\x00\x00\x00\x00\x00\x00\x00K\x01.",
    b"\x8d\xff\xff\xff\xff\xff\xff\xff\x7fa.",
    b"\x8e\x00\x00\x00\x00\x01\x00\x00\x00a.",
    b"\x96\x00\x00\x00\x80\x00\x00\x00\x00a.",
    b"B\xff\xff\xff\x7fa.",
    b"\x8b\xff\xff\xff\xffa.",
    b"h\x05.",
    b"a.",
    b"]a.",
    b"e.",
    b"(K\x01u.",
    b"}(K\x01u.",
    b"\x93.",
    b"R.",
    b"\x87.",
    b"t.",
    b"\x8c\x01\xff.",
    b"}]K\x01s.",
)
print([fails(data) for data in BAD])
