"""What the sensor sends: the same file on the computer and on the board."""

from collections import namedtuple

Sample = namedtuple("Sample", ("ms", "temperature", "humidity"))


class Batch:
    """Samples of one device; `status` is one object for all batches."""

    def __init__(self, number, device, samples, status):
        self.number = number
        self.device = device
        self.samples = samples
        self.status = status
