# What a firmware for plain data only refuses, and how it says so.
import mpickle


class Thing:
    pass


def attempt(what, call, *args, **kwargs):
    try:
        print(what, call(*args, **kwargs))
    except Exception as e:
        print(what, type(e).__name__, e)


print(sorted(name for name in dir(mpickle) if not name.startswith("_")))
print(mpickle.features)
attempt("instance", mpickle.dumps, Thing())
attempt("inside", mpickle.dumps, [1, {"a": Thing()}])
attempt("class", mpickle.dumps, Thing)
attempt("function", mpickle.dumps, attempt)
attempt("range", mpickle.dumps, range(3))
attempt("protocol 0", mpickle.dumps, 1, 0)
attempt("protocol 1", mpickle.dumps, 1, 1)
attempt("protocol 6", mpickle.dumps, 1, 6)
# The types that have names are written by them.
print(mpickle.loads(mpickle.dumps([set, bytearray, bytes])) == [set, bytearray, bytes])

for what, data in (
    ("os", b"cos\nsystem\n."),
    ("eval", b"cbuiltins\neval\n."),
    ("names", b"\x8c\x08builtins\x8c\x04exec\x93."),
    ("no names", b"K\x01K\x02\x93."),
    ("call", b"K\x01)R."),
    ("call of text", b"\x8c\x06encode\x8c\x01a\x8c\x01b\x86R."),
    ("no tuple", b"cbuiltins\nset\nK\x01R."),
    ("size", b"cbuiltins\nbytes\nJ\xff\xff\xff\x7f\x85R."),
    ("size of bytearray", b"cbuiltins\nbytearray\nJ\xff\xff\xff\x7f\x85R."),
    ("too many", b"cbuiltins\nset\n]]\x86R."),
    ("no latin1", b"c_codecs\nencode\n\x8c\x03\xe2\x82\xac\x8c\x06latin1\x86R."),
    ("unhashable", b"cbuiltins\nset\n]]a\x85R."),
    ("append", b"}K\x01a."),
    ("set items", b"]K\x01K\x02s."),
    ("add", b"](K\x01\x90."),
    ("NEWOBJ", b"cbuiltins\nset\n)\x81."),
    ("BUILD", b"]}b."),
    ("INST", b"(icollections\nOrderedDict\n."),
    ("OBJ", b"(cbuiltins\nset\no."),
    ("EXT1", b"\x82\x01."),
    ("PERSID", b"Pid\n."),
    ("BINPERSID", b"K\x01Q."),
    ("NEXT_BUFFER", b"\x97."),
    ("BINSTRING", b"T\x01\x00\x00\x00a."),
    ("INT", b"I1\n."),
    ("empty", b""),
    ("text", "N."),
):
    attempt(what, mpickle.loads, data)
