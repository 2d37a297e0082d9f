"""examples/registrations/reg_torch.py: files as torch.save makes them, without torch."""

import io
import pickle
import struct
import sys
import types
import zipfile
from collections import OrderedDict

import pytest
from registrations import run

STORAGES = ("Double", "Float", "Long", "Int", "Short", "Char", "Byte", "Bool", "Half", "BFloat16")


@pytest.fixture
def torch(monkeypatch):
    """As much of the names of torch as its files mention."""
    fake = types.ModuleType("torch")
    utils = types.ModuleType("torch._utils")

    def _rebuild_tensor_v2(*args):
        raise NotImplementedError

    _rebuild_tensor_v2.__module__ = "torch._utils"
    _rebuild_tensor_v2.__qualname__ = "_rebuild_tensor_v2"
    utils._rebuild_tensor_v2 = _rebuild_tensor_v2
    for name in STORAGES:
        cls = type(name + "Storage", (), {"__module__": "torch"})
        setattr(fake, cls.__name__, cls)
    monkeypatch.setitem(sys.modules, "torch", fake)
    monkeypatch.setitem(sys.modules, "torch._utils", utils)
    fake.rebuild = _rebuild_tensor_v2
    return fake


class FakeStorage:
    """Stands for a storage: written as a persistent id."""

    def __init__(self, cls, key, count):
        self.id = ("storage", cls, key, "cpu", count)


class FakeTensor:
    """Written as torch writes a tensor."""

    def __init__(self, torch, storage, offset, size, stride):
        self.recipe = torch.rebuild, (storage, offset, size, stride, False, OrderedDict())

    def __reduce__(self):
        return self.recipe


class TorchPickler(pickle.Pickler):
    """Storages stay outside."""

    def persistent_id(self, obj):
        return obj.id if isinstance(obj, FakeStorage) else None


class State(OrderedDict):
    """torch's state_dict is an OrderedDict with an attribute."""

    def __reduce__(self):
        return OrderedDict, (), {"_metadata": OrderedDict([("", {"version": 1})])}, None, iter(self.items())


def torch_file(path, state, storages, prefix="model"):
    """A file as torch.save makes it: members at multiples of 64 bytes, by way of an extra field."""
    data = io.BytesIO()
    TorchPickler(data, 2).dump(state)
    members = {"data.pkl": data.getvalue(), "byteorder": b"little"}
    members |= {f"data/{key}": content for key, content in storages.items()}
    members["version"] = b"3\n"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(f"{prefix}/{name}")
            pad = -(archive.fp.tell() + 30 + len(info.filename) + 4) % 64
            info.extra = struct.pack("<2sH", b"FB", pad) + b"Z" * pad
            archive.writestr(info, content)


def test_torch(peer, tmp_path, torch):
    """Tensors of a state_dict: values, shapes, a shared storage, a transposed view, no dimensions, none at all."""
    weights = [i / 4 for i in range(6)]
    storages = {"0": struct.pack("<6f", *weights), "1": struct.pack("<3q", 1, -2, 1 << 40), "2": b""}
    floats = FakeStorage(torch.FloatStorage, "0", 6)
    longs = FakeStorage(torch.LongStorage, "1", 3)
    state = State()
    state["fc.weight"] = FakeTensor(torch, floats, 0, (2, 3), (3, 1))
    state["fc.transposed"] = FakeTensor(torch, floats, 0, (3, 2), (1, 3))
    state["fc.bias"] = FakeTensor(torch, floats, 3, (3,), (1,))
    state["count"] = FakeTensor(torch, longs, 2, (), ())
    state["numbers"] = FakeTensor(torch, longs, 0, (3,), (1,))
    state["nothing"] = FakeTensor(torch, FakeStorage(torch.IntStorage, "2", 0), 0, (0, 4), (4, 1))
    path = tmp_path / "model.pt"
    torch_file(path, state, storages)
    source = f"""
with open({str(path)!r}, "rb") as f:
    x = load(f)
shared = x["fc.weight"].storage is x["fc.bias"].storage
result = mpickle.dumps((list(x.keys()), [(t.shape, t.tolist()) for t in x.values()], shared, x["fc.weight"][1][2]))
"""
    names, tensors, shared, item = pickle.loads(run(peer, "reg_torch", source))
    assert names == list(state)
    assert tensors == [
        ((2, 3), [weights[:3], weights[3:]]),
        ((3, 2), [[0.0, 0.75], [0.25, 1.0], [0.5, 1.25]]),
        ((3,), weights[3:]),
        ((), 1 << 40),
        ((3,), [1, -2, 1 << 40]),
        ((0, 4), []),
    ]
    assert shared is True and item == 1.25


