# Arrays that become lists share what one pickle may take: many that have their items in common are refused.
import mpickle

try:
    mpickle.ndarray
except AttributeError:
    print("SKIP")  # no arrays
    raise SystemExit

try:
    import ulab  # noqa: F401 (arrays are ulab's then)

    print("SKIP")  # no arrays of mpickle's own: they are ulab's
    raise SystemExit
except ImportError:
    pass

try:
    bytearray(200000)
except MemoryError:
    print("SKIP")  # a board, which has less memory
    raise SystemExit


def part(obj):
    return mpickle.dumps(obj, 3)[2:-1]


def dtype(name, size, names=None, fields=b"N"):
    state = part(3) + part("|") + b"N" + part(names) + fields + part(size) + b"K\x01K\x00"
    return b"cnumpy\ndtype\n(" + part(name) + b"\x89\x88tR(" + state + b"tb"


# The function, the dtype and the items stand in the memo; each array is dropped when it is complete.
MAKE = b"cnumpy.core.multiarray\n_reconstruct\nq\x010"
ARRAY = b"h\x01(cnumpy\nndarray\nK\x00\x85C\x01btR(K\x01h\x04h\x02\x89h\x03tb0"


def pickle(shape, kind, items, count):
    shared = MAKE + kind + b"q\x020" + items + b"q\x030" + part(shape) + b"q\x040"
    return b"\x80\x03" + shared + ARRAY * count + b"N."


def attempt(what, *of):
    most = 0
    for count in range(36, 56):
        try:
            mpickle.loads(pickle(*of, count))
            most = count
        except mpickle.UnpicklingError as e:
            print(what, most, e)
            return
    print(what, "all")


# A list for each of 1000 rows.
attempt("lists", (1000, 1), dtype("S1", 1), part(b"x" * 1000))
# A column of 1000 items.
column = dtype("V8", 8, ("a",), b"}" + part("a") + dtype("O8", 8) + b"K\x00\x86s")
record = part((None,)) + b"q\x050"
attempt("columns", (1000,), column, record + b"](" + b"h\x05" * 1000 + b"e")
