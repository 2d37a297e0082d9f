# Every opcode of protocols 4 and 5 in pickles made by hand.
try:
    import mpickle as pickle
except ImportError:
    import pickle


def show(data):
    print(data, pickle.loads(data))


eight = bytes(7)
# SHORT_BINUNICODE, BINUNICODE8, BINBYTES8
show(b"\x8c\x00.")
show(b"\x8c\x03abc.")
show(b"\x8d\x03" + eight + b"abc.")
show(b"\x8e\x03" + eight + b"abc.")
# EMPTY_SET, ADDITEMS, FROZENSET
show(b"\x8f(K\x07\x90.")
print(len(pickle.loads(b"\x8f.")), type(pickle.loads(b"\x8f.")) is set)
print(sorted(pickle.loads(b"\x8f(K\x01K\x02\x90(K\x02K\x03\x90.")))
print(sorted(pickle.loads(b"(K\x01K\x02\x91.")))
# MEMOIZE counts on from what is in the memo.
x = pickle.loads(b"(]\x94h\x00]\x94h\x01t.")
print(x[0] is x[1], x[2] is x[3], x[0] is x[2])
x = pickle.loads(b"(]q\x00h\x00]\x94h\x01t.")
print(x[0] is x[1], x[2] is x[3], x[0] is x[2])
# FRAME
show(b"\x80\x04\x95\x03" + eight + b"K\x07.")
# STACK_GLOBAL, NEWOBJ, NEWOBJ_EX


class Thing:
    inner = 5

    class Nested:
        pass

    def __new__(cls, *args, **kw):
        self = super().__new__(cls)
        self.made = (args, sorted(kw.items()))
        return self


print(pickle.loads(b"\x80\x04\x8c\x08__main__\x8c\x05Thing\x93.") is Thing)
print(pickle.loads(b"\x80\x04\x8c\x08__main__\x8c\x0cThing.Nested\x93.") is Thing.Nested)
x = pickle.loads(b"\x80\x04\x8c\x08__main__\x8c\x05Thing\x93)\x81.")
print(type(x) is Thing, x.made)
x = pickle.loads(b"\x80\x04\x8c\x08__main__\x8c\x05Thing\x93K\x01K\x02\x86\x81.")
print(type(x) is Thing, x.made)
x = pickle.loads(b"\x80\x04\x8c\x08__main__\x8c\x05Thing\x93K\x01\x85}\x8c\x01kK\x02s\x92.")
print(type(x) is Thing, x.made)
x = pickle.loads(b"\x80\x04\x8c\x08__main__\x8c\x05Thing\x93)}\x92}\x8c\x01aK\x03sb.")
print(type(x) is Thing, x.made, x.a)
# Protocol 5: BYTEARRAY8
show(b"\x80\x05\x96\x00" + eight + b".")
show(b"\x80\x05\x96\x03" + eight + b"abc.")
