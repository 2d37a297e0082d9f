from dataclasses import dataclass


# Not the board's class: this one can more.
@dataclass
class Reading:
    sensor: str
    value: float

    @property
    def fahrenheit(self):
        return self.value * 9 / 5 + 32


obj = (Reading("ds18b20", -3.0),)


def received(readings):
    for reading in readings:
        print(reading, f"{reading.fahrenheit:.1f} °F")
    print("first and last are one object:", readings[0] is readings[-1])
