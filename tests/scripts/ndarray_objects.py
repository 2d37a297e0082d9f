# numpy's text, bytes, objects, times, records, masked arrays, and the classes of its scalars.
try:
    import mpickle as pickle
    from mpickle import ndarray
except ImportError:
    print("SKIP")  # no ndarray
    raise SystemExit

try:
    import array  # noqa: F401 (what has one dimension becomes one)
except ImportError:
    print("SKIP")  # no array
    raise SystemExit

try:
    import ulab  # noqa: F401 (columns become ulab's then)

    print("SKIP")  # no arrays of mpickle's own: they are ulab's
    raise SystemExit
except ImportError:
    pass


def show(x):
    if isinstance(x, ndarray):
        return "%r %s" % (x, x.tolist())
    if isinstance(x, dict):
        return "{%s}" % ", ".join(["%s: %s" % (k, show(x[k])) for k in sorted(x)])
    return repr(x)


def part(obj):
    return pickle.dumps(obj, 3)[2:-1]


def call(function, *args):
    return function + b"(" + b"".join(args) + b"tR"


def dtype(name, order="|", size=-1, names=None, fields=None, subdtype=None, unit=None):
    name = part(name) if isinstance(name, str) else name
    state = part(3) + part(order) + (subdtype or b"N") + part(names) + (fields or b"N") + part(size) + part(size)
    state += part(0) + (b"N(" + part(unit) + b"K\x01K\x01K\x01t\x86" if unit else b"")
    return b"cnumpy\ndtype\n(" + name + b"\x89\x88tR(" + state + b"tb"


def fields(*items):
    out = b"}("
    for name, kind, offset in items:
        out += part(name) + kind + part(offset) + b"\x86"
    return out + b"u"


def record(size, *items, **more):
    names = tuple([name for name, _, _ in items])
    return dtype(more.get("name", "V%d" % size), size=size, names=names, fields=fields(*items))


def make(shape, kind, data, fortran=False, where=b"cnumpy.core.multiarray\n_reconstruct\n", what=b"ndarray", more=b""):
    made = where + b"(cnumpy\n" + what + b"\n" + (b"cnumpy\nndarray\n" if more else b"") + b"K\x00\x85C\x01btR"
    data = data if isinstance(data, bytes) and data[:1] == b"]" else part(data)
    return made + b"(K\x01" + part(shape) + kind + part(fortran) + data + more + b"tb"


def escaped(text):
    # repr of MicroPython 1.29 leaves characters as they are that earlier ones escape.
    forms = (0x80, "%c"), (0x100, "\\x%02x"), (0x10000, "\\u%04x"), (0x110000, "\\U%08x")
    return "".join([[form for end, form in forms if ord(c) < end][0] % ord(c) for c in text])


def load(what, body):
    try:
        print(what, escaped(show(pickle.loads(b"\x80\x03" + body + b"."))))
    except Exception as e:
        print(what, type(e).__name__, e)


def utf32(text, order="little"):
    return b"".join([ord(c).to_bytes(4, order) for c in text])


SCALAR = b"cnumpy._core.multiarray\nscalar\n"
FROMBUFFER = b"cnumpy._core.numeric\n_frombuffer\n"
U2, S3, O = dtype("U2", "<", 8), dtype("S3", size=3), dtype("O8")
i2, f4, u1 = dtype("i2", "<"), dtype("f4", "<"), dtype("u1")
ns, days = dtype("M8", "<", unit=b"ns"), dtype("m8", ">", unit=b"D")

