# Every opcode of protocols 1 to 3 in pickles made by hand.
try:
    import mpickle as pickle
except ImportError:
    import pickle


def show(data):
    print(data, pickle.loads(data))


# BININT, BININT1, BININT2, BINFLOAT
show(b"J\x01\x00\x00\x00.")
show(b"J\xff\xff\xff\xff.")
show(b"J\xff\xff\xff\x7f.")
show(b"J\x00\x00\x00\x80.")
show(b"K\xff.")
show(b"M\xff\xff.")
show(b"G\x3f\xe0\x00\x00\x00\x00\x00\x00.")
# SHORT_BINSTRING, BINSTRING, BINUNICODE
show(b"U\x03abc.")
show(b"U\x00.")
show(b"T\x03\x00\x00\x00abc.")
show(b"X\x03\x00\x00\x00abc.")
show(b"X\x00\x00\x00\x00.")
# EMPTY_LIST, APPENDS, EMPTY_TUPLE, EMPTY_DICT, SETITEMS
show(b"].")
show(b"](K\x01K\x02e.")
show(b"](e.")
show(b"](K\x01K\x02eK\x03a(K\x04e.")
show(b").")
show(b"}.")
show(b"}(U\x01kK\x01u.")
show(b"}(u.")
# POP_MARK
show(b"K\x05(K\x01K\x021.")
show(b"K\x05(1.")
show(b"(K\x01(K\x02(K\x0311t.")
# BINPUT, BINGET, LONG_BINPUT, LONG_BINGET
x = pickle.loads(b"(]q\x00K\x01ah\x00t.")
print(x, x[0] is x[1])
x = pickle.loads(b"(]q\xffK\x01ah\xfft.")
print(x, x[0] is x[1])
x = pickle.loads(b"(]r\x00\x01\x00\x00K\x01aj\x00\x01\x00\x00t.")
print(x, x[0] is x[1])
# The forms may be mixed: one memo.
x = pickle.loads(b"(]q\x05g5\nj\x05\x00\x00\x00t.")
print(x, x[0] is x[1], x[0] is x[2])


class Thing:
    def __init__(self, *args):
        self.args = args


# OBJ, REDUCE
x = pickle.loads(b"(c__main__\nThing\no.")
print(type(x) is Thing)
x = pickle.loads(b"(c__main__\nThing\nK\x01K\x02o.")
print(type(x) is Thing, x.args)


class New:
    def __new__(cls, *args):
        self = object.__new__(cls)
        self.new = args
        return self

    def __init__(self, *args):
        self.init = args


class Old(New):
    def __getinitargs__(self):
        return ()


# Without arguments, OBJ and INST call `__new__` and no `__init__`, unless there are __getinitargs__.
for data in (b"(c__main__\nNew\no.", b"(i__main__\nNew\n.", b"(c__main__\nNew\nK\x01o.", b"(K\x01i__main__\nNew\n."):
    x = pickle.loads(data)
    print(type(x) is New, x.new, getattr(x, "init", None))
for data in (b"(c__main__\nOld\no.", b"(i__main__\nOld\n."):
    x = pickle.loads(data)
    print(type(x) is Old, x.new, x.init)
for data in (b"(cbuiltins\nlist\no.", b"(ibuiltins\ndict\n.", b"(cbuiltins\nValueError\no.", b"(ibuiltins\nint\n."):
    print(repr(pickle.loads(data)).replace(",", ""))
x = pickle.loads(b"c__main__\nThing\n(K\x01K\x02tR.")
print(type(x) is Thing, x.args)

# Protocol 2: PROTO, NEWOBJ, TUPLE1 to 3, NEWTRUE, NEWFALSE, LONG1, LONG4
for p in range(6):
    show(b"\x80" + bytes([p]) + b"N.")
show(b"\x88.")
show(b"\x89.")
show(b"K\x01\x85.")
show(b"K\x01K\x02\x86.")
show(b"K\x01K\x02K\x03\x87.")
show(b"K\x01K\x02K\x03K\x04\x87\x86.")
show(b"\x8a\x00.")
show(b"\x8a\x01\x05.")
show(b"\x8a\x02\x00\x80.")
show(b"\x8b\x02\x00\x00\x00\x00\x80.")
x = pickle.loads(b"\x80\x02c__main__\nThing\n)\x81.")
print(type(x) is Thing, hasattr(x, "args"))
x = pickle.loads(b"\x80\x02c__main__\nThing\n)\x81}U\x04argsK\x07sb.")
print(type(x) is Thing, x.args)
# PROTO may come again.
show(b"\x80\x02]\x80\x02K\x01a.")
# Protocol 3: BINBYTES, SHORT_BINBYTES
show(b"B\x02\x00\x00\x00a\xff.")
show(b"C\x02a\xff.")
show(b"C\x00.")
