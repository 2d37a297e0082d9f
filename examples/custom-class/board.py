"""Uses the objects that arrive, changes them, and sends them back."""

import sys

import mpickle
from models import Calibrated, Celsius, Interval, Logger, Position, Reading, SensorError, Stack


# The computer has this class as plant.devices.Pump: the name in pickles, and nothing else, is another.
@mpickle.register("plant.devices.Pump")
class Pump:
    def __init__(self, name):
        self.name = name
        self.running = False

    def start(self):
        self.running = True


# And this function as plant.units.kelvin.
mpickle.alias("plant.units.kelvin", lambda celsius: celsius + 273)


def work(things):
    reading, calibrated, logger, stack, pump = [things[k] for k in ("reading", "calibrated", "logger", "stack", "pump")]
    expected = {
        "reading": Reading,
        "calibrated": Calibrated,
        "logger": Logger,
        "stack": Stack,
        "pump": Pump,
        "position": Position,
        "celsius": Celsius,
        "error": SensorError,
        "interval": Interval,
    }
    types = {name: type(things[name]) is cls for name, cls in expected.items()}
    used = {
        "fahrenheit": reading.fahrenheit(),
        "curve": calibrated.curve(1),
        "same curve": calibrated.curve is things["curve"],
        "port": logger.port,
        "double": things["celsius"] * 2,
        "code": things["error"].code,
        "kelvin": things["kelvin"](27),
    }
    logger.lines.append("seen by " + sys.implementation.name)
    stack.append(reading)
    pump.start()
    things["made there"] = [Reading("board", 40), Interval(5, 3), Position(46, 11), SensorError("board", 9)]
    return types, used


objects = mpickle.load(sys.stdin.buffer)
mpickle.dump((work(objects), objects), sys.stdout.buffer)