# Text and bytes: zeros at the end are none of it.
load("text", make((2, 2), U2, utf32("a\0b\xe9\u20ac\0\0\0")))
load("text, Fortran", make((2, 2), U2, utf32("a\0b\0c\0d\0"), True))
load("text, beyond", make((1,), U2, utf32("\U0001f600")[:4] + utf32("\ud800")))
load("text, big-endian", make((1,), dtype("U2", ">", 8), utf32("\u0100b", "big")))
load("text, empty axis", make((2, 0), U2, b""))
load("text, no items", make((0,), U2, b""))
load("text, no dimensions", make((), U2, utf32("ab")))
load("text, buffer", call(FROMBUFFER, part(utf32("abcd")), U2, part((2,)), part("C")))
load("text, buffer, axes", call(FROMBUFFER, part(utf32("a\0b\0")), U2, part((2, 1)), part("K"), part((1, 0))))
load("bytes", make((2,), S3, b"ab\0c\0d"))
load("raw bytes", make((2,), dtype("V3", size=3), b"ab\0c\0\0"))
load("scalars", part([]) + b"(" + call(SCALAR, U2, part(utf32("ab"))) + call(SCALAR, S3, part(b"ab\0")) + b"e")
load("empty scalar", call(SCALAR, dtype("U0", "<", 0), part(b"")))
load("keys", b"}" + call(SCALAR, U2, part(utf32("no"))) + b"K\x01s")
# Objects: the list is in C order always. The array may hold itself.
load("objects", make((2, 2), O, b"](K\x01NX\x01\x00\x00\x00aK\x02e", True))
load("objects, one", make((), O, b"](K\x07e"))
load("objects, no items", make((0,), O, b"]"))
held = pickle.loads(
    b"\x80\x03cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\nK\x00\x85C\x01btRq\x00(K\x01K\x01\x85"
    + O
    + b"\x89]h\x00atb."
)
print(type(held), held[0] is held)
# Times: ints, with the unit in the dtype.
times = pickle.loads(b"\x80\x03" + make((2,), ns, (5).to_bytes(8, "little") + b"\0" * 7 + b"\x80") + b".")
print(show(times), times[0], pickle.loads(pickle.dumps(times)) == times)
load("lengths of time", make((1, 1), days, (7).to_bytes(8, "big")))
one = pickle.loads(b"\x80\x03" + call(SCALAR, days, part(b"\xff" * 8)) + b".")
print(one, int(one), one + 3, 3 - one, one < 0, one == -1, -one, bool(one), one * one)
load("no unit", call(SCALAR, dtype("M8", "<", unit=b"generic"), part(bytes(8))))
load("unknown unit", dtype("M8", "<", unit=b"fortnight"))
# Records: columns.
point = record(6, ("x", i2, 0), ("y", f4, 2))
data = b"\x01\x00\x00\x00\x20\x40\xff\xff\x00\x00\x80\x3f"
load("records", make((2,), point, data))
load("records, two axes", make((1, 2), point, data))
load("records, no items", make((0,), point, b""))
load("records, none", make((), point, data[:6]))
load("record", call(SCALAR, point, part(data[6:])))
load("records, gaps", make((2,), record(6, ("y", f4, 2)), data))
triple = dtype("V6", size=6, subdtype=i2 + part((3,)) + b"\x86")
load("records, shapes", make((2,), record(6, ("a", triple, 0)), data))
load("records, objects", make((2,), record(9, ("a", i2, 0), ("b", O, 2)), b"](K\x01N\x86K\x02K\x03\x86e"))
nested = record(9, ("p", point, 0), ("label", dtype("S2", size=2), 6), ("n", u1, 8))
load("records, nested", make((2,), nested, data[:6] + b"ab\x07" + data[6:] + b"c\0\x08"))
row = record(6, ("x", i2, 0), ("y", f4, 2), name=b"cnumpy\nrecord\n")
load("recarray", make((2,), row, data, what=b"recarray"))
load("dtypes", b"](" + U2 + S3 + O + ns + point + triple + b"e")
# Subclasses: plain arrays. Masked ones with the mask.
load("matrix", make((1, 2), u1, b"\x05\x06", what=b"matrix"))
MASKED = b"cnumpy.ma.core\n_mareconstruct\n"
load("masked", make((3,), u1, b"\x05\x06\x07", where=MASKED, what=b"recarray", more=part(b"\0\x01\0") + b"N"))
load("masked, Fortran", make((2, 2), u1, b"\1\2\3\4", True, MASKED, b"matrix", part(b"\0\x01\0\0") + b"N"))
load("masked text", make((1,), U2, utf32("ab"), where=MASKED, what=b"matrix", more=part(b"\x01")))
load("masked records", make((2,), point, data, where=MASKED, what=b"matrix", more=part(b"\0\x01\x01\0") + b"N"))


class Own:
    pass


own = b"cnumpy.core.multiarray\n_reconstruct\n(c__main__\nOwn\nK\x00\x85C\x01btR"
load("own class", own + b"(K\x01K\x02\x85" + u1 + b"\x89C\x02abtb")
# The classes of scalars.
for name in ("float64", "int8", "uint64", "bool", "bool_", "str_", "bytes_", "object_", "datetime64", "list", "x_x"):
    load(name, b"cnumpy\n" + name.encode() + b"\n")
load("call", call(b"cnumpy\nfloat64\n", part(1.5)))
# Long names.
for name in ("float32", ">int16", "uint8", "bool", "datetime64[s]", "timedelta64[ms]", "M8[us]"):
    print(ndarray(2, name))
for name in ("float33", "double", "float", "M8[x]", "i4[s]", "M8[s", "U3", "?8"):
    try:
        print(ndarray(2, name))
    except TypeError as e:
        print(e)
