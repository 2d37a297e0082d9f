# Exceptions with their arguments.
try:
    import mpickle as pickle
except ImportError:
    import pickle


class Custom(Exception):
    pass


for p in range(6):
    for x in (
        ValueError(),
        ValueError("text"),
        KeyError("key", 2),
        OSError(2),
        IndexError([1], (2,)),
        Exception(None),
        StopIteration(5),
        ZeroDivisionError("by zero"),
        EOFError(),
        ValueError(range(3)),
    ):
        y = pickle.loads(pickle.dumps(x, p))
        print(p, type(y) is type(x), type(y).__name__, y.args)
    y = pickle.loads(pickle.dumps(Custom("mine", 3), p))
    print(p, type(y) is Custom, y.args)
    e = ValueError("one")
    y = pickle.loads(pickle.dumps([e, e], p))
    print(p, y[0] is y[1])
print(pickle.loads(b"cexceptions\nValueError\n(S'old'\ntR.").args)
print(type(pickle.loads(b"cexceptions\nStandardError\n)R.")).__name__)
print(type(pickle.loads(b"\x80\x04\x8c\x08builtins\x8c\x08KeyError\x93)R.")).__name__)

# An empty state, which CPython writes when vars() was asked for.
y = pickle.loads(b"\x80\x03cbuiltins\nValueError\nX\x03\x00\x00\x00one\x85R}b.")
print(type(y).__name__, y.args)
