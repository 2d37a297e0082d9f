# Hooks that change what is being written or built: an error or a pickle that loads, and never less.
try:
    import mpickle
except ImportError:
    print("SKIP")  # no mpickle
    raise SystemExit

import gc

SIZE = 40


def attempt(what, function):
    try:
        result = function()
    except (RuntimeError, ValueError, TypeError, IndexError, mpickle.PickleError) as e:
        result = type(e).__name__
    gc.collect()
    # Whatever lies in the place of what was freed.
    scratch = [bytearray(b"\xff" * (16 << i % 6)) for i in range(30)]
    del scratch
    print(what, result)


class Trigger:
    """Is in the middle of a container, and changes it."""

    action = None

    def __init__(self, *args):
        pass

    def __hash__(self):
        # In the middle of a set of small numbers.
        return 5

    def __reduce__(self):
        Trigger.action()
        return Trigger, ()


def shape(x):
    return type(x).__name__, len(x)


def grow(x):
    for i in range(100):
        x.append([i])


def clear(x):
    # del x[:], which frees the items' memory when it is next appended to.
    while x:
        x.pop()
    grow(x)
    while x:
        x.pop()


def shrink(x):
    for i in range(len(x) - 3):
        x.pop()


def grow_dict(x):
    for i in range(100):
        x["new%d" % i] = [i]


def replace_values(x):
    for key in list(x):
        x[key] = ["replaced"]


def drop_one(x):
    for key in list(x)[:3]:
        del x[key]


def grow_set(x):
    for i in range(1000, 1100):
        x.add(i)


LISTS = ("grow", grow), ("clear", clear), ("shrink", shrink)
DICTS = ("grow", grow_dict), ("clear", lambda x: x.clear()), ("replace", replace_values), ("drop", drop_one)
SETS = ("grow", grow_set), ("clear", lambda x: x.clear())

for p in (0, 2, 4, 5):
    for name, action in LISTS:
        x = [[i] for i in range(SIZE)]
        x[SIZE // 2] = Trigger()
        Trigger.action = lambda: action(x)
        attempt("%d list %s" % (p, name), lambda: shape(mpickle.loads(mpickle.dumps(x, p))))
        # Inside of something, which goes on.
        x = [[i] for i in range(SIZE)]
        x[SIZE // 2] = Trigger()
        attempt("%d in list %s" % (p, name), lambda: shape(mpickle.loads(mpickle.dumps([x, "rest", x], p))))
    for name, action in DICTS:
        x = {i: [i] for i in range(SIZE)}
        x[SIZE // 2] = Trigger()
        Trigger.action = lambda: action(x)
        attempt("%d dict %s" % (p, name), lambda: shape(mpickle.loads(mpickle.dumps(x, p))))
    for name, action in SETS:
        x = set(range(SIZE))
        x.add(Trigger())
        Trigger.action = lambda: action(x)
        attempt("%d set %s" % (p, name), lambda: type(mpickle.loads(mpickle.dumps(x, p))).__name__)
    # The bytearray that is yet to be written.
    x = [Trigger(), bytearray(300)]
    Trigger.action = lambda: x[1].extend(b"x" * 5000)
    attempt("%d bytearray" % p, lambda: len(mpickle.loads(mpickle.dumps(x, p))[1]))


# The instance whose attributes are written.
class Attributes:
    def __init__(self):
        for i in range(10):
            setattr(self, "a%d" % i, [i])
        self.trigger = Trigger()


def more_attributes():
    for i in range(50):
        setattr(x, "more%d" % i, [i])


def fewer_attributes():
    for i in range(10):
        if hasattr(x, "a%d" % i):
            delattr(x, "a%d" % i)


for p in (0, 2, 4):
    for name, action in ("more", more_attributes), ("fewer", fewer_attributes):
        x = Attributes()
        Trigger.action = action
        attempt("%d attributes %s" % (p, name), lambda: type(mpickle.loads(mpickle.dumps(x, p))).__name__)


# The items that a reducer handed over, and the arguments and the state.
class Handed:
    def __init__(self, *args):
        pass

    def __reduce__(self):
        return Handed, (args, Trigger(), args), {"args": args, "t": Trigger()}


for p in (0, 2, 4):
    args = [[i] for i in range(SIZE)]
    Trigger.action = lambda: clear(args)
    attempt("%d handed over" % p, lambda: type(mpickle.loads(mpickle.dumps(Handed(), p))).__name__)


# While it is loaded: the container that is filled next, and the buffer that is read.
class Changer:
    def __init__(self, x=None):
        self.x = x

    def __setstate__(self, state):
        # The list that this is in, which is not complete.
        action(state)


for p in (0, 2, 4):
    for name, action in LISTS:
        x = [[i] for i in range(10)]

        class Sender:
            def __reduce__(self):
                return Changer, (), x

        x[5] = Sender()
        attempt("%d loaded list %s" % (p, name), lambda: type(mpickle.loads(mpickle.dumps(x, p))).__name__)


class Feeder:
    def __setstate__(self, state):
        Feeder.action()


def move():
    # The input moves and becomes something else.
    data.extend(b"?" * 3000)
    overwrite()


def overwrite():
    data[:] = b"?" * len(data)


mpickle.register(Feeder, "__main__.Feeder")
for name, action in ("move", move), ("overwrite", overwrite):
    Feeder.action = action
    data = bytearray(b"\x80\x02](c__main__\nFeeder\n)\x81K\x01b\x8c\x04reste.")
    attempt("input %s" % name, lambda: mpickle.loads(data))
data = bytearray(b"\x80\x02](c__main__\nFeeder\n)\x81K\x01b\x8c\x04reste.")
attempt("input in view", lambda: mpickle.loads(memoryview(data)))

# The buffer that dump_into writes to.
if hasattr(mpickle, "dump_into"):
    room = bytearray(400)

    def resize():
        room.extend(b"x" * 5000)

    Trigger.action = resize
    attempt("into", lambda: mpickle.dump_into([1, "text" * 10, Trigger(), "text" * 10], room))


# Keys whose comparison changes the dictionary that they are put in; hashes that do.
class Key:
    def __init__(self, key=0):
        self.key = key

    def __hash__(self):
        return 1

    def __eq__(self, other):
        Key.action()
        return self is other

    def __reduce__(self):
        return Key, (self.key,)


kept = []


class Keeper:
    # Hands the dictionary over before its keys come.
    def __setstate__(self, state):
        kept.append(state)


def change_kept():
    for x in kept:
        if len(x) < 500:
            if isinstance(x, dict):
                x["more%d" % len(x)] = 1
            elif isinstance(x, set):
                x.add("more%d" % len(x))


Key.action = change_kept
# [d := {}, Keeper().__setstate__(d), then the keys into d]
for name, empty, fill in ("dict", b"}", b"(%sK\x01%sK\x02%sK\x03u"), ("set", b"\x8f", b"(%s%s%s\x90"):
    keys = tuple(b"c__main__\nKey\nK" + bytes([i + 1]) + b"\x85R" for i in range(3))
    pickle = b"\x80\x04" + empty + b"q\x00c__main__\nKeeper\n)\x81h\x00b0" + fill % keys + b"."
    kept.clear()
    attempt("%s of keys" % name, lambda: type(mpickle.loads(pickle)).__name__)
