# register_pickle: reducers, reconstructors, state and names in both directions.
try:
    from mpickle.mpickle import dispatch_table, dumps, loads, register_pickle, registered_pickle_dict_list
except ImportError:
    print("SKIP")  # no compatibility names
    raise SystemExit


class Sensor:
    def __init__(self, name, value):
        self.name = name
        self.value = value

    def __repr__(self):
        return "Sensor(%r, %r)" % (self.name, self.value)


def reduce_sensor(sensor):
    return Sensor, (sensor.name, sensor.value + 1)


def make_sensor(name, value):
    return Sensor("made " + name, value)


def name(data):
    """What a pickle begins with, up to the name."""
    return data[: data.index(b"\x93") + 1]


def clear():
    registered_pickle_dict_list.clear()
    dispatch_table.clear()


# What is recorded.
register_pickle(Sensor, "__main__.Sensor", "__main__", reduce_func=reduce_sensor, reconstruct_func=make_sensor)
(record,) = registered_pickle_dict_list
print(sorted(record))
print(record["obj_type"] is Sensor, record["obj_full_name"], record["obj_module"], record["obj_reconstructor_func"])
print(record["reduce_func"] is reduce_sensor, record["reconstruct_func"] is make_sensor, record["setstate_func"])
print(dispatch_table[Sensor] is reduce_sensor)

# A reducer.
print(loads(dumps(Sensor("t", 1))))
for p in range(6):
    print(p, loads(dumps([Sensor("t", p)], p)))

# The reconstructor has a module to be found in.
clear()
register_pickle(Sensor, reduce_func=lambda s: (make_sensor, (s.name, s.value)), reconstruct_func=make_sensor)
data = dumps(Sensor("t", 1))
print(name(data), loads(data))

# Another module and name.
clear()
register_pickle(Sensor, map_obj_module="plant.models")
print(name(dumps(Sensor("t", 1))))
clear()
register_pickle(
    obj_type=Sensor,
    obj_full_name="__main__.Sensor",
    obj_module="__main__",
    map_obj_module="plant",
    map_obj_full_name="plant.Site.Sensor",
)
data = dumps(Sensor("t", 1))
print(name(data), loads(data))
# By name only.
clear()
register_pickle(obj_full_name="__main__.Sensor", obj_module="__main__", map_obj_full_name="plant.Site.Sensor")
print(loads(data))

# A mapped reconstructor.
clear()
register_pickle(
    Sensor,
    reduce_func=lambda s: (make_sensor, (s.name, s.value)),
    reconstruct_func=make_sensor,
    map_reconstructor_func="plant.tools.make",
)
data = dumps(Sensor("t", 1))
print(name(data), loads(data))
# The one registered by name comes before the one given.
clear()
register_pickle(
    Sensor,
    obj_reconstructor_func="__main__.make_sensor",
    reconstruct_func=5,
    map_reconstructor_func="plant.tools.make",
)
print(registered_pickle_dict_list[0]["reconstruct_func"], loads(data))


# State: what the function returns stands for the object, wherever it is.
class Array:
    def __init__(self, items=()):
        self.items = items


def set_state(array, state):
    return Array(state["items"])


clear()
register_pickle(
    Array,
    reduce_func=lambda a: (Array, (), {"items": a.items}),
    setstate_func=set_state,
)
a = Array([1, 2])
a, b, c = loads(dumps([a, a, {"a": a}]))
print(a.items, a is b, c["a"] is a)

# Without a function, classes take their state as they always do.
clear()
register_pickle(Array, reduce_func=lambda a: (Array, (), {"items": a.items}))
print(loads(dumps(Array([3]))).items)

# Nothing registered: nothing changed.
clear()
print(registered_pickle_dict_list, name(dumps(Sensor("t", 1))))
try:
    loads(data)
except Exception as e:
    print(type(e).__name__, e)
register_pickle()
print(len(registered_pickle_dict_list), loads(dumps(Sensor("t", 1))))
registered_pickle_dict_list.append("no dict")
print(loads(dumps(Sensor("t", 1))))
