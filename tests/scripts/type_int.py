# Integers of every width, at and around every boundary of the format.
try:
    import mpickle as pickle
except ImportError:
    import pickle

values = [0, 1, -1, 255, 256, -255, -256, 65535, 65536, -65536]
for bits in (7, 8, 15, 16, 29, 30, 31, 32, 62, 63, 64, 65, 127, 128, 200):
    for delta in (-1, 0, 1):
        values.append((1 << bits) + delta)
        values.append(-(1 << bits) + delta)

for p in range(6):
    same = 0
    for x in values:
        y = pickle.loads(pickle.dumps(x, p))
        if type(y) is int and y == x:
            same += 1
        else:
            print("differs", p, hex(x), y)
    print(p, same == len(values))
    back = pickle.loads(pickle.dumps(values, p))
    print(p, back == values, len(back))

for x in (0, 255, 256, -1, 65536, 1 << 31, -(1 << 31), 1 << 62, -(1 << 63)):
    print([hex(pickle.loads(pickle.dumps(x, p))) for p in range(6)])
