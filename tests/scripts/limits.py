# Limits of one load: max_bytes, max_depth, max_objects, max_memo.
import io

import mpickle

try:
    mpickle.loads(b"N.", max_bytes=2)
except TypeError:
    print("SKIP")  # no limits
    raise SystemExit


def attempt(what, data, **options):
    for load in (mpickle.loads, lambda data, **options: mpickle.load(io.BytesIO(data), **options)):
        try:
            print(what, repr(load(data, **options)))
        except Exception as e:
            print(what, type(e).__name__, e)


attempt("bytes", b"K\x05.", max_bytes=3)
attempt("bytes", b"K\x05.", max_bytes=2)
attempt("bytes", b"B\xff\xff\xff\x3f", max_bytes=1000)
attempt("bytes", b"K\x05.more", max_bytes=3)
attempt("objects", b"](K\x01K\x02e.", max_objects=3)
attempt("objects", b"](K\x01K\x02e.", max_objects=2)
attempt("memo", b"]\x94]\x94a.", max_memo=2)
attempt("memo", b"]\x94]\x94a.", max_memo=1)
attempt("none", b"N.", max_bytes=None, max_depth=None, max_objects=None, max_memo=None)
attempt("negative", b"N.", max_bytes=-1)
attempt("text", b"N.", max_depth="3")


class Thing:
    def __init__(self, x):
        self.x = x


class Things(list):
    pass


def depth(x):
    """The smallest limit that x passes."""
    data = mpickle.dumps(x)
    limit = 0
    while True:
        try:
            mpickle.loads(data, max_depth=limit)
            return limit
        except mpickle.UnpicklingError as e:
            assert "max_depth" in str(e), e
            limit += 1


print(depth(None), depth(5), depth("text"), depth(1 << 70))
print(depth([]), depth(()), depth({}), depth([1, 2]), depth([[]]), depth([1, [2, [3]], 4]))
print(depth({1: {2: {3: 4}}}), depth({(1, (2,)): 3}), depth((1, [2, {3: (4,)}])))
print(depth({1, 2}), depth({(1, (2, 3))}), depth(frozenset([frozenset([1])])))
print(depth(Thing(1)), depth(Thing([1])), depth([Thing(Thing(Thing(())))]))
things = Things([[1]])
things.x = [[[2]]]
print(depth(things))
# Cycles end; what is met twice counts where it is deepest.
cycle = []
cycle.append([cycle])
print(depth(cycle))
shared = [[[]]]
print(depth([shared, [[shared]]]), depth([[[shared]], shared]))
# Containers that are met many times: two to the power of 12 ways.
wide = []
for i in range(12):
    wide = [wide, wide]
print(depth(wide))

# Each pickle of a stream has its own count.
stream = io.BytesIO(b"K\x01.K\x02.K\x03.")
unpickler = mpickle.Unpickler(stream, max_bytes=3, max_objects=1)
print(unpickler.load(), unpickler.load(), unpickler.load())

# A limit beyond a machine word is refused, and never cut off.
for name in ("max_bytes", "max_objects", "max_depth"):
    try:
        print(mpickle.loads(b"]K\x01a.", **{name: 1 << 62}))
    except OverflowError:
        print([1])
