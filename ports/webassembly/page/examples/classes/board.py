# Both sides have a class of this name.
class Reading:
    def __init__(self, sensor, value):
        self.sensor = sensor
        self.value = value

    def __repr__(self):
        return "Reading(%r, %r)" % (self.sensor, self.value)


first = Reading("bme280", 21.5)
obj = [first, Reading("bme280", 21.75), first]


def received(readings):
    print(readings)
    print("first and last are one object:", readings[0] is readings[-1])
