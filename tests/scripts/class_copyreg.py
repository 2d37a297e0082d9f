# copyreg's functions in pickles: _reconstructor, __newobj__, __newobj_ex__, under both names.
try:
    import mpickle as pickle
except ImportError:
    import pickle

# CPython has several classes for it.
REFUSED = pickle.UnpicklingError if pickle.__name__ == "mpickle" else (pickle.UnpicklingError, TypeError)


class Thing:
    def __new__(cls, *args, **kw):
        self = super().__new__(cls)
        self.made = args, sorted(kw.items())
        return self

    def __init__(self, *args, **kw):
        raise RuntimeError("not called")


class Bare:
    pass


class Row(list):
    pass


class Name(str):
    pass


def show(data):
    y = pickle.loads(data)
    print(type(y).__name__, getattr(y, "made", None), sorted(k for k in y.__dict__.keys() if k != "made"))
    return y


for module in (b"copyreg", b"copy_reg"):
    show(b"c" + module + b"\n_reconstructor\n(c__main__\nBare\nc__builtin__\nobject\nNtR.")
    show(b"c" + module + b"\n_reconstructor\n(c__main__\nBare\nc__builtin__\nobject\nNtR(dVa\nI1\nsb.")
    y = pickle.loads(b"c" + module + b"\n_reconstructor\n(c__main__\nRow\nc__builtin__\nlist\n(lI1\naI2\natR.")
    print(type(y) is Row, list(y))
    y = pickle.loads(b"c" + module + b"\n_reconstructor\n(c__main__\nName\nc__builtin__\nunicode\nVtext\ntR.")
    print(type(y) is Name, str(y))
    show(b"\x80\x02c" + module + b"\n__newobj__\nc__main__\nThing\n\x85R.")
    show(b"\x80\x02c" + module + b"\n__newobj__\nc__main__\nThing\nK\x05K\x06\x87R}X\x01\x00\x00\x00aK\x01sb.")
    show(b"\x80\x02c" + module + b"\n__newobj_ex__\nc__main__\nThing\nK\x05\x85}X\x01\x00\x00\x00kK\x06s\x87R.")
# Names of Python 3 for the base.
show(b"ccopyreg\n_reconstructor\n(c__main__\nBare\ncbuiltins\nobject\nNtR.")
show(
    b"\x80\x04\x8c\x07copyreg\x8c\x0e_reconstructor\x93\x8c\x08__main__\x8c\x04Bare\x93\x8c\x08builtins\x8c\x06object\x93N\x87R."
)
# Two of one kind share their functions by the memo.
y = pickle.loads(
    b"(lccopy_reg\n_reconstructor\np0\n(c__main__\nBare\np1\nc__builtin__\nobject\np2\nNtRag0\n(g1\ng2\nNtRa."
)
print([type(i) is Bare for i in y], y[0] is y[1])
# NEWOBJ and NEWOBJ_EX.
show(b"\x80\x02c__main__\nThing\n)\x81.")
show(b"\x80\x04\x8c\x08__main__\x8c\x05Thing\x93K\x05\x85}\x8c\x01kK\x06s\x92.")
for data in (
    b"ccopyreg\n_reconstructor\n(I5\nc__builtin__\nobject\nNtR.",
    b"\x80\x02ccopyreg\n__newobj__\nK\x05\x85R.",
    b"\x80\x02ccopyreg\n__newobj_ex__\nc__main__\nThing\nN}\x87R.",
    b"\x80\x02ccopyreg\n__newobj_ex__\nc__main__\nThing\n)N\x87R.",
    b"\x80\x02c__main__\nThing\nK\x05\x81.",
    b"\x80\x02K\x05)\x81.",
    b"\x80\x04\x8c\x08__main__\x8c\x05Thing\x93)N\x92.",
    b"\x80\x04\x8c\x08__main__\x8c\x05Thing\x93N}\x92.",
):
    try:
        pickle.loads(data)
        print("loaded")
    except REFUSED:
        print("refused")
# Too few arguments are the caller's fault.
for data in (
    b"ccopyreg\n_reconstructor\n(c__main__\nBare\ntR.",
    b"\x80\x02ccopyreg\n__newobj__\n)R.",
):
    try:
        pickle.loads(data)
        print("loaded")
    except TypeError:
        print("TypeError")
