# States of dataclasses, as CPython writes them: a dictionary, (None, slots), a list.
try:
    import mpickle as pickle
except ImportError:
    import pickle


# Classes as they stand on a board, for those of the pickles below.
class Reading:
    unit = "C"

    def __init__(self, name, value=0, tags=None):
        raise RuntimeError("not called")


class Frozen:
    # A frozen dataclass with slots writes its fields as a list and brings these two.
    def __getstate__(self):
        return [self.name, self.value]

    def __setstate__(self, state):
        self.name, self.value = state


# @dataclass class Reading: name: str; value: int = 0; tags: list = field(default_factory=list)
DICT = (
    b"ccopy_reg\n_reconstructor\n(c__main__\nReading\nc__builtin__\nobject\nNtR(dVname\nVt1\nsVvalue\nI21\nsVtags\n(lp0\nVx\nasb.",
    b"\x80\x02c__main__\nReading\n)\x81}(X\x04\x00\x00\x00nameX\x02\x00\x00\x00t1X\x05\x00\x00\x00valueK\x15"
    b"X\x04\x00\x00\x00tags]X\x01\x00\x00\x00xaub.",
    b"\x80\x04\x95M\x00\x00\x00\x00\x00\x00\x00\x8c\x08__main__\x94\x8c\x07Reading\x94\x93\x94)\x81\x94}\x94("
    b"\x8c\x04name\x94\x8c\x02t1\x94\x8c\x05value\x94K\x15\x8c\x04tags\x94]\x94\x8c\x01x\x94aub.",
)
# @dataclass(slots=True)
SLOTS = (
    b"\x80\x02c__main__\nReading\n)\x81N}(X\x04\x00\x00\x00nameX\x02\x00\x00\x00t1X\x05\x00\x00\x00valueK\x15"
    b"X\x04\x00\x00\x00tags]X\x01\x00\x00\x00xau\x86b.",
    b"\x80\x04\x8c\x08__main__\x8c\x07Reading\x93)\x81N}(\x8c\x04name\x8c\x02t1\x8c\x05valueK\x15"
    b"\x8c\x04tags]\x8c\x01xau\x86b.",
)
# @dataclass(frozen=True, slots=True) class Frozen: name: str; value: int
LIST = (
    b"\x80\x02c__main__\nFrozen\n)\x81](X\x02\x00\x00\x00t1K\x15eb.",
    b"\x80\x04\x8c\x08__main__\x8c\x06Frozen\x93)\x81](\x8c\x02t1K\x15eb.",
)
for data in DICT:
    # The length of the frame in the literal is that of the rest.
    if data[:2] == b"\x80\x04":
        data = data[:3] + (len(data) - 11).to_bytes(8, "little") + data[11:]
    y = pickle.loads(data)
    print(type(y) is Reading, y.name, y.value, y.tags, y.unit)
for data in SLOTS:
    y = pickle.loads(data)
    print(type(y) is Reading, y.name, y.value, y.tags, y.unit)
for data in LIST:
    y = pickle.loads(data)
    print(type(y) is Frozen, y.name, y.value)
    for p in range(6):
        z = pickle.loads(pickle.dumps(y, p))
        print(p, type(z) is Frozen, z.name, z.value)
# A dictionary and slots, and fields of both that hold the object itself.
y = pickle.loads(b"\x80\x04\x8c\x08__main__\x8c\x07Reading\x93)\x81\x94}\x8c\x01ah\x00s}\x8c\x01bh\x00s\x86b.")
print(y.a is y, y.b is y)
