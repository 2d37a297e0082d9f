# __newobj__ and __newobj_ex__: as opcodes where the protocol has them, and only with the right arguments.
try:
    import mpickle as pickle

    # They have no module here: a pickle brings them.
    newobj = pickle.loads(b"ccopyreg\n__newobj__\n.")
    newobj_ex = pickle.loads(b"ccopyreg\n__newobj_ex__\n.")
except ImportError:
    import pickle
    from copyreg import __newobj__ as newobj
    from copyreg import __newobj_ex__ as newobj_ex


class Other:
    pass


class Thing:
    def __new__(cls, *args, **kw):
        self = super().__new__(cls)
        self.made = (args, sorted(kw.items()))
        return self

    def __reduce__(self):
        return self.reduced


class Ex:
    def __new__(cls, *args, **kw):
        self = super().__new__(cls)
        self.made = (args, sorted(kw.items()))
        return self

    def __getnewargs_ex__(self):
        return (1, [2]), {"power": 2, "base": "x"}

    def __getstate__(self):
        return {"state": 3}


class Derived(Ex):
    pass


class Text(str):
    def __getnewargs_ex__(self):
        return (str(self),), {}


class Bad(Exception):
    def __getnewargs_ex__(self):
        return ("never",), {"a": 1}


for p in range(6):
    x = Thing()
    for reduced in (
        (newobj, (Thing,)),
        (newobj, (Thing, 1, [2])),
        (newobj, (Thing,), {"b": 1}),
        (newobj_ex, (Thing, (1,), {})),
        (newobj_ex, (Thing, (1, "a"), {"k": [5], "j": None})),
        (newobj_ex, (Thing, (), {"k": 1}), {"b": 1}),
    ):
        x.reduced = reduced
        y, z = pickle.loads(pickle.dumps((x, x), p))
        print(p, type(y) is Thing, y.made, getattr(y, "b", None), y is z)
    for reduced in (
        (newobj, ()),
        (newobj, ("x",)),
        (newobj, (Other,)),
        (newobj, (Other, 1)),
        (newobj, (None,)),
        (newobj_ex, ()),
        (newobj_ex, ("x",)),
        (newobj_ex, (Other,)),
        (newobj_ex, (Thing, ())),
        (newobj_ex, ("x", (), {})),
        (newobj_ex, (Thing, [], {})),
        (newobj_ex, (Thing, (), [])),
        (newobj_ex, (Thing, (), None)),
        (newobj_ex, (Thing, (), {}, 1)),
    ):
        x.reduced = reduced
        try:
            pickle.dumps(x, p)
            print(p, "dumped")
        except pickle.PicklingError:
            print(p, "refused")
    if p >= 2:
        for cls in (Ex, Derived):
            y, z = pickle.loads(pickle.dumps([cls(), cls()], p))
            print(p, type(y) is cls, y.made, y.state, y is z, z.made)
        y = pickle.loads(pickle.dumps(Text("gr\u00fcn"), p))
        print(p, type(y) is Text, str(y))
    y = pickle.loads(pickle.dumps(Bad("args", 1), p))
    print(p, type(y) is Bad, y.args)

# functools.partial, as CPython writes a call with keywords before protocol 4.
new = b"cbuiltins\ngetattr\nc__main__\nEx\nX\x07\x00\x00\x00__new__\x86R"
start = b"\x80\x02cfunctools\npartial\n" + new + b"\x85R(" + new
for data in (
    start + b"c__main__\nEx\nK\x05\x86}X\x01\x00\x00\x00kK\x06sNtb)R.",
    start + b"c__main__\nDerived\n\x85NNtb)R.",
    # More arguments than it has.
    start + b"c__main__\nEx\n\x85}X\x01\x00\x00\x00kK\x06sNtbK\x07\x85R.",
):
    y = pickle.loads(data)
    print(type(y).__name__, y.made)
data = (
    b"\x80\x02cfunctools\npartial\ncbuiltins\ngetattr\ncbuiltins\nstr\nX\x07\x00\x00\x00__new__\x86Rq\x00\x85R"
    b"(h\x00c__main__\nText\nX\x01\x00\x00\x00a\x86}Ntb)R."
)
y = pickle.loads(data)
print(type(y).__name__, str(y))


# One that stays, as a value.
def show(*args, **kw):
    return args, sorted(kw.items())


data = b"\x80\x02cfunctools\npartial\nc__main__\nshow\nq\x00\x85R(h\x00K\x01K\x02\x86}X\x01\x00\x00\x00kK\x06sNtb."
f = pickle.loads(data)
print(f(), f(3), f(3, j=4), f(k=5))
for p in range(6):
    f, g = pickle.loads(pickle.dumps([pickle.loads(data)] * 2, p))
    print(p, f(7, k=8), f is g)
for data in (
    b"\x80\x02cfunctools\npartial\nK\x05\x85R.",
    b"\x80\x02cfunctools\npartial\n)R.",
    b"\x80\x02cfunctools\npartial\nc__main__\nshow\n\x85R(K\x05)}Ntb.",
    b"\x80\x02cfunctools\npartial\nc__main__\nshow\n\x85R(c__main__\nshow\nK\x05}Ntb.",
    b"\x80\x02cfunctools\npartial\nc__main__\nshow\n\x85R(c__main__\nshow\n)K\x05Ntb.",
    b"\x80\x02cfunctools\npartial\nc__main__\nshow\n\x85Rc__main__\nshow\n\x85b.",
):
    try:
        pickle.loads(data)
        print("loaded")
    except (TypeError, pickle.UnpicklingError):
        print("refused")
