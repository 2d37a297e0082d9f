"""Objects of our own classes go to the board, are used and changed there, and return."""

import sys
import types
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

from link import Board
from models import Calibrated, Celsius, Interval, Logger, Position, Reading, SensorError, Stack


class Pump:
    """A class of a package that the board does not have; registered there under this name."""

    def __init__(self, name):
        self.name = name
        self.running = False


def kelvin(celsius):
    """A function of that package."""
    return celsius + 273


sys.modules["plant"] = types.ModuleType("plant")
for name, member in (("plant.devices", Pump), ("plant.units", kelvin)):
    member.__module__ = name
    sys.modules[name] = types.ModuleType(name)
    setattr(sys.modules[name], member.__name__, member)


def main():
    curve = Calibrated.Curve(2, 0.5)
    logger = Logger("log")
    logger.lines.append("made here")
    objects = {
        "reading": Reading("t1", 100),
        "calibrated": Calibrated("t2", 10, curve),
        "curve": curve,
        "logger": logger,
        "stack": Stack([1, 2]),
        "position": Position(46.07, 11.12),
        "celsius": Celsius(21.5),
        "error": SensorError("t1", 5),
        "interval": Interval(9, 1),
        "pump": Pump("p1"),
        "kelvin": kelvin,
    }
    objects["stack"].name = "stack"
    with Board(__file__) as board:
        size = board.send(objects)
        (kept, used), back = board.receive()

    print(f"{len(objects)} objects in {size} bytes; used there: {used}")
    assert all(kept.values()), kept
    expected = {
        "fahrenheit": 212,
        "curve": 2.5,
        "same curve": True,
        "port": None,
        "double": 43,
        "code": 5,
        "kelvin": 300,
    }
    assert used == expected
    assert vars(back["reading"]) == {"sensor": "t1", "value": 100}
    assert back["calibrated"].curve is back["curve"] and back["calibrated"].value == 20.5
    assert back["logger"].lines == ["made here", "seen by micropython"] and back["logger"].port is None
    assert back["stack"][:2] == [1, 2] and back["stack"][2] is back["reading"] and back["stack"].name == "stack"
    assert type(back["celsius"]) is Celsius and back["celsius"] == 21.5
    assert back["position"] == objects["position"] and type(back["position"]) is Position
    assert type(back["pump"]) is Pump and back["pump"].running and back["kelvin"] is kelvin
    assert back["error"].args == ("t1", 5) and (back["interval"].start, back["interval"].end) == (1, 9)
    reading, interval, position, error = back["made there"]
    assert (reading.fahrenheit(), interval.start, position.lon, error.code) == (104, 3, 11, 9)
    print("OK: classes of both sides, under one name and under two")


main()
