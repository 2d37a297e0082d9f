# Ints around every size at which the formats and builds keep them otherwise. A build with ints of 64 bits at most
# says so of what is beyond; none gives another.
from array import array

import cbor2
import minipb
import umsgpack

values = [0, 1, -1]
for bits in (4, 5, 7, 8, 15, 16, 30, 31, 32, 33, 47, 61, 62, 63):
    half = 1 << (bits - 1)
    values += [half - 1, half + (half - 1), -half, -half - (half - 1), -half - half]
values += [half + (half - 1), -half - half]

for codec in (umsgpack, cbor2):
    for x in values:
        data = codec.dumps(x)
        if codec.loads(data) != x or str(codec.loads(data)) != str(x):
            print("differs", codec.__name__, x, data, codec.loads(data))
    print(codec.__name__, codec.loads(codec.dumps(values)) == values, len(codec.dumps(values)))
for code in "tzqTQ":
    wire = minipb.Wire("+" + code)
    fit = tuple(x for x in values if x >= 0 or code in "tzq")
    data = wire.encode(fit)
    print("minipb", code, wire.decode(data)[0] == fit, len(fit), len(data))


def read(codec, data, text):
    try:
        return str(codec(data)) == text or (data, codec(data))
    except OverflowError:
        # Builds with ints of 64 bits.
        return True


last, first = "9223372036854775807", "-9223372036854775808"
be = b"\x7f" + b"\xff" * 7
print(read(umsgpack.loads, b"\xcf" + be, last), read(cbor2.loads, b"\x1b" + be, last))
print(read(umsgpack.loads, b"\xd3\x80" + bytes(7), first), read(cbor2.loads, b"\x3b" + be, first))
for be, text in ((b"\x80" + bytes(7), "9223372036854775808"), (b"\xff" * 8, "18446744073709551615")):
    print(read(umsgpack.loads, b"\xcf" + be, text), read(cbor2.loads, b"\x1b" + be, text))
    print(read(minipb.Wire("T").decode, b"\x08" + b"\x80" * 9 + b"\x01", "(9223372036854775808,)"))
    print(read(cbor2.loads, b"\x3b" + be, "-9223372036854775809" if be[0] == 0x80 else "-18446744073709551616"))
    print(
        read(cbor2.loads, b"\xc2\x49\x00" + be, text),
        read(cbor2.loads, b"\xc2\x49\x01" + bytes(8), "18446744073709551616"),
    )
# Arrays of them.
for code in "qQ":
    data = array(code, [1, 1 << 62])
    print(list(cbor2.loads(cbor2.dumps(data))) == [1, 1 << 62])
