# collections.deque: items in order; maxlen where given.
try:
    import mpickle as pickle
except ImportError:
    import pickle

try:
    from collections import deque

    deque([1], 1)
except (ImportError, ValueError):
    print("SKIP")  # no deque, or none that is made of items
    raise SystemExit

for p in range(6):
    for items in ([], [1], [3, 1, 2], ["a", [1], (2,)]):
        y = pickle.loads(pickle.dumps(deque(items, 8), p))
        print(p, type(y) is deque, len(y), list(y))
    # The limit arrives too: the oldest item leaves.
    y = pickle.loads(pickle.dumps(deque([1, 2, 3], 3), p))
    y.append(4)
    print(p, list(y))
    d = deque([], 4)
    y = pickle.loads(pickle.dumps([d, d], p))
    y[0].append("x")
    print(p, list(y[1]), y[0] is y[1])
# Without a limit, as CPython writes it.
y = pickle.loads(b"\x80\x04\x8c\x0bcollections\x8c\x05deque\x93)R(K\x01K\x02K\x03e.")
print(type(y) is deque, list(y))
y = pickle.loads(b"\x80\x04\x8c\x0bcollections\x8c\x05deque\x93)K\x02\x86R(K\x01K\x02K\x03e.")
print(type(y) is deque, list(y))
# NEWOBJ makes an empty one, whatever the arguments.
y = pickle.loads(b"\x80\x04\x8c\x0bcollections\x8c\x05deque\x93)\x81(K\x01K\x02e.")
print(type(y) is deque, list(y))
y = pickle.loads(b"\x80\x04\x8c\x0bcollections\x8c\x05deque\x93K\x05\x85\x81(K\x01K\x02e.")
print(type(y) is deque, list(y))

# Without a limit: empty or not, it takes more, and stays without one.
for n in (0, 1, 10, 40, 500):
    data = b"\x80\x04\x8c\x0bcollections\x8c\x05deque\x93)R(" + b"K\x05" * n + b"e."
    for p in range(6):
        y = pickle.loads(data)
        for i in range(16):
            y.append(i)
        y.appendleft(-1)
        y = pickle.loads(pickle.dumps([y, y], p))
        y[0].append("end")
        print(n, p, y[0] is y[1], len(y[1]), list(y[1])[-3:], y[1].popleft())
print(pickle.dumps(pickle.loads(b"ccollections\ndeque\n)R."), 2).replace(b"q\x00", b"").replace(b"q\x01", b""))
