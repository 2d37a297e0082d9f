# Arrays of text, objects and records that lie about sizes, shapes and fields: refused, in memory that the input bounds.
import gc

import mpickle

try:
    mpickle.ndarray
    gc.mem_alloc
except AttributeError:
    print("SKIP")  # no arrays, or no heap to measure
    raise SystemExit
try:
    bytearray(200000)
except MemoryError:
    print("SKIP")  # a board, which has less memory
    raise SystemExit


def part(obj):
    return mpickle.dumps(obj, 3)[2:-1]


def dtype(name, size=-1, names=None, fields=b"N", subdtype=b"N", order="|"):
    state = part(3) + part(order) + subdtype + part(names) + fields + part(size) + b"K\x01K\x00"
    return b"cnumpy\ndtype\n(" + part(name) + b"\x89\x88tR(" + state + b"tb"


def fields(*items):
    return b"}(" + b"".join([part(name) + kind + part(offset) + b"\x86" for name, kind, offset in items]) + b"u"


def record(size, *items):
    return dtype("V%d" % abs(size), size, tuple([name for name, _, _ in items]), fields(*items))


def make(shape, kind, data):
    state = b"(K\x01" + part(shape) + kind + b"\x89" + data + b"tb"
    return b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\nK\x00\x85C\x01btR" + state


def attempt(what, body):
    data = b"\x80\x03" + body + b"."
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    try:
        result = "loaded %s" % mpickle.loads(data)
    except Exception as e:
        result = "%s %s" % (type(e).__name__, e)
    # Nothing was given back meanwhile, so this is more than the peak.
    taken = gc.mem_alloc() - before
    gc.enable()
    print(what, result[:110], "" if taken <= 64 * len(data) + 6144 else "took %d for %d" % (taken, len(data)))


SCALAR = b"cnumpy.core.multiarray\nscalar\n("
u1, i4, O = dtype("u1"), dtype("i4", order="<"), dtype("O8")
U1, S1 = dtype("U1", 4, order="<"), dtype("S1", 1)

# Sizes. The last is beyond a machine word, also where ints have 64 bits at most.
BEYOND = 1 << 70 if 1 << 64 > 1 << 62 else 1 << 62
for size in (-1, -8, 1 << 29, None, "8", BEYOND):
    shown = "beyond words" if size == BEYOND else size
    attempt(("record of", shown), dtype("V8", size, ("a",), fields(("a", i4, 0))))
    attempt(("raw of", shown), dtype("V8", size))
attempt("size beyond words", dtype("U99999999999999999999"))
attempt("size of much memory", make((1,), dtype("U134217728", order="<"), b"C\x00"))
attempt("size of no text", make((1,), dtype("S-1"), b"C\x00"))
attempt("huge items, none of them", make((0,), dtype("S1000000000"), b"C\x00"))
# Items of no bytes: any number of them fits.
for name in ("S0", "U0", "V0"):
    attempt(name, make((1 << 28,), dtype(name, 0, order="<"), b"C\x00"))
