# An exception out of __getstate__ or __setstate__ arrives unchanged, and the module works on.
try:
    import mpickle as pickle
except ImportError:
    import pickle


class Bad:
    def __init__(self, how):
        self.how = how

    def __getstate__(self):
        if self.how == "get":
            raise RuntimeError("from getstate")
        return {"how": self.how}

    def __setstate__(self, state):
        raise KeyError("from setstate")


for p in range(6):
    try:
        pickle.dumps([1, Bad("get")], p)
    except Exception as e:
        print(p, type(e).__name__, e.args)
    data = pickle.dumps([1, Bad("set")], p)
    try:
        pickle.loads(data)
    except Exception as e:
        print(p, type(e).__name__, e.args)
    shared = ["s"]
    y = pickle.loads(pickle.dumps([shared, shared], p))
    print(p, y, y[0] is y[1])
