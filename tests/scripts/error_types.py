# Opcodes applied to objects of the wrong type.
try:
    import mpickle as pickle
except ImportError:
    import pickle

# CPython has several classes for it.
REFUSED = (
    pickle.UnpicklingError if pickle.__name__ == "mpickle" else (pickle.UnpicklingError, AttributeError, TypeError)
)


def attempt(data):
    try:
        y = pickle.loads(data)
        print(data, "loaded", type(y).__name__)
    except REFUSED:
        print(data, "refused")


def unhashable(data):
    try:
        print(data, "loaded", pickle.loads(data))
    except TypeError:
        print(data, "TypeError")


attempt(b"K\x01K\x02a.")
attempt(b")K\x02a.")
attempt(b"K\x01(K\x02e.")
attempt(b")(K\x02K\x03e.")
attempt(b"N(K\x02K\x03e.")
attempt(b"K\x01K\x02K\x03s.")
attempt(b")K\x02K\x03s.")
attempt(b"K\x01(K\x02K\x03u.")
attempt(b"}(K\x02u.")
attempt(b"}(K\x02K\x03K\x04u.")
attempt(b"(K\x01d.")
unhashable(b"}]K\x01s.")
unhashable(b"}}K\x01s.")
unhashable(b"(]K\x01d.")
unhashable(b"\x8f(]\x90.")
unhashable(b"(]\x91.")
attempt(b"](K\x01\x90.")
attempt(b"K\x01)R.")
attempt(b"X\x01\x00\x00\x00a)R.")
attempt(b"cbuiltins\nlist\nK\x01R.")
attempt(b"cbuiltins\nlist\n]R.")
attempt(b"K\x01)\x81.")
attempt(b"N)\x81.")
attempt(b"cbuiltins\nlist\nN\x81.")
attempt(b"cbuiltins\nobject\n)N\x92.")
attempt(b"cbuiltins\nobject\nN}\x92.")
attempt(b"N)}\x92.")
attempt(b"K\x01K\x02b.")
attempt(b"]}X\x01\x00\x00\x00aK\x01sb.")
attempt(b"N}X\x01\x00\x00\x00aK\x01sb.")
attempt(b"(o.")
attempt(b"(No.")
attempt(b"o.")
attempt(b"Nb.")
attempt(b"\x98.")
attempt(b"N\x98.")
attempt(b"K\x01\x98.")
