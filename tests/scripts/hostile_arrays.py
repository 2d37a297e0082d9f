# Arrays of what is no number: MicroPython has arrays of objects and of pointers, and makes their items
# out of any bytes. Who does it here gets no item, or a small integer and no address.
import mpickle

try:
    from array import array

    mpickle.ndarray
except (ImportError, AttributeError):
    print("SKIP")  # no arrays
    raise SystemExit


class Numbers(array):
    pass


def attempt(what, data, **options):
    try:
        print(what, mpickle.loads(data, **options))
    except Exception as e:
        print(what, type(e).__name__, e)


def text(s):
    return b"X" + len(s).to_bytes(4, "little") + s


NOTHING = b"C\x00"
# A small integer twice over, wherever objects have words of 32 or 64 bits, and a float where they are floats.
INTEGERS = b"C\x08\x03\x00\x00\x00\x03\x00\xf0\x3f"
ARRAY = b"carray\narray\n"
OWN = b"c__main__\nNumbers\n"
REBUILD = b"carray\n_array_reconstructor\n"
for code in (b"O", b"S", b"P", b"hh", b"", b"x", b"\x01"):
    BYTES = NOTHING if code == b"S" else INTEGERS
    attempt((code, "REDUCE"), ARRAY + text(code) + BYTES + b"\x86R.")
    attempt((code, "alone"), ARRAY + text(code) + b"\x85R.")
    attempt((code, "NEWOBJ"), ARRAY + text(code) + BYTES + b"\x86\x81.")
    attempt((code, "OBJ"), b"(" + ARRAY + text(code) + BYTES + b"o.")
    attempt((code, "subclass"), OWN + text(code) + BYTES + b"\x86R.")
    attempt((code, "allowed"), ARRAY + text(code) + BYTES + b"\x86R.", allow=["array.array"])
    for number in (6, 7, 10, 14, 99):
        number_op = b"K" + bytes([number])
        attempt((code, number), REBUILD + b"(" + ARRAY + text(code) + number_op + BYTES + b"tR.")
attempt("bytes as code", ARRAY + b"C\x01O" + INTEGERS + b"\x86R.")
attempt("no code", ARRAY + b"N" + INTEGERS + b"\x86R.")
# Floats are no ints, and numbers stay what they are or do not come at all.
for code in b"bBhHiIlLqQfd":
    code = bytes([code])
    attempt(code, REBUILD + b"(" + ARRAY + text(code) + b"K\x04C\x04\x01\x00\x02\x00tR.")
    attempt(code, REBUILD + b"(" + ARRAY + text(code) + b"K\x05C\x04\x01\x00\x02\x00tR.")
    attempt(code, REBUILD + b"(" + ARRAY + text(code) + b"K\x0eC\x04\x00\x00\xc0\x3ftR.")
for protocol in range(6):
    try:
        print(mpickle.dumps(array("O", [1]), protocol))
    except Exception as e:
        print(protocol, type(e).__name__, e)
