# One registration for pickle, MessagePack and CBOR: register's ext and tag.
import io
from collections import namedtuple

import cbor2
import mpickle
import umsgpack

FORMATS = (umsgpack, cbor2)
MODULES = (mpickle, umsgpack, cbor2)


def refused(function, *args, **kwargs):
    try:
        print("not refused", function(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__, e)


# Its state is its attributes.
@mpickle.register("plant.Reading", ext=5, tag=40000)
class Reading:
    def __init__(self, value):
        print("not called when it is read")
        self.value = value

    def __eq__(self, other):
        return type(other) is Reading and other.__dict__ == self.__dict__

    def __repr__(self):
        return f"Reading({self.value!r})"


reading = Reading([1, "a", None])
for module in MODULES:
    data = module.dumps([reading, {"r": reading}])
    print(module.loads(data) == [reading, {"r": reading}])
    out = io.BytesIO()
    module.dump(reading, out)
    out.seek(0)
    print(module.load(out))
    pieces = []
    for step in (1, 2, 3, 7):
        decoder = module.Decoder()
        for at in range(0, len(data), step):
            decoder.feed(data[at : at + step])
        pieces.append(next(decoder) == [reading, {"r": reading}])
    print(pieces)
print(umsgpack.dumps(reading), cbor2.dumps(reading))


# Arguments: one by itself, more as an array, and one that is an array within another.
class Id:
    def __init__(self, *parts):
        self.parts = parts

    def __eq__(self, other):
        return self.parts == other.parts

    def __hash__(self):
        return hash(self.parts)

    def __repr__(self):
        return f"Id{self.parts!r}"


mpickle.register(Id, "plant.Id", reduce=lambda id: id.parts, ext=6, tag=37)
for parts in ((b"12",), (1, "x"), ([1, 2],), ((3,),), (), ({"a": 1},), (None,)):
    for module in FORMATS:
        data = module.dumps(Id(*parts))
        print(data, module.loads(data))
# As a key, arrays are tuples.
print([module.loads(module.dumps({Id(1, (2, 3)): 4})) for module in FORMATS])


# load stands for the class.
class Kelvin(Id):
    pass


mpickle.register(Kelvin, "plant.Kelvin", reduce=lambda t: t.parts, load=lambda t: t - 273, ext=7, tag=41000)
print([module.loads(module.dumps([Kelvin(300)])) for module in FORMATS])

Pair = namedtuple("Pair", ("a", "b"))
mpickle.register(Pair, "plant.Pair", ext=8, tag=41001)
for module in FORMATS:
    pair = module.loads(module.dumps(Pair(1, [2])))
    print(pair, type(pair) is Pair)


# __getstate__ and __setstate__.
class State:
    def __getstate__(self):
        return self.all

    def __setstate__(self, state):
        self.all = state


mpickle.register(State, "plant.State", ext=9, tag=1 << 63)
state = State()
state.all = [1, {"b": b"\x00"}]
for module in FORMATS:
    data = module.dumps(state)
    print(data, module.loads(data).all)

# Deeper than any stack of calls.
for module in FORMATS:
    obj = None
    for _ in range(2000):
        obj = Id(obj)
    obj = module.loads(module.dumps(obj))
    depth = 0
    while obj is not None:
        (obj,) = obj.parts
        depth += 1
    print(depth)

# In itself.
loop = Id([])
loop.parts[0].append(loop)
for module in FORMATS:
    refused(module.dumps, loop)
# What cannot be.
for ext in (-1, 128, "5", 1.0, True):
    refused(mpickle.register, State, "plant.State", ext=ext)
for tag in (-1, 2, 64, 258, 55799, 1 << 64, "5"):
    refused(mpickle.register, State, "plant.State", tag=tag)
refused(mpickle.register, State, "plant.State", ext=5)
refused(mpickle.register, State, "plant.State", tag=40000)
# The refused ones have changed nothing.
print([module.loads(module.dumps(state)).all for module in FORMATS])


class Items(list):
    pass


mpickle.register(Items, "plant.Items", ext=10, tag=42000)
for module in FORMATS:
    refused(module.dumps, Items([1]))
mpickle.register(Items, "plant.Items", reduce=lambda items: (list(items),), ext=10, tag=42000)
print([type(module.loads(module.dumps(Items([1])))) is Items for module in FORMATS])
# Calls are no data.
mpickle.register(Items, "plant.Items", reduce=lambda items: (Items, ([1],)), ext=10, tag=42000)
for module in FORMATS:
    refused(module.dumps, Items([1]))

# Attributes have names, and only attributes are a state.
for content in ({1: 2}, [1], 7):
    refused(cbor2.loads, cbor2.dumps(cbor2.CBORTag(40000, content)))
    refused(umsgpack.loads, b"\xc7" + bytes([len(umsgpack.dumps(content)), 5]) + umsgpack.dumps(content))
refused(umsgpack.loads, b"\xd5\x05\x01\x02")
refused(umsgpack.loads, b"\xd5\x05\x92\x01")
refused(umsgpack.loads, b"\xd5\x05\x81")
refused(cbor2.loads, b"\xd9\x9c\x40")


# ext_serializable goes before; hooks of a call that are for what nobody has registered go behind.
@umsgpack.ext_serializable(5)
class Mine:
    def __init__(self, data):
        self.data = data

    def packb(self):
        return self.data

    @staticmethod
    def unpackb(data, options):
        return "Mine", data


print(umsgpack.loads(b"\xd5\x05\x01\x02"))
umsgpack.ext_serializable(0x20)(Id)
Id.packb = lambda self: b"id"
Id.unpackb = lambda data, options: (data, options)
print(umsgpack.loads(umsgpack.dumps(Id(1))), umsgpack.loads(b"\xd4\x06\x01"))
print(umsgpack.loads(umsgpack.dumps(Pair(1, 2)), ext_hook=lambda code, data: "hook"))
print(umsgpack.loads(b"\xd4\x0b\x00", ext_hook=lambda code, data: "hook"))


# CBOR's hooks go before: unless they leave things as they are.
def hook(decoder, tag):
    return "hook" if tag.tag == 37 else tag


print(cbor2.loads(cbor2.dumps([Id(1), Kelvin(273)]), tag_hook=hook))


def default(encoder, obj):
    if type(obj) is Id:
        encoder.encode("default")


print(cbor2.loads(cbor2.dumps([Id(1), Kelvin(273)], default=default)))
mpickle.unregister(Kelvin)
mpickle.unregister(Id)
print(cbor2.loads(b"\xd8\x25\x01"))
refused(umsgpack.loads, b"\xd4\x06\x01")
refused(cbor2.dumps, Id(1))
# Signatures are of the same bytes.
print(cbor2.dumps(Pair({"b": 1, "a": 2}, 1.5), canonical=True))
