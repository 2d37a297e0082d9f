# What __reduce__ must not return.
try:
    import mpickle as pickle
except ImportError:
    import pickle


class Bad:
    def __init__(self, value):
        self.value = value

    def __reduce__(self):
        return self.value


def function():
    return "called"


VALUES = [
    None,
    5,
    b"bytes",
    [function, ()],
    (),
    (function,),
    (function, (), None, None, None, None, None),
    (function, None),
    (function, [1]),
    ("not callable", ()),
    (function, (), None, 5),
    (function, (), None, None, 5),
]
shared = ["shared"]
for p in range(6):
    for value in VALUES:
        try:
            pickle.dumps([shared, Bad(value)], p)
            print(p, "dumped")
        except (pickle.PicklingError, TypeError):
            print(p, "refused")
    print(p, pickle.loads(pickle.dumps([shared, Bad((function, ())), shared], p)))


class Raises:
    def __reduce__(self):
        raise ValueError("mine", 7)


for p in range(6):
    try:
        pickle.dumps((1, Raises()), p)
    except ValueError as e:
        print(p, e.args)
