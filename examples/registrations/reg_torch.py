"""The tensors of a file that torch.save(model.state_dict(), file) wrote, without torch.

    with open("model.pt", "rb") as f:
        weights = load(f)           # names to tensors
    weights["fc1.bias"].tolist()

The file is a zip of uncompressed members: data.pkl, a pickle in which the storages are persistent
ids, and data/0, data/1, … with the numbers. They are read straight into arrays, one for each
storage; tensors that share a storage there share an array here.
"""

import struct
from array import array
from collections import OrderedDict

import mpickle

# The class that data.pkl names for a storage, and the typecode of an array. The last two have none:
# they are kept as 16 bits each.
_STORAGES = {
    "DoubleStorage": "d",
    "FloatStorage": "f",
    "LongStorage": "q",
    "IntStorage": "i",
    "ShortStorage": "h",
    "CharStorage": "b",
    "ByteStorage": "B",
    "BoolStorage": "B",
    "HalfStorage": "H",
    "BFloat16Storage": "H",
}


class Storage:
    """Numbers in one array."""

    def __init__(self, kind, data):
        self.kind = kind
        self.data = data

    def item(self, at):
        """One number."""
        value = self.data[at]
        if self.kind == "BoolStorage":
            return value != 0
        if self.kind == "HalfStorage":
            return _half(value)
        if self.kind == "BFloat16Storage":
            return struct.unpack("<f", struct.pack("<I", value << 16))[0]
        return value


class Tensor:
    """A view of a storage: offset, shape and strides, in numbers."""

    def __init__(self, storage, offset, shape, strides):
        last = offset + sum([(n - 1) * s for n, s in zip(shape, strides)])
        if offset < 0 or min(strides, default=0) < 0 or (0 not in shape and last >= len(storage.data)):
            raise mpickle.UnpicklingError("tensor beyond its storage")
        self.storage = storage
        self.offset = offset
        self.shape = tuple(shape)
        self.strides = tuple(strides)

    def __len__(self):
        return self.shape[0]

    def __getitem__(self, at):
        if not 0 <= at < self.shape[0]:
            raise IndexError(at)
        offset = self.offset + at * self.strides[0]
        if len(self.shape) == 1:
            return self.storage.item(offset)
        return Tensor(self.storage, offset, self.shape[1:], self.strides[1:])

    def tolist(self):
        """Nested lists; a number if there are no dimensions."""
        if not self.shape:
            return self.storage.item(self.offset)
        if len(self.shape) == 1:
            return [self[i] for i in range(self.shape[0])]
        return [self[i].tolist() for i in range(self.shape[0])]


class StateDict(OrderedDict):
    """torch hangs an attribute (_metadata) on it."""


def load(file):
    """What the file holds, usually a dict of tensors. `file` must be able to seek."""
    members = _members(file)
    prefix = next(name for name in members if name.endswith("data.pkl"))[: -len("data.pkl")]
    if prefix + "byteorder" in members and _read(file, members[prefix + "byteorder"]) != b"little":
        raise ValueError("big-endian file")
    size = _seek(file, members[prefix + "data.pkl"])
    unpickler = _Unpickler(_Part(file, size))
    unpickler.storages = {}
    unpickler.open = lambda key: (file, members[prefix + "data/" + key])
    return unpickler.load()


class _Unpickler(mpickle.Unpickler):
    def persistent_load(self, pid):
        kind, cls, key, _, count = pid
        if kind != "storage":
            raise mpickle.UnpicklingError("unknown persistent id")
        if key not in self.storages:
            self.storages[key] = Storage(cls, self._numbers(_STORAGES[cls], key, count))
        return self.storages[key]

    def _numbers(self, typecode, key, count):
        file, where = self.open(key)
        if where[1] < count * struct.calcsize("<" + typecode):
            raise mpickle.UnpicklingError("storage is too short")
        numbers = array(typecode, bytes(count * struct.calcsize("<" + typecode)))
        back = file.tell()
        _seek(file, where)
        if count:
            file.readinto(numbers)
        file.seek(back)
        return numbers

    def find_class(self, module, name):
        # These and nothing else, whatever the file says.
        if module == "torch" and name in _STORAGES:
            return name
        if module == "torch._utils" and name == "_rebuild_tensor_v2":
            return lambda storage, offset, size, stride, *rest: Tensor(storage, offset, size, stride)
        if module == "torch._utils" and name == "_rebuild_parameter":
            return lambda tensor, *rest: tensor
        if module == "collections" and name == "OrderedDict":
            return StateDict
        raise mpickle.UnpicklingError("not a tensor: %s.%s" % (module, name))


class _Part:
    """The next bytes of a file: data.pkl must not read into what follows."""

    def __init__(self, file, size):
        self.file = file
        self.left = size

    def read(self, n):
        data = self.file.read(min(n, self.left))
        self.left -= len(data)
        return data


def _members(file):
    """Names to (offset of the local header, size), from the zip's directory at its end."""
    end = file.seek(0, 2)
    tail = min(end, 1024)
    file.seek(end - tail)
    data = file.read(tail)
    at = data.rfind(b"PK\x05\x06")
    if at < 0:
        raise ValueError("not a zip file")
    count, _, offset = struct.unpack_from("<HII", data, at + 10)
    file.seek(offset)
    members = {}
    for _ in range(count):
        head = file.read(46)
        method = struct.unpack_from("<H", head, 10)[0]
        size, name, extra, comment = struct.unpack_from("<IHHH", head, 24)
        if head[:4] != b"PK\x01\x02" or method != 0:
            raise ValueError("compressed or damaged")
        text = str(file.read(name), "utf-8")
        file.read(extra + comment)
        members[text] = (struct.unpack_from("<I", head, 42)[0], size)
    return members


def _seek(file, member):
    """Go to a member's first byte; returns its size."""
    file.seek(member[0])
    name, extra = struct.unpack_from("<HH", file.read(30), 26)
    file.seek(member[0] + 30 + name + extra)
    return member[1]


def _read(file, member):
    return file.read(_seek(file, member))


def _half(bits):
    """A float16."""
    exponent = bits >> 10 & 31
    fraction = bits & 1023
    if exponent == 31:
        value = float("nan") if fraction else float("inf")
    elif exponent:
        value = (1024 + fraction) * 2.0 ** (exponent - 25)
    else:
        value = fraction * 2.0**-24
    return -value if bits >> 15 else value
