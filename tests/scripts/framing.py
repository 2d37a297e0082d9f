# Pickles with and without frames, and frames of every small size.
try:
    import mpickle as pickle
except ImportError:
    import pickle

# Without a frame, around four bytes of content.
for data in (b"\x80\x04.", b"\x80\x04N.", b"\x80\x04K\x05.", b"\x80\x04M\x05\x01.", b"\x80\x04J\x05\x00\x01\x00."):
    try:
        print(pickle.loads(data))
    except Exception as e:
        print(type(e).__name__)

# The same with a frame.
for body in (b"N.", b"K\x05.", b"M\x05\x01.", b"J\x05\x00\x01\x00.", b"](K\x01K\x02e."):
    frame = b"\x95" + bytes([len(body)]) + bytes(7)
    print(pickle.loads(b"\x80\x04" + frame + body))
    print(pickle.loads(b"\x80\x05" + frame + body))
    # Frames may stand anywhere between opcodes, and at any protocol number.
    print(pickle.loads(b"\x80\x02" + frame + body))


# Several frames, empty ones among them, opcodes outside.
def f(n):
    return b"\x95" + bytes([n]) + bytes(7)


print(pickle.loads(b"\x80\x04" + f(1) + b"](" + f(2) + b"K\x01" + f(4) + b"K\x02K\x03" + f(2) + b"e."))
print(pickle.loads(b"\x80\x04" + f(2) + b"](" + b"K\x01" + f(4) + b"K\x02K\x03" + b"e."))
print(pickle.loads(b"\x80\x04" + f(1) + b"]" + f(0) + f(1) + b"."))

# A frame that is cut short.
for data in (b"\x80\x04" + f(9) + b"N.", b"\x80\x04" + b"\x95\x00\x00"):
    try:
        print(pickle.loads(data))
    except Exception as e:
        print(type(e).__name__)

# A value that stands across the end of its frame: read or refused, never more than that.
for data in (b"\x80\x04" + f(1) + b"K\x01.", b"\x80\x04" + f(3) + b"\x8c\x05hello."):
    try:
        print(pickle.loads(data) in (1, "hello"))
    except pickle.UnpicklingError:
        print(True)

for p in range(6):
    for n in range(12):
        x = "x" * n
        print(p, pickle.loads(pickle.dumps(x, p)))
