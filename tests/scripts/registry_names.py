# register and alias: names in pickles that are others than those here.
try:
    import mpickle
except ImportError:
    print("SKIP")  # no mpickle
    raise SystemExit


def attempt(f, *args, **kwargs):
    try:
        print(f(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__, e)


@mpickle.register("plant.models.Reading")
class Reading:
    def __init__(self, value):
        self.value = value


@mpickle.register("plant.models:Site.Sensor")
class Sensor:
    pass


class Plain:
    pass


# As a call it returns the class.
print(mpickle.register(Plain, "plant.models.Plain") is Plain)
print(mpickle.register(name="plant.models.Plain")(Plain) is Plain)

for p in range(6):
    data = mpickle.dumps([Reading(5), Reading], p)
    a, b = mpickle.loads(data)
    print(p, b"plant.models" in data, type(a) is Reading, a.value, b is Reading)
print(mpickle.dumps(Reading(5), 2))
print(mpickle.dumps(Sensor(), 4))
print(mpickle.dumps([Reading, Plain, Sensor], 4))

# The pickle as CPython writes it.
data = (
    b"\x80\x04\x95-\x00\x00\x00\x00\x00\x00\x00\x8c\x0cplant.models\x94\x8c\x07Reading\x94\x93\x94)\x81\x94}\x94\x8c\x05"
    b"value\x94K\x07sb."
)
print(mpickle.loads(data).value)


# Functions and other objects.
def convert(x):
    return x * 10


class Once:
    def __reduce__(self):
        return convert, (4,)


the_one = Plain()
print(mpickle.alias("plant.tools.convert", convert) is convert)
mpickle.alias("plant.tools.length", len)
mpickle.alias("plant.tools.the_one", the_one)
print(mpickle.dumps(convert), mpickle.loads(mpickle.dumps(convert)) is convert)
print(mpickle.dumps(len), mpickle.loads(mpickle.dumps(len)) is len)
print(mpickle.dumps(the_one), mpickle.loads(mpickle.dumps([the_one, the_one]))[1] is the_one)
print(mpickle.loads(mpickle.dumps(Once())))
print(mpickle.loads(b"cplant.tools\nlength\n(V12345\ntR."))

# Several names load; the newest is written.
mpickle.alias("other.convert", convert)
print(mpickle.dumps(convert), mpickle.loads(b"cplant.tools\nconvert\n.") is convert)
# A name has one meaning, the newest.
mpickle.alias("other.convert", Once)
print(mpickle.loads(b"cother\nconvert\n.") is Once, mpickle.dumps(convert))

# Away with it.
mpickle.unregister("plant.tools.length")
attempt(mpickle.dumps, len)
attempt(mpickle.loads, b"cplant.tools\nlength\n.")
mpickle.unregister(Once)
mpickle.unregister(Reading)
print(mpickle.dumps(Reading(5)))
attempt(mpickle.loads, data)
attempt(mpickle.unregister, Reading)
attempt(mpickle.unregister, "no.such")


# Its own name: for a class that its module does not have.
def local():
    class Local:
        pass

    return Local


Local = None
hidden = local()
attempt(mpickle.dumps, hidden())
print(mpickle.register(hidden) is hidden)
print(type(mpickle.loads(mpickle.dumps(hidden()))) is hidden)

attempt(mpickle.register, 5, "a.b")
attempt(mpickle.register, Reading, "name")
attempt(mpickle.register, Reading, ".name")
attempt(mpickle.register, Reading, "name.")
attempt(mpickle.register, Reading, 5)
attempt(mpickle.register, Reading, "a.b", reduce=5)
attempt(mpickle.register, Reading, "a.b", load=5)
attempt(mpickle.register, int)
attempt(mpickle.alias, "name", len)
attempt(mpickle.alias, 5, len)
