# Plain data at protocols 2 to 5: what the smallest firmware writes and reads.
import gc

try:
    import mpickle as pickle
except ImportError:
    import pickle

ATOMS = [None, True, False, 0, 1, -1, 255, 256, 65535, 65536, 2**31 - 1, -(2**31), 2**40, -(2**100), 1 << 2100]
FLOATS = [0.0, -0.0, 1.5, -2.25, 1e10, float("inf")]
TEXTS = ["", "a", "name", "\x7f\u20ac\U0001f600", "x" * 300, b"", b"\x00\xff", b"y" * 300]
SEQUENCES = [[], [1], [1, 2], list(range(1003)), (), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), [[[]], ((),)]]
MAPS = [{}, {"k": 1}, {1: "a", (2, "b"): [None], None: {}}, {i: i for i in range(1003)}]
SETS = [set(), {1}, {1, "a", (2, 3)}, frozenset(), frozenset([1]), {frozenset([2]), 3}]
BYTEARRAYS = [bytearray(), bytearray(b"\x80"), bytearray(b"z" * 300)]

for p in range(2, 6):
    for x in ATOMS + FLOATS + TEXTS + SEQUENCES + MAPS + SETS + BYTEARRAYS:
        gc.collect()
        y = pickle.loads(pickle.dumps(x, p))
        if type(x) is not type(y) or x != y or str(x)[:1] != str(y)[:1]:
            print("differs at", p, x, y)
    every = [ATOMS, FLOATS, TEXTS, SEQUENCES[:3], MAPS[:3], BYTEARRAYS]
    print(p, pickle.loads(pickle.dumps(every, protocol=p)) == every)

# What is shared stays shared, and a list may hold itself.
shared = ["shared"]
for p in range(2, 6):
    a, b, t = pickle.loads(pickle.dumps([shared, shared, (shared,)], p))
    print(p, a is b, t[0] is a)
    cyclic = [shared, {}]
    cyclic.append(cyclic)
    cyclic[1]["up"] = (cyclic,)
    c = pickle.loads(pickle.dumps(cyclic, p))
    print(p, c[2] is c, c[1]["up"][0] is c)

# As CPython writes them: with frames, with memos for everything, and with names before protocol 4.
PICKLES = [
    b"\x80\x04\x95\x18\x00\x00\x00\x00\x00\x00\x00]\x94(K\x01G?\xf8\x00\x00\x00\x00\x00\x00\x8c\x01a\x94C\x01b\x94e.",
    b"\x80\x02]q\x00(K\x01G?\xf8\x00\x00\x00\x00\x00\x00X\x01\x00\x00\x00aq\x01c_codecs\nencode\nq\x02X\x01\x00\x00\x00bq\x03"
    b"X\x06\x00\x00\x00latin1q\x04\x86q\x05Rq\x06e.",
    b"\x80\x02c__builtin__\nset\nq\x00]q\x01(K\x01K\x02e\x85q\x02Rq\x03.",
    b"\x80\x03cbuiltins\nfrozenset\nq\x00]q\x01K\x01a\x85q\x02Rq\x03.",
    b"\x80\x03cbuiltins\nbytearray\nq\x00C\x02\x80aq\x01\x85q\x02Rq\x03.",
    b"\x80\x02c__builtin__\nbytearray\nq\x00X\x03\x00\x00\x00\xc2\x80aq\x01X\x07\x00\x00\x00latin-1q\x02\x86q\x03Rq\x04.",
    b"\x80\x04\x8c\x08builtins\x8c\x09bytearray\x93C\x01a\x85R.",
    b"\x80\x02c__builtin__\nbytes\n)R.",
    b"\x80\x04\x8f(K\x01K\x02\x90.",
]
for data in PICKLES:
    y = pickle.loads(data)
    print(type(y).__name__, sorted(y) if type(y) in (set, frozenset) else y)
print(pickle.loads(b"(K\x01K\x022K\x03t."), pickle.loads(b"(K\x01K\x02d."), pickle.loads(b"(K\x01l."))
print(pickle.loads(memoryview(bytearray(b"\x80\x04K\x07."))))
print(pickle.HIGHEST_PROTOCOL, pickle.DEFAULT_PROTOCOL)
