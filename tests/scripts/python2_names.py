# Names of Python 2 are translated, unless fix_imports=False.
try:
    import mpickle as pickle
except ImportError:
    import pickle

# CPython has several classes for it.
REFUSED = pickle.UnpicklingError if pickle.__name__ == "mpickle" else (ImportError,)


def attempt(data, **kw):
    try:
        return pickle.loads(data, **kw)
    except REFUSED:
        return "refused"


class Thing:
    pass


print(list(attempt(b"c__builtin__\nxrange\n(I1\nI7\nI2\ntR.")))
print(attempt(b"c__builtin__\nunicode\n.") is str)
print(attempt(b"c__builtin__\nlong\n.") is int)
print(attempt(b"c__builtin__\nset\n(]tR.") == set())
print(attempt(b"c__builtin__\nbytearray\n(X\x01\x00\x00\x00aX\x07\x00\x00\x00latin-1tR."))
print(attempt(b"c__builtin__\nobject\n.") is object)
print(attempt(b"cexceptions\nKeyError\n(K\x01tR.").args)
print(type(attempt(b"cexceptions\nKeyError\n(K\x01tR.")) is KeyError)
print(attempt(b"c__builtin__\nxrange\n.", fix_imports=False))
print(attempt(b"cexceptions\nKeyError\n.", fix_imports=False))
print(attempt(b"cbuiltins\nrange\n.", fix_imports=False) is range)

# copy_reg and copyreg, whether there is such a module or not.
for name in (b"copy_reg", b"copyreg"):
    x = attempt(b"c" + name + b"\n_reconstructor\n(c__main__\nThing\nc__builtin__\nobject\nNtR.")
    print(type(x) is Thing, x.__dict__)
    x = attempt(b"c" + name + b"\n_reconstructor\n(c__main__\nThing\nc__builtin__\nobject\nNtR(dS'x'\nI1\nsb.")
    print(type(x) is Thing, x.x)
    x = attempt(b"c" + name + b"\n__newobj__\n(c__main__\nThing\ntR.")
    print(type(x) is Thing)

# What dumps writes at protocols 0 to 2: the names of Python 2, where fix_imports is on.
for p in range(6):
    new = pickle.dumps(range(3), p, fix_imports=False)
    old = pickle.dumps(range(3), p)
    print(p, b"xrange" in old, b"__builtin__" in old, b"xrange" in new, b"builtins" in new)