attempt("records of no fields", make((1 << 28,), dtype("V0", 0, ()), b"C\x00"))
attempt("no bytes for a field", record(4, ("a", dtype("S0", 0), 0)))
# Counts.
attempt("few bytes", make((3,), U1, b"C\x08" + bytes(8)))
attempt("many bytes", make((1,), U1, b"C\x08" + bytes(8)))
attempt("few objects", make((3,), O, b"](NNe"))
attempt("many objects", make((1 << 28,), O, b"](NNe"))
attempt("objects from bytes", make((2,), O, b"C\x10" + bytes(16)))
attempt("objects for no objects", make((2,), u1, b"](NNe"))
attempt("text from objects", make((2,), U1, b"](NNe"))
attempt("beyond words", make((1 << 20, 1 << 20, 1 << 20, 1 << 20), U1, b"C\x00"))
attempt("objects beyond words", make((1 << 20, 1 << 20, 1 << 20, 1 << 20), O, b"]"))
attempt("negative", make((-1,), S1, b"C\x01a"))
attempt("negative objects", make((-1, -1), O, b"](Ne"))
# Lists of nothing, and lists of one.
attempt("empty rows", make((1 << 20, 0), S1, b"C\x00"))
attempt("empty rows of objects", make((1 << 20, 0), O, b"]"))
attempt("rows in rows", make((200,) + (1,) * 60, S1, b"C\xc8" + bytes(200)))
attempt("some empty rows", make((2, 0), S1, b"C\x00"))
# Code points.
attempt("no code point", make((1,), U1, b"C\x04\x00\x00\x11\x00"))
attempt("no code point", make((1,), U1, b"C\x04\xff\xff\xff\xff"))
# Fields.
attempt("overlap", record(4, ("a", i4, 0), ("b", i4, 0)))
attempt("out of the item", record(4, ("a", i4, 1)))
attempt("out of the item", record(4, ("a", i4, 1 << 40)))
attempt("before the item", record(4, ("a", i4, -1)))
attempt("no offset", dtype("V4", 4, ("a",), b"}" + part("a") + i4 + b"\x85s"))
attempt("no fields", dtype("V4", 4, ("a",)))
attempt("no such field", dtype("V4", 4, ("a",), fields(("b", i4, 0))))
attempt("name of a number", dtype("V4", 4, (1,), b"}K\x01" + i4 + b"K\x00\x86s"))
attempt("field of text", dtype("V4", 4, ("a",), b"}" + part("a") + part("i4x") + b"K\x00\x86s"))
attempt(
    "field without a state",
    dtype("V4", 4, ("a",), b"}" + part("a") + b"cnumpy\ndtype\nX\x02\x00\x00\x00V4\x85RK\x00\x86s"),
)
attempt("the same twice", record(4, ("a", i4, 0)) + b"(K\x03X\x01\x00\x00\x00|NNNK\x04K\x01K\x00tb")
itself = b"cnumpy\ndtype\nX\x02\x00\x00\x00V4\x85Rq\x00(K\x03X\x01\x00\x00\x00|N" + part(("a",))
itself += fields(("a", b"h\x00", 0)) + b"K\x04K\x01K\x00tb"
attempt("itself", itself)
for shape in ((2,), (1 << 28,), (1 << 20, 1 << 20, 1 << 20, 1 << 20), (-1,), 1, [1], "1", (1, 1, 0)):
    attempt(("shape", shape), dtype("V4", 4, subdtype=i4 + part(shape) + b"\x86"))
attempt("object of another kind", dtype("V4", 4, subdtype=b"K\x01K\x02\x86"))
deep = record(1, ("a", dtype("V1", 1, subdtype=u1 + part((1,) * 40) + b"\x86"), 0))
attempt("too many dimensions", make((1,) * 40, deep, b"C\x01a"))
attempt("objects in bytes", make((1,), record(8, ("a", O, 0)), b"C\x08" + bytes(8)))
attempt("records that are none", make((1,), record(8, ("a", O, 0)), b"]K\x05a"))
attempt("short records", make((1,), record(8, ("a", O, 0), ("b", u1, 1)), b"]K\x05\x85a"))
# One record in a list many times, with many fields.
many = [("f%d" % i, u1, i) for i in range(200)]
attempt("the same record", make((1000,), record(200, *many), b"]((" + b"N" * 200 + b"tq\x00" + b"h\x00" * 999 + b"e"))
# Records of two records of two records of …, of which there are none.
twice = b"](" + u1 + b"q\x00"
for level in range(1, 24):
    size = 1 << level
    state = fields(("a", b"h" + bytes([level - 1]), 0), ("b", b"h" + bytes([level - 1]), size // 2))
    twice += dtype("V%d" % size, size, ("a", "b"), state) + b"q" + bytes([level])
attempt("doubled", twice + make((0,), b"h\x17", b"C\x00") + b"e")
# Masks.
MASKED = b"cnumpy.ma.core\n_mareconstruct\n(cnumpy\nndarray\ncnumpy\nndarray\nK\x00\x85C\x01btR(K\x01K\x02\x85" + u1
for mask in (b"", b"C\x00", b"C\x01\x00", b"C\x03\0\0\0", b"N", b"K\x02"):
    attempt(("mask", mask), MASKED + b"\x89C\x02ab" + mask + b"tb")
# What is no array.
attempt("function", b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy.core.multiarray\nscalar\nK\x00\x85C\x01btR")
attempt("scalar of many", SCALAR + U1 + b"C\x08" + bytes(8) + b"tR")
attempt("scalar of text", SCALAR + U1 + b"NtR")
