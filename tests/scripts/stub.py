# unknown="stub": what is not there becomes a stand-in with its names, and what the pickle gives it; nothing is called.
import io

import mpickle

if "stub" not in mpickle.features:
    print("SKIP")  # no stubs
    raise SystemExit


def moved(data):
    """The pickle, as if its classes were in a module that is not there."""
    return data.replace(b"__main__", b"far.away")


def show(what, x):
    print(what, x, x.__module__, x.__name__, x.__args__, x.__kwargs__, x.__state__, x.__listitems__, x.__dictitems__)


def load(data):
    return mpickle.loads(data, unknown="stub")


class Plain:
    pass


class Args:
    def __init__(self, a):
        self.a = a

    def __reduce__(self):
        return Args, (self.a,)


class Items:
    def __reduce__(self):
        return Items, (), {"s": 1}, iter([1, 2, 3]), iter([("k", 4), (5, 6)])


class New:
    def __getnewargs_ex__(self):
        return (1, 2), {"k": 3}


class Slots:
    def __reduce__(self):
        return Slots, (), ({"a": 1}, {"b": 2})


class State:
    def __reduce__(self):
        return State, (), [7]


# Every kind of object, at every protocol; which opcodes make them differs.
for protocol in range(6):
    try:
        plain = Plain()
        plain.x = 5
        plain.word = ["a", plain]
        x = load(moved(mpickle.dumps(plain, protocol)))
    except mpickle.PicklingError:
        continue  # protocols 0 and 1 need the feature text
    print(protocol, x, x.__args__, x.x, x.word[0], x.word[1] is x, sorted(x.__state__), isinstance(x, mpickle.Stub))
    show(protocol, load(moved(mpickle.dumps(Args(7), protocol))))
    x = load(moved(mpickle.dumps(Items(), protocol)))
    print(protocol, x, x.s, x.__listitems__, x.__dictitems__ == {"k": 4, 5: 6})
    if protocol >= 2:
        show(protocol, load(moved(mpickle.dumps(New(), protocol))))
    x = load(moved(mpickle.dumps(Slots(), protocol)))
    print(protocol, x.a, x.b, x.__state__)
    show(protocol, load(moved(mpickle.dumps(State(), protocol))))
    show(protocol, load(moved(mpickle.dumps(Args, protocol))))

# INST and OBJ; keywords and dotted names before protocol 4; a set's items.
for data in (
    b"(K\x01K\x02ifar\nInst\n.",
    b"(cfar\nObj\nK\x01o.",
    b"cfunctools\npartial\nccopyreg\n__newobj__\n\x85R(ccopyreg\n__newobj__\n(cfar\nA\nK\x01t}X\x01\x00\x00\x00kK\x02sNtb)R.",
    b"cfunctools\npartial\ncfar\nf\n\x85R(cfar\nf\nK\x01\x85}X\x01\x00\x00\x00kK\x02sNtb)R.",
    b"cfar\nA\nK\x01\x85}X\x01\x00\x00\x00kK\x02s\x92.",
    b"cbuiltins\ngetattr\ncfar\nA\nX\x01\x00\x00\x00B\x86R.",
    b"cbuiltins\ngetattr\ncfar\nA\nX\x01\x00\x00\x00B\x86RK\x03\x85R.",
    b"cbuiltins\ngetattr\ncfar\nA\nX\x07\x00\x00\x00__new__\x86Rcfar\nA\nK\x03\x86R.",
    b"ccopyreg\n_reconstructor\n(cfar\nA\ncbuiltins\nobject\nNtR.",
    b"ccopyreg\n_reconstructor\n(cfar\nA\ncbuiltins\nlist\n]tR.",
    b"ccopyreg\n__newobj_ex__\n(cfar\nA\nK\x01\x85}X\x01\x00\x00\x00kK\x02stR.",
    b"\x80\x04cfar\nA\n)R(K\x01K\x02\x90.",
):
    try:
        show("opcodes", load(data))
    except mpickle.UnpicklingError as e:
        print("UnpicklingError", e)