def test_torch_storages(peer, tmp_path, torch):
    """Every kind of storage."""
    contents = {
        "Double": ("<2d", (0.1, -2.5)),
        "Float": ("<2f", (0.5, -2.5)),
        "Long": ("<2q", (-(1 << 62), 7)),
        "Int": ("<2i", (-(1 << 30), 7)),
        "Short": ("<2h", (-30000, 7)),
        "Char": ("<2b", (-100, 7)),
        "Byte": ("<2B", (200, 7)),
        "Bool": ("<2?", (True, False)),
        "Half": ("<4e", (1.5, -0.0999755859375, 6.103515625e-05, 5.960464477539063e-08)),
        "BFloat16": ("<2H", (0x3F80, 0xC020)),
    }
    state, storages = State(), {}
    for key, (name, (form, values)) in enumerate(contents.items()):
        storage = FakeStorage(getattr(torch, name + "Storage"), str(key), len(values))
        state[name] = FakeTensor(torch, storage, 0, (len(values),), (1,))
        storages[str(key)] = struct.pack(form, *values)
    path = tmp_path / "model.pt"
    torch_file(path, state, storages, prefix="archive")
    source = f"""
with open({str(path)!r}, "rb") as f:
    x = load(f)
result = mpickle.dumps([t.tolist() for t in x.values()])
"""
    expected = [list(values) for _, values in contents.values()]
    expected[-1] = [1.0, -2.5]
    assert pickle.loads(run(peer, "reg_torch", source)) == expected


@pytest.mark.parametrize(
    ("offset", "shape", "strides", "count", "content"),
    [
        (0, (4,), (1,), 3, bytes(12)),
        (2, (2,), (1,), 3, bytes(12)),
        (0, (2, 2), (2, 1), 3, bytes(12)),
        (-1, (1,), (1,), 3, bytes(12)),
        (2, (3,), (-1,), 3, bytes(12)),
        (0, (3,), (1,), 3, bytes(11)),
        (0, (1,), (1,), 1 << 40, bytes(12)),
    ],
)
def test_torch_damaged(peer, tmp_path, torch, offset, shape, strides, count, content):
    """A tensor that does not lie within its storage, a storage that is not there."""
    path = tmp_path / "model.pt"
    storage = FakeStorage(torch.FloatStorage, "0", count)
    torch_file(path, State(t=FakeTensor(torch, storage, offset, shape, strides)), {"0": content})
    source = f"""
try:
    with open({str(path)!r}, "rb") as f:
        load(f)
    result = "loaded"
except mpickle.UnpicklingError as e:
    result = "refused"
"""
    assert run(peer, "reg_torch", source) == b"refused"


def test_torch_names_nothing_else(peer, tmp_path):
    """Only what makes tensors, whatever the file says."""
    path = tmp_path / "model.pt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("model/data.pkl", b"\x80\x02cos\nsystem\nX\x04\x00\x00\x00true\x85R.")
    source = f"""
try:
    with open({str(path)!r}, "rb") as f:
        load(f)
    result = "loaded"
except mpickle.UnpicklingError as e:
    result = str(e)
"""
    assert run(peer, "reg_torch", source).startswith(b"not a tensor: os.system")
