# Tuples: the short forms, long ones, identity, and tuples that contain themselves.
try:
    import mpickle as pickle
except ImportError:
    import pickle

for p in range(6):
    for n in range(7):
        x = tuple(range(n))
        y = pickle.loads(pickle.dumps(x, p))
        print(p, type(y) is tuple, y)
    print(p, pickle.loads(pickle.dumps(((), ((),), (((), ()),)), p)))
    t = (1, [2])
    y = pickle.loads(pickle.dumps([t, t, (t, t)], p))
    print(p, y[0] is y[1], y[2][0] is y[0], y[2][1] is y[0], y[0][1] is y[1][1])

    # Recursive through a list, for each of the forms.
    for n in (0, 1, 2, 3):
        box = []
        t = (box,) + tuple(range(n))
        box.append(t)
        y = pickle.loads(pickle.dumps(t, p))
        print(p, len(y), y[1:], y[0][0] is y)
        y = pickle.loads(pickle.dumps(box, p))
        print(p, len(y), y[0][1:], y[0][0] is y)
