# Decoder: a large payload goes where it belongs, and between objects nothing is held.
import gc

try:
    import mpickle

    mpickle.Decoder
    gc.mem_alloc
except (ImportError, AttributeError):
    print("SKIP")  # no Decoder, or no gc.mem_alloc
    raise SystemExit

SIZE = 16 * 1024
head = b"\x80\x05\x96" + SIZE.to_bytes(8, "little")
piece = bytes(range(64))
decoder = mpickle.Decoder()
view = memoryview(piece)
decoder.feed(head)
gc.collect()
before = gc.mem_alloc()
most = 0
for i in range(SIZE // 64):
    decoder.feed(piece)
    if i % 32 == 31:
        gc.collect()
        most = max(most, gc.mem_alloc() - before)
decoder.feed(b".")
gc.collect()
print("one copy", most <= SIZE + 1024, gc.mem_alloc() - before <= SIZE + 1024)
obj = next(decoder)
print(len(obj), obj[:64] == piece, obj[-64:] == piece)
obj = None
# The stack may still have its address.
for obj in decoder:
    pass
gc.collect()
print("nothing held", gc.mem_alloc() - before < 1000)


# Nor is a record with the same keys as the one before it, after which another might come.
def records():
    decoder.feed(b"\x80\x05]q\0(")
    for keys in ((b"X\4\0\0\0dataq\1", b"X\1\0\0\0nq\2"), (b"h\1", b"h\2"), (b"h\1", b"h\2")):
        decoder.feed(b"}(" + keys[0] + b"B\0\x10\0\0")
        for i in range(4096 // 64):
            decoder.feed(piece)
        decoder.feed(keys[1] + b"K\1u")
    decoder.feed(b"e.")
    print(len(next(decoder)))


def deeper(n):
    """Overwrites what the C stack still has of earlier calls."""
    return n and deeper(n - 1) + 1


records()
deeper(20)
gc.collect()
print("no record held", gc.mem_alloc() - before < 1000)

# What is announced is not allocated before it comes.
decoder.feed(b"\x80\x05\x96" + (1 << 30).to_bytes(8, "little") + bytes(100))
gc.collect()
print("not believed", gc.mem_alloc() - before < 1500)
decoder.reset()

# Records: the decoder's own memory does not grow.
record = mpickle.dumps({"id": 7, "values": [1, 2, 3], "name": "abc" * 10})
for obj in decoder:
    pass
gc.collect()
before = gc.mem_alloc()
for i in range(200):
    decoder.feed(record)
    for obj in decoder:
        pass
obj = None
gc.collect()
# A few objects may seem to be in use; 200 would be.
print("steady", gc.mem_alloc() - before < 2000)
