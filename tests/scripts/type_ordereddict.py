# collections.OrderedDict keeps its order.
try:
    import mpickle as pickle
except ImportError:
    import pickle

try:
    from collections import OrderedDict
except ImportError:
    print("SKIP")  # no OrderedDict
    raise SystemExit

for p in range(6):
    for pairs in ([], [("z", 1)], [("z", 1), ("a", 2), ("m", [3])], [(i * 7 % 31, i) for i in range(31)]):
        x = OrderedDict(pairs)
        y = pickle.loads(pickle.dumps(x, p))
        print(p, type(y) is OrderedDict, list(y.items()) == pairs, len(y))
    d = OrderedDict([("self", None)])
    d["self"] = d
    y = pickle.loads(pickle.dumps(d, p))
    print(p, y["self"] is y, list(y.keys()))
    y = pickle.loads(pickle.dumps([d, d, OrderedDict()], p))
    print(p, y[0] is y[1], y[0] is y[2])
# As Python 2 wrote it: a list of [key, value] lists.
y = pickle.loads(b"ccollections\nOrderedDict\n((lp0\n(lp1\nS'b'\naI1\naa(lp2\nS'a'\naI2\naatR.")
print(type(y) is OrderedDict, list(y.items()))
# NEWOBJ makes an empty one, whatever the arguments.
y = pickle.loads(b"\x80\x04\x8c\x0bcollections\x8c\x0bOrderedDict\x93K\x05\x85\x81(K\x01K\x02u.")
print(type(y) is OrderedDict, list(y.items()))
