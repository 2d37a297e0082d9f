"""numpy's arrays and scalars of what is no number: text, bytes, objects, times, records, masked arrays, subclasses.

They come as the plain data that `tolist` makes of them, from old and new versions of numpy.
"""

import json
import pickle

import pytest
from describe import describe
from test_numpy import VERSIONS, Numpy, batches, has_ulab

LOAD = """
def plain(x):
    if isinstance(x, mpickle.ndarray) and x.dtype[1] in "Mm":
        return [x.dtype, x.tolist()]
    if isinstance(x, dict):
        return {k: plain(x[k]) for k in x}
    if isinstance(x, list):
        return [plain(y) for y in x]
    if hasattr(x, "tolist"):
        return x.tolist()
    return list(x) if type(x).__name__ == "array" else x

result = []
for payload, buffers in mpickle.loads(data):
    try:
        result.append(describe(plain(mpickle.loads(payload, buffers=[bytearray(b) for b in buffers]))))
    except Exception as e:
        result.append(repr(e))
result = mpickle.dumps(result)
"""


@pytest.fixture(scope="module", params=VERSIONS)
def numpy(request):
    """A version of numpy."""
    return Numpy(request.param)


def test_plain_data(peer, numpy):
    """All protocols, and out of band: the same data as `tolist` gives, the unit of times with it."""
    cases = pickle.loads(numpy.run("objects"))
    assert len(cases) > 250
    wrong = []
    for batch in batches(cases):
        answers = pickle.loads(peer.run(LOAD, pickle.dumps([case[1:3] for case in batch]), 120))
        for (label, _, _, expected), description in zip(batch, answers, strict=True):
            if description != describe(expected):
                wrong.append(f"{label}: {description[:200]} is not {describe(expected)[:200]}")
    assert not wrong, "\n".join(wrong[:20])


AGAIN = """
result = mpickle.dumps([[mpickle.dumps(mpickle.loads(x), p) for p in range(6)] for x in mpickle.loads(data)])
"""


def test_times_come_back(peer, numpy):
    """Times that the board writes again are the same in numpy: unit, byte order and value."""
    cases = pickle.loads(numpy.run("times"))
    answers = pickle.loads(peer.run(AGAIN, pickle.dumps([case[0] for case in cases])))
    written = []
    for (_, *about), ways in zip(cases, answers, strict=True):
        written += [(data, *about) for data in ways]
    assert len(written) >= 48
    wrong = json.loads(numpy.run("times_read", pickle.dumps(written)))
    assert not wrong, "\n".join(wrong[:20])


CLASSES = """
found = mpickle.loads(data)
result = " ".join([c.__name__ for c in found])
"""


def test_classes_of_scalars(peer, numpy):
    """numpy.float64 and the like, named as classes."""
    for protocol in range(6):
        data = numpy.run(f"classes {protocol}")
        assert peer.run(CLASSES, data).decode() == "float float int int bool complex str bytes object int int"


HOOK = """
class StandIn:
    def __init__(self, *args):
        self.args = args

class Unpickler(mpickle.Unpickler):
    def find_class(self, module, name):
        if module == "__main__":
            return StandIn
        return super().find_class(module, name)

import io
x = Unpickler(io.BytesIO(data)).load()
nodes = x.tree.nodes
result = repr([x.names, x.array.tolist(), x.weights.tolist(), x.classes, x.dtype(1), x.tree.max_depth,
               len(x.tree.args), list(nodes["left"]), list(nodes["threshold"])])
"""


def test_hook(peer, numpy):
    """A find_class that makes stand-ins: for the model's class, and for a subclass of numpy's array."""
    if has_ulab(peer):
        pytest.skip("arrays are ulab's")
    expected = [["height", "width"], [[1.5, 2.5]], [[1, 2], [3, 4]], ["no", "yes"], 1.0, 1, 3, [1, -1], [0.5, -2.0]]
    for protocol in range(2, 6):
        data = numpy.run(f"model {protocol}")
        assert eval(peer.run(HOOK, data)) == expected
