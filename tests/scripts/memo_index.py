# Gaps in the memo's numbering: as far as an optimized pickle can have them, and no memory for more.
try:
    import mpickle as pickle
except ImportError:
    import pickle

# What optimizers leave of "each object is numbered": only the numbers that are used, up to one a byte.
for n in (1, 10, 1000):
    for put, get in ((b"r%s", b"j%s"), (b"p%d\n", b"g%d\n")):
        number = n.to_bytes(4, "little") if b"s" in put else n
        x = pickle.loads(b"(" + b"]" * n + b"N" + put % number + b"]" + get % number + b"t.")
        print(n, len(x), x[-3:])
for n in (1, 255):
    x = pickle.loads(b"(" + b"]" * n + b"]q" + bytes([n]) + b"h" + bytes([n]) + b"t.")
    print(n, x[-1] is x[-2], x[-1] is x[0])
# The same number again: the newer object.
print(pickle.loads(b"(K\x01q\x05K\x02q\x05h\x05t."))

# CPython would fill hundreds of megabytes.
for data in (
    b"]r\x00\x00\x00\x080j\x00\x00\x00\x08.",
    b"]r\xff\xff\xff\xff0j\xff\xff\xff\xff.",
    b"]r\xff\xff\xff\x7f0]r\x00\x00\x00\x100j\xff\xff\xff\x7f.",
    b"]p123456789\n0g123456789\n.",
):
    try:
        print(pickle.loads(data))
    except pickle.UnpicklingError:
        print("refused")
