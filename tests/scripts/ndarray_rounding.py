# mpickle.ndarray: an int equals the double that is nearest to it, and no other; half-way goes to the even one.
try:
    from mpickle import ndarray
except ImportError:
    print("SKIP")  # no ndarray
    raise SystemExit

# The bits of the int and those of the double, in hexadecimal.
PAIRS = (
    ("<i8", "0000000000000000", "0000000000000000"),
    ("<i8", "0100000000000000", "000000000000f03f"),
    ("<i8", "ffffffffffffffff", "000000000000f0bf"),
    ("<i8", "0300000000000000", "0000000000000840"),
    ("<i8", "18fcffffffffffff", "0000000000408fc0"),
    ("<i8", "0000008000000000", "000000000000e041"),
    ("<i8", "0100000000001000", "0100000000003043"),
    ("<i8", "ffffffffffff1f00", "ffffffffffff3f43"),
    ("<i8", "0000000000002000", "0000000000004043"),
    ("<i8", "0100000000002000", "0000000000004043"),
    ("<i8", "0200000000002000", "0100000000004043"),
    ("<i8", "0300000000002000", "0200000000004043"),
    ("<i8", "ffffffffffffdfff", "00000000000040c3"),
    ("<i8", "fdffffffffffdfff", "02000000000040c3"),
    ("<i8", "874b6b5d54dc2b00", "c4a5b52e2aee4543"),
    ("<i8", "0001000000000040", "000000000000d043"),
    ("<i8", "0002000000000040", "000000000000d043"),
    ("<i8", "0006000000000040", "020000000000d043"),
    ("<i8", "ffffffffffffff7f", "000000000000e043"),
    ("<i8", "0000000000000080", "000000000000e0c3"),
    ("<i8", "0002000000000080", "000000000000e0c3"),
    ("<u8", "0000000000000080", "000000000000e043"),
    ("<u8", "0004000000000080", "000000000000e043"),
    ("<u8", "0104000000000080", "010000000000e043"),
    ("<u8", "000c000000000080", "020000000000e043"),
    ("<u8", "ffffffffffffffff", "000000000000f043"),
    ("<u8", "00fcffffffffffff", "000000000000f043"),
    ("<u8", "fffbffffffffffff", "ffffffffffffef43"),
)


def number(dtype, data):
    return ndarray((1,), dtype, data)


for dtype, integer, double in PAIRS:
    integer = number(dtype, bytes.fromhex(integer))
    double = bytes.fromhex(double)
    # The neighbour in the last place.
    other = bytes([double[0] ^ 1]) + double[1:]
    print(integer == number("<f8", double), integer == number("<f8", other))
