# Sets: an opcode from protocol 4, a call before.
try:
    import mpickle as pickle
except ImportError:
    import pickle

try:
    set
except NameError:
    print("SKIP")  # no set
    raise SystemExit

for p in range(6):
    for x in (set(), {1}, {1, 2, 3}, {"a", "b", None}, {(1, 2), (3,)}, set(range(100))):
        y = pickle.loads(pickle.dumps(x, p))
        print(p, type(y) is set, len(y), y == x)
    s = {5}
    y = pickle.loads(pickle.dumps([s, s, {5}], p))
    y[0].add(6)
    print(p, sorted(y[0]), sorted(y[1]), sorted(y[2]), y[0] is y[1])
print(sorted(pickle.loads(b"c__builtin__\nset\n((lI1\naI2\natR.")))
print(sorted(pickle.loads(b"\x80\x04\x8f(K\x01K\x02\x90(K\x03\x90.")))
print(pickle.loads(b"\x80\x04\x8f(\x90."))
