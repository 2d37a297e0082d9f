# Cycles through states, items, attributes and the arguments of __reduce__.
try:
    import mpickle as pickle
except ImportError:
    import pickle


class Node:
    def __init__(self, name):
        self.name = name
        self.links = []


class State:
    def __getstate__(self):
        return [self.other, self]

    def __setstate__(self, state):
        self.other, me = state
        self.same = me is self


class Items(list):
    def __reduce__(self):
        return Items, (), {"me": self, "items": [self]}, iter([self, [self]])


class Keys(dict):
    def __reduce__(self):
        return Keys, (), None, None, iter([("me", self), ("in", (self,))])


class Late:
    def __reduce__(self):
        return Late, (), (self.__dict__, None, self)

    def __setstate__(self, state):
        self.list = state[0]["list"]
        self.same = state[2] is self


def put(obj, state):
    obj.state = state


class Setter:
    def __reduce__(self):
        return Setter, (), {"me": self}, None, None, put


class Boxed:
    # The argument of the function refers back by way of a list.
    def __init__(self, box):
        self.box = box

    def __reduce__(self):
        return Boxed, (self.box,)


for p in range(6):
    a, b = Node("a"), Node("b")
    a.links += [a, b]
    b.links += [a]
    b.up = {"parent": (a,)}
    y = pickle.loads(pickle.dumps([a, b], p))
    print(p, y[0].links[0] is y[0], y[0].links[1] is y[1], y[1].links[0] is y[0], y[1].up["parent"][0] is y[0])
    x, z = State(), State()
    x.other, z.other = z, x
    y = pickle.loads(pickle.dumps(x, p))
    print(p, y.same, y.other.same, y.other.other is y)
    y = pickle.loads(pickle.dumps(Items(), p))
    print(p, type(y) is Items, y.me is y, y.items[0] is y, y[0] is y, y[1][0] is y, len(y))
    y = pickle.loads(pickle.dumps(Keys(), p))
    print(p, type(y) is Keys, y["me"] is y, y["in"][0] is y)
    x = Late()
    x.list = [x]
    y = pickle.loads(pickle.dumps(x, p))
    print(p, y.same, y.list[0] is y)
    y = pickle.loads(pickle.dumps(Setter(), p))
    print(p, y.state["me"] is y)
    x = Node("long")
    at = x
    for i in range(40):
        at.links.append(Node(i))
        at = at.links[0]
    at.links.append(x)
    y = pickle.loads(pickle.dumps(x, p))
    at = y
    for i in range(41):
        at = at.links[0]
    print(p, at is y)
    box = []
    box.append(Boxed(box))
    y = pickle.loads(pickle.dumps(box, p))
    print(p, type(y) is list, type(y[0]) is Boxed, y[0].box is y)
