# Decoder, memory of the program's, packets, options, and buffers.
import array

import mpickle
from harness import Broken, every
from samples import OBJ, THINGS, things, whole


def in_place(x):
    # A memoryview's bytes are those of the pickle.
    return whole(x[:2] + [{"k": x[2]["k"], "b": bytes(x[2]["b"])}] + x[3:])


for protocol in (0, 2, 4, 5):
    data = mpickle.dumps(OBJ, protocol)

    # Decoder: refuses after an error, until it is reset.
    def feed(decoder, step=7):
        got = []
        for at in range(0, len(data), step):
            decoder.feed(data[at : at + step])
            got += list(decoder)
        return got

    def feed_again(decoder):
        try:
            # The last call may have failed when all was over.
            if list(decoder) not in ([], [OBJ]):
                raise Broken("objects")
            if decoder.needed() < 1:
                raise Broken("needed")
        except mpickle.UnpicklingError:
            pass
        decoder.reset()
        return feed(decoder)

    if hasattr(mpickle, "Decoder"):
        every("Decoder %d" % protocol, feed, lambda x: x == [OBJ], mpickle.Decoder, feed_again)

    # Memory of the program's.
    def into(buffer):
        end = mpickle.dump_into(OBJ, buffer, 3, protocol)
        obj, at = mpickle.load_from(buffer, 3)
        return obj if at == end else None

    if hasattr(mpickle, "dump_into"):
        every("into %d" % protocol, into, whole, lambda: bytearray(2000))

    if hasattr(mpickle, "pack"):
        packet = mpickle.pack(OBJ, protocol)
        every("pack %d" % protocol, lambda _: mpickle.pack(OBJ, protocol), lambda x: x == packet)
        first = mpickle.Unpacker()
        first.feed(packet)
        if list(first) != [OBJ]:
            raise Broken("packet")

        def unpack(unpacker):
            got = []
            for at in range(0, len(packet), 50):
                unpacker.feed(packet[at : at + 50])
                got += list(unpacker)
            return got[-1]

        every("Unpacker %d" % protocol, unpack, whole, mpickle.Unpacker)

    every("allow %d" % protocol, lambda _: mpickle.loads(data, allow="data"), whole)
    named = mpickle.dumps(THINGS, protocol)
    every(
        "allow names %d" % protocol,
        lambda _: mpickle.loads(named, allow=["samples.Thing", "copyreg"]),
        things,
    )
    if hasattr(mpickle, "Stub"):
        far = named.replace(b"samples", b"far_off")
        every("stubs %d" % protocol, lambda _: mpickle.loads(far, unknown="stub"), things)
    every("limits %d" % protocol, lambda _: mpickle.loads(data, max_objects=500, max_depth=9, max_memo=99), whole)
    if hasattr(mpickle, "ndarray"):
        every("copy=False %d" % protocol, lambda _: mpickle.loads(data, copy=False), in_place)

# Buffers outside of the pickle.
BUFFERS = [bytearray(100), bytearray(b"x" * 50)]


def out_of_band(_):
    buffers = []
    data = mpickle.dumps([mpickle.PickleBuffer(b) for b in BUFFERS], 5, buffer_callback=buffers.append)
    return mpickle.loads(data, buffers=buffers)


every("buffers", out_of_band, lambda x: [bytes(b) for b in x] == [bytes(b) for b in BUFFERS])

# Numerical arrays, by the pickle that numpy writes.
if hasattr(mpickle, "ndarray"):
    matrix = mpickle.ndarray((3, 4), "<i2", bytes(range(24)))
    NUMBERS = [[0x0100, 0x0302, 0x0504, 0x0706], [0x0908, 0x0B0A, 0x0D0C, 0x0F0E], [0x1110, 0x1312, 0x1514, 0x1716]]

    def numbers(x):
        return x.dtype == matrix.dtype and x.tolist() == NUMBERS

    for protocol in (0, 2, 4, 5):
        data = mpickle.dumps(matrix, protocol)
        every("dumps ndarray %d" % protocol, lambda _: mpickle.dumps(matrix, protocol), lambda d: d == data)
        every("loads ndarray %d" % protocol, lambda _: mpickle.loads(data), numbers)
    # As numpy writes np.arange(24, dtype="u1").reshape(2, 3, 4).transpose(1, 0, 2).
    data = (
        b"\x80\x05cnumpy._core.numeric\n_frombuffer\n(\x96\x18\0\0\0\0\0\0\0"
        + bytes(range(24))
        + b"cnumpy\ndtype\n(X\x02\0\0\0u1\x89\x88tR(K\x03X\x01\0\0\0|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb"
        + b"K\x02K\x03K\x04\x87X\x01\0\0\0KK\x01K\0K\x02\x87tR."
    )
    every("loads transposed", lambda _: mpickle.loads(data), lambda x: x.strides == (4, 12, 1) and x[2, 1, 3] == 23)
    ints = array.array("i", range(40))
    data = mpickle.dumps(ints, 5)
    every("loads copy=False", lambda _: mpickle.loads(data, copy=False), lambda x: list(x) == list(range(40)))
