# States of any type; None, False and what is empty.
try:
    import mpickle as pickle
except ImportError:
    import pickle


class Keeper:
    calls = 0

    def __init__(self, state):
        self.state = state

    def __getstate__(self):
        return self.state

    def __setstate__(self, state):
        Keeper.calls += 1
        self.state = state
        self.restored = True


class Dict:
    def __init__(self, state):
        self.kept = state

    def __getstate__(self):
        return self.kept


for p in range(6):
    for state in (1, "text", [1, 2], (1, 2), (None, {"a": 1}), b"b", {"k": [1]}, True, None, False, 0, "", (), {}, []):
        Keeper.calls = 0
        y = pickle.loads(pickle.dumps(Keeper(state), p))
        print(p, type(y) is Keeper, Keeper.calls, getattr(y, "state", "no state"))
    for state in (None, {"a": 1}, (None, {"b": 2}), ({"c": 3}, {"d": 4})):
        y = pickle.loads(pickle.dumps(Dict(state), p))
        print(p, type(y) is Dict, sorted(y.__dict__.items()))
    # No dictionary and no __setstate__: nobody knows what to do with it.
    for state in (1, "text", [1], (1, 2, 3)):
        try:
            pickle.loads(pickle.dumps(Dict(state), p))
            print(p, "loaded")
        except pickle.UnpicklingError:
            print(p, "refused")
