# __reduce__ may return a name: the object is found under it again.
try:
    import mpickle as pickle
except ImportError:
    import pickle


class Single:
    def __init__(self, name):
        self.name = name

    def __reduce__(self):
        return self.name


class Holder:
    pass


FIRST = Single("FIRST")
SECOND = Single("SECOND")
Holder.third = Single("Holder.third")
lost = Single("NOT_THERE")
wrong = Single("FIRST")


class ByEx:
    def __reduce_ex__(self, protocol):
        return "BY_EX"


BY_EX = ByEx()

for p in range(6):
    print(p, pickle.loads(pickle.dumps(FIRST, p)) is FIRST)
    y = pickle.loads(pickle.dumps([FIRST, SECOND, FIRST], p))
    print(p, y[0] is FIRST, y[1] is SECOND, y[2] is FIRST)
    print(p, pickle.loads(pickle.dumps(Holder.third, p)) is Holder.third)
    print(p, pickle.loads(pickle.dumps({"k": BY_EX}, p))["k"] is BY_EX)
    for x in (lost, wrong):
        try:
            pickle.dumps(x, p)
            print(p, "dumped")
        except pickle.PicklingError:
            print(p, "PicklingError")
