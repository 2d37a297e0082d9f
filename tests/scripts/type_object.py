# object(), and the types of None and Ellipsis, which have no name of their own.
try:
    import mpickle as pickle
except ImportError:
    import pickle

for p in range(6):
    o = object()
    y = pickle.loads(pickle.dumps([o, o, object()], p))
    print(p, [type(i) is object for i in y], y[0] is y[1], y[0] is y[2])
    y = pickle.loads(pickle.dumps([type(None), type(...), type(None), object, type], p))
    print(p, y[0] is type(None), y[1] is type(...), y[2] is y[0], y[3] is object, y[4] is type)
    print(p, pickle.loads(pickle.dumps({type(None): 1, int: 2}, p)) == {type(None): 1, int: 2})

# As CPython writes them.
for data in (
    b"ccopy_reg\n_reconstructor\np0\n(c__builtin__\nobject\np1\ng1\nNtp2\nRp3\n.",
    b"\x80\x02c__builtin__\nobject\nq\x00)\x81q\x01.",
    b"\x80\x04\x95\x1a\x00\x00\x00\x00\x00\x00\x00\x8c\x08builtins\x94\x8c\x06object\x94\x93\x94)\x81\x94.",
):
    print(type(pickle.loads(data)) is object)
for data in (
    b"c__builtin__\ntype\np0\n(Ntp1\nRp2\n.",
    b"\x80\x02c__builtin__\ntype\nq\x00N\x85q\x01Rq\x02.",
    b"\x80\x04\x95\x1a\x00\x00\x00\x00\x00\x00\x00\x8c\x08builtins\x94\x8c\x04type\x94\x93\x94N\x85\x94R\x94.",
):
    print(pickle.loads(data) is type(None))
print(pickle.loads(b"\x80\x02c__builtin__\ntype\nc__builtin__\nEllipsis\n\x85R.") is type(...))
