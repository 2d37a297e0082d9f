# Subclasses of list and dict, with attributes.
try:
    import mpickle as pickle
except ImportError:
    import pickle


class Row(list):
    unit = "mm"

    def total(self):
        return sum(self)


class Table(dict):
    def __init__(self, *args):
        super().__init__(*args)
        self.title = "made"


class Deep(Row):
    pass


for p in range(6):
    x = Row([1, 2, 3])
    y = pickle.loads(pickle.dumps(x, p))
    print(p, type(y) is Row, list(y), y.total(), y.unit)
    x.name = "first"
    x.tags = [x]
    y = pickle.loads(pickle.dumps(x, p))
    print(p, y.name, y.tags[0] is y, len(y))
    x = Deep([[1], (2,)])
    y = pickle.loads(pickle.dumps(x, p))
    print(p, type(y) is Deep, isinstance(y, Row), list(y))
    x = Table({"a": 1, 2: [3]})
    x.extra = {"k": None}
    y = pickle.loads(pickle.dumps(x, p))
    print(p, type(y) is Table, y["a"], y[2], len(y), y.title, y.extra)
    x = Row()
    y = pickle.loads(pickle.dumps((x, x), p))
    print(p, type(y[0]) is Row, y[0] is y[1], len(y[0]))
    # More than a batch.
    y = pickle.loads(pickle.dumps(Row(range(1500)), p))
    print(p, len(y), y[1499])

# A list that holds itself, and a dictionary that does: with items after the object, as protocol 2 has them.
for p in range(2, 6):
    x = Row()
    x.append(x)
    y = pickle.loads(pickle.dumps(x, p))
    print(p, y[0] is y, len(y))
    x = Table()
    x["me"] = x
    y = pickle.loads(pickle.dumps(x, p))
    print(p, y["me"] is y, y.title)
