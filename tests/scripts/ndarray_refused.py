# Pickles of arrays that lie about shape, strides or size, or hold what is no number.
try:
    import mpickle as pickle

    pickle.ndarray
except ImportError:
    print("SKIP")  # no ndarray
    raise SystemExit

try:
    import ulab  # noqa: F401 (arrays become ulab's then)

    print("SKIP")  # no arrays of mpickle's own: they are ulab's
    raise SystemExit
except ImportError:
    pass


def part(obj):
    return pickle.dumps(obj, 3)[2:-1]


RECONSTRUCT = b"cnumpy.core.multiarray\n_reconstruct\n"
FROMBUFFER = b"cnumpy._core.numeric\n_frombuffer\n"
SCALAR = b"cnumpy._core.multiarray\nscalar\n"
NDARRAY = b"cnumpy\nndarray\n"
EMPTY = RECONSTRUCT + b"(" + NDARRAY + b"K\x00\x85C\x01btR"


def dtype(name, order="<", *more):
    state = part((3, order) + (more or (None, None, None)) + (-1, -1, 0))
    return b"cnumpy\ndtype\n(" + part(name) + b"\x89\x88tR" + state + b"b"


def call(function, *args):
    return function + b"(" + b"".join(args) + b"tR"


def state(shape, kind, data, fortran=False):
    return EMPTY + b"(K\x01" + part(shape) + kind + part(fortran) + part(data) + b"tb"


def view(shape, name, data, *more):
    return call(NDARRAY, part(shape), part(name), part(data), *[part(x) for x in more])


def attempt(what, body):
    try:
        x = pickle.loads(b"\x80\x03" + body + b".")
        print(what, "loaded", x)
    except pickle.UnpicklingError as e:
        print(what, "-", e)
    except Exception as e:
        print(what, repr(e))


u1 = dtype("u1", "|")
f8 = dtype("f8")
huge = (1 << 20, 1 << 20, 1 << 20, 1 << 20)
attempt("good", state((2, 2), u1, b"abcd"))
attempt("good", call(FROMBUFFER, part(b"abcd"), u1, part((2, 2)), part("C")))
attempt("good", view((2, 2), "u1", b"abcd", 0, (2, 1)))
for name, shape, data in (
    ("short", (2, 3), b"abcd"),
    ("long", (2, 3), b"abcdefg"),
    ("negative", (-2, -2), b"abcd"),
    ("overflow", huge, b""),
    ("overflow beside an empty axis", huge + (0,), b""),
    ("beyond ints", (1 << 100,), b""),
    ("no ints", ("a", 2.5), b"abcd"),
    ("no tuple", "abcd", b"abcd"),
    ("too many", (1,) * 65, b"a"),
    ("no data", (2,), None),
    ("text", (4,), 5),
):
    attempt("state, " + name, state(shape, u1, data))
    attempt("frombuffer, " + name, call(FROMBUFFER, part(data), u1, part(shape), part("C")))
    if name != "long":
        attempt("ndarray, " + name, view(shape, "u1", data))
for name, more in (
    ("offset", (1,)),
    ("negative offset", (-1,)),
    ("huge offset", (1 << 100,)),
    ("strides", (0, (2, 2))),
    ("negative strides", (0, (-2, 1))),
    ("huge strides", (0, ((1 << 29), 1))),
    ("few strides", (0, (1,))),
    ("no strides", (0, "ab")),
    ("too much", (0, (2, 1), None, None)),
):
    attempt("ndarray, " + name, view((2, 2), "u1", b"abcd", *more))
attempt("no buffer", call(NDARRAY, part((2, 2)), part("u1")))
attempt("nothing", call(NDARRAY))
attempt("nothing", call(FROMBUFFER))
attempt("nothing", call(SCALAR))
attempt("nothing", call(RECONSTRUCT))
for name, axes in (
    ("axes", (1, 0, 2)),
    ("few axes", (1,)),
    ("same axes", (0, 0)),
    ("wrong axes", (0, 2)),
    ("negative axes", (0, -1)),
    ("no axes", 7),
):
    attempt(name, call(FROMBUFFER, part(b"abcdef"), u1, part((2, 3)), part("K"), part(axes)))
# What is no number.
for name in ("M8", "m8", "O8", "V8", "S5", "U5", "f16", "c32", "T16", 8, None):
    attempt("dtype %s" % name, dtype(name))
attempt("structured", dtype("V8", "|", None, ("a", "b"), {}))
attempt("structured", dtype("f4", "<", None, ("a", "b"), {}))
attempt("subarray", dtype("f4", "<", (1, 2), None, None))
attempt("no order", dtype("f4", None))
attempt("no order", dtype("f4", "<>"))
attempt("no dtype", state((1,), part(5), b"a"))
# Scalars.
attempt("scalar", call(SCALAR, f8, part(b"\x00" * 6 + b"\xf8\x3f")))
attempt("short scalar", call(SCALAR, f8, part(b"abc")))
attempt("object scalar", call(SCALAR, dtype("O8", "|"), part(b"abc")))
# Not numpy's class, no state, wrong state, a second state.
attempt("subclass", RECONSTRUCT + b"(cnumpy\nmatrix\nK\x00\x85C\x01btR")
attempt("list", call(RECONSTRUCT, b"cbuiltins\nlist\n", part((0,)), part(b"b")))
attempt("without state", EMPTY)
attempt("state is no tuple", EMPTY + b"K\x01b")
attempt("state is short", EMPTY + b"K\x01K\x02\x86b")
second = b"(K\x01K\x01\x85" + u1 + b"\x89C\x01atb"
attempt("two states", state((2, 2), u1, b"abcd") + second)
attempt("unknown", b"cnumpy.core.multiarray\nfromfile\n")
attempt("unknown", b"cnumpy.core.numeric\n_reconstruct\n")
attempt("unknown", b"cnumpy.core\n_reconstruct\n")
attempt("unknown", b"cnumpy\nfromfile\n")
attempt("items", view((2, 2), "u1", b"abcd") + b"K\x01a")
attempt("items", view((2, 2), "u1", b"abcd") + b"K\x01K\x02s")

# An array without its state has no memory, and nothing happens to it.
x = pickle.loads(b"\x80\x03" + EMPTY + b".")
for use in (
    lambda: x[0],
    lambda: x.tolist(),
    lambda: x.tobytes(),
    lambda: memoryview(x),
    lambda: x == x,
    lambda: pickle.dumps(x),
):
    try:
        print(use())
    except Exception as e:
        print(type(e).__name__)
