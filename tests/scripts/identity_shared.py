# What is shared stays shared, whatever the container.
try:
    import mpickle as pickle
except ImportError:
    import pickle


class Thing:
    pass


def pairs(p):
    thing = Thing()
    for x in (
        [1],
        (1, 2),
        {"k": 1},
        set([1]),
        frozenset([1, 2]),
        bytearray(b"ab"),
        range(7),
        thing,
        ValueError("x"),
        "a string that is shared",
        b"bytes that are shared",
        1 << 100,
    ):
        y = pickle.loads(pickle.dumps([x, x], p))
        z = pickle.loads(pickle.dumps((x, [x], {"v": x}), p))
        yield y[0] is y[1] or type(x) is int, type(z[0]) is type(x)
        if type(x) is not int:
            yield z[0] is z[1][0], z[0] is z[2]["v"]


for p in range(6):
    print(p, list(pairs(p)))

# Equal but not the same: stays apart.
for p in range(6):
    y = pickle.loads(pickle.dumps([[1], [1], {}, {}, bytearray(b"a"), bytearray(b"a")], p))
    print(p, y[0] is y[1], y[2] is y[3], y[4] is y[5])

# A diamond, and many references to one object, mixed with others.
base = ["base"]
left, right = [base, "l"], [base, "r"]
for p in range(6):
    y = pickle.loads(pickle.dumps([left, right, base] * 3, p))
    print(p, y[0][0] is y[1][0], y[2] is y[0][0], y[3] is y[0], y[8] is y[2])
    others = [[i] for i in range(40)]
    y = pickle.loads(pickle.dumps(others + others[::-1], p))
    print(p, [y[i] is y[79 - i] for i in range(40)].count(True), y[:3])

# More shared objects than one-byte memo keys.
x = [[i] for i in range(300)]
for p in range(6):
    y = pickle.loads(pickle.dumps([x, x[::-1]], p))
    print(p, [y[0][i] is y[1][299 - i] for i in range(300)].count(True), y[0][299])
