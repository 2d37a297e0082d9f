# With several formats in a firmware, too, a Decoder keeps nothing of those before it alive.
import gc

import cbor2
import minipb
import mpickle
import umsgpack

OBJ = {"list": [{"x": i} for i in range(30)], "text": "x" * 300}
WIRE = minipb.Wire((("list", "+[", (("x", "T"),)), ("text", "U")))
PICKLE, MSGPACK, CBOR, PROTOBUF = mpickle.dumps(OBJ), umsgpack.dumps(OBJ), cbor2.dumps(OBJ), WIRE.encode_delimited(OBJ)


# Not one function for all: what it leaves on the C stack must be the Decoder's own.
def of_mpickle():
    decoder = mpickle.Decoder()
    decoder.feed(PICKLE[:-9])
    list(decoder)
    return decoder


def of_umsgpack():
    decoder = umsgpack.Decoder()
    decoder.feed(MSGPACK[:-9])
    list(decoder)
    return decoder


def of_cbor2():
    decoder = cbor2.Decoder()
    decoder.feed(CBOR[:-9])
    list(decoder)
    return decoder


def of_minipb():
    decoder = minipb.Decoder(wire=WIRE)
    decoder.feed(PROTOBUF[:-9])
    list(decoder)
    return decoder


for make in (of_mpickle, of_umsgpack, of_cbor2, of_minipb):
    last = None
    memory = []
    for _ in range(40):
        last = make()
        gc.collect()
        memory.append(gc.mem_alloc())
    print(memory[-1] - memory[3] < 9000)