# A name of nothing in a module that is there; what is there is as without the option.
class Here:
    pass


here = load(mpickle.dumps([Here(), Here, len("x")]))
print(type(here[0]) is Here, here[1] is Here)
show("name", load(b"c__main__\nNobody\n."))
for name in (b"eval", b"exec", b"__import__"):
    try:
        print("loaded", load(b"cbuiltins\n" + name + b"\nX\x01\x00\x00\x001\x85R."))
    except mpickle.UnpicklingError as e:
        print(e)
mpickle.register(Here, "far.Registered")
print(load(b"cfar\nRegistered\n.") is Here)
mpickle.unregister(Here)

# A stub has a hash, and is equal to itself only.
x = load(b"cfar\nA\n\x94}h\x00K\x01sh\x00)R\x94K\x02s.")
print(len(x), sorted(x.values()))
x = load(b"cfar\nA\n\x94)Rh\x00)R\x86.")
print(x[0] == x[1], x[0] == x[0])

# It cannot be called, changed, filled from outside, or pickled.
x = load(b"cfar\nA\n)R}X\x01\x00\x00\x00aK\x01sb.")
for what in (
    lambda: x(),
    lambda: load(b"cfar\nA\n.")(1, k=2),
    lambda: x.nothing,
    lambda: setattr(x, "a", 2),
    lambda: mpickle.dumps(x) if hasattr(mpickle, "dumps") else mpickle.loads(b"cpicklingerror\nx\n."),
):
    try:
        print("done", what())
    except Exception as e:
        print(type(e).__name__, e if isinstance(e, TypeError) else "raised")
print(x.a, hasattr(x, "a"), hasattr(x, "b"), x.__state__)

# What pickles may not do with one.
for data in (
    b"cfar\nA\n}K\x01K\x02sb.",  # state for a class
    b"cfar\nA\n)R}b}K\x01K\x02sb.",  # two states
    b"cfar\nA\n)R)R.",  # a call of an object
    b"cfar\nA\nK\x01a.",  # an item for a class
    b"cfar\nA\n]R.",  # arguments that are no tuple
    b"cfar\nA\n)]\x92.",  # keywords that are no dictionary
    b"cfar\nA\n)R]K\x01s.",  # a key without a hash
    b"ccopyreg\n_reconstructor\ncfar\nA\n\x85R.",
    b"ccopyreg\n__newobj__\n)R.",
):
    try:
        print("loaded", load(data))
    except (mpickle.UnpicklingError, TypeError) as e:
        print(type(e).__name__)

# The option.
data = b"cfar\nA\n."
for options in (
    {},
    {"unknown": None},
    {"unknown": "stub", "allow": "data"},
    {"unknown": "stub", "allow": ()},
    {"unknown": "stub", "allow": "python"},
    {"unknown": "stub", "allow": [Here]},
    {"unknown": "stab"},
    {"unknown": 1},
):
    try:
        print(mpickle.loads(data, **options))
    except (mpickle.UnpicklingError, ValueError) as e:
        print(type(e).__name__, e)
# Of what a list does not allow nothing is imported or called: it is unknown as well.
print(mpickle.loads(b"c__main__\nPlain\n)\x81cbuiltins\neval\n\x86.", unknown="stub", allow=[Here]))


# A hook asks the base class, and gets one; another hook's objects are as they are.
class Own(mpickle.Unpickler):
    def find_class(self, module, name):
        return Here if name == "Known" else super().find_class(module, name)


x = Own(io.BytesIO(b"cfar\nKnown\n)\x81cfar\nA\n\x86."), unknown="stub").load()
print(type(x[0]) is Here, x[1])
print(mpickle.Unpickler(io.BytesIO(data), unknown="stub").load())

# Containers in a stub count as if they were in an instance.
try:
    data = b"cfar\nA\n)R]]]]aaab."
    print(mpickle.loads(data, unknown="stub", max_depth=5))
    print("loaded", mpickle.loads(data, unknown="stub", max_depth=4))
except mpickle.UnpicklingError as e:
    print(e)
