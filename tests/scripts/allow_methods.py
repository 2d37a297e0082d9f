# allow: methods, and calls by way of functools.partial.
import mpickle


class Thing:
    def __new__(cls, *args, **kw):
        self = super().__new__(cls)
        self.made = (args, kw)
        return self

    @classmethod
    def make(cls, value):
        return cls(value)

    def plus(self, more):
        return self.made[0][0] + more


class Other(Thing):
    pass


new = b"c__main__\nThing\nX\x07\x00\x00\x00__new__\x86R"
new = b"cbuiltins\ngetattr\n" + new
partial = b"\x80\x02cfunctools\npartial\n"
pickles = (
    # A class by its __new__, with a keyword and without.
    partial + new + b"\x85R(" + new + b"c__main__\nThing\n\x85}X\x01\x00\x00\x00kK\x06sNtb)R.",
    partial + new + b"\x85R(" + new + b"c__main__\nThing\nK\x05\x86NNtb)R.",
    # Another class than the one that was asked for it.
    partial + new + b"\x85R(" + new + b"c__main__\nOther\n\x85NNtb)R.",
    # A class method, called, by name and by getattr.
    b"\x80\x04\x8c\x08__main__\x8c\x0aThing.make\x93K\x05\x85R.",
    b"\x80\x02cbuiltins\ngetattr\nc__main__\nThing\nX\x04\x00\x00\x00make\x86RK\x05\x85R.",
    # A method, called.
    b"\x80\x02cbuiltins\ngetattr\nc__main__\nThing\nK\x05\x85\x81X\x04\x00\x00\x00plus\x86RK\x02\x85R.",
    # What makes data.
    partial + b"cbuiltins\nlist\nq\x00\x85R(h\x00(tNNtbX\x02\x00\x00\x00ab\x85R.",
    partial + b"cbuiltins\nbytes\nq\x00\x85R(h\x00J\x00\x00\x00\x10\x85NNtb)R.",
    # Nothing native.
    partial + b"cos\nremove\nq\x00\x85R.",
    b"\x80\x02cbuiltins\ngetattr\n]X\x06\x00\x00\x00append\x86R.",
    b"\x80\x02cbuiltins\ngetattr\nc__main__\nThing\n)\x81X\x04\x00\x00\x00made\x86R.",
)
for allow in (
    "python",
    "data",
    {Thing},
    {"__main__.Thing"},
    {Thing.make, Thing},
    {"__main__.Thing", "__main__:Thing.make"},
    {Thing, Other},
):
    for data in pickles:
        try:
            x = mpickle.loads(data, allow=allow)
            print(type(x).__name__, getattr(x, "made", None) or x)
        except Exception as e:
            print(type(e).__name__, e)
    print()
