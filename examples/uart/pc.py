"""Asks a sensor for its samples over a line that damages 1% of the bytes in both directions.

A pseudo-terminal is the line. With a real one, open it with pyserial: ``serial.Serial("/dev/ttyUSB0", 115200)``.
"""

import os
import random
import select
import subprocess
import sys
import tty
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

import mpickle
from link import micropython

RATE = 0.01
WAIT = 0.05  # seconds for an answer
TRIES = 200

rng = random.Random(1)


def bad(data):
    """What the line makes of data."""
    return bytes(byte ^ rng.randrange(1, 256) if rng.random() < RATE else byte for byte in data)


def ask(terminal, line, request):
    """Send a request until its answer arrives; returns it with the number of tries."""
    for tries in range(1, TRIES):
        os.write(terminal, bad(mpickle.pack(request)))
        while select.select([terminal], [], [], WAIT)[0]:
            line.feed(bad(os.read(terminal, 100)))
            for answered, answer in line:
                if answered == request:
                    return answer, tries
    sys.exit("the board does not answer")


ours, theirs = os.openpty()
tty.setraw(theirs)
board = subprocess.Popen([micropython(), str(Path(__file__).with_name("board.py"))], stdin=theirs, stdout=theirs)
line = mpickle.Unpacker()
samples, tries = zip(*[ask(ours, line, n) for n in range(40)], strict=True)
# The line is good for once, so that the board ends.
os.write(ours, mpickle.pack("stop"))
board.wait(10)
while select.select([ours], [], [], WAIT)[0]:
    line.feed(os.read(ours, 100))
statistics = next(answer for request, answer in line if request == "stop")

assert list(samples) == [{"n": n, "celsius": 20 + n / 8, "raw": bytes(range(n, n + 20))} for n in range(40)]
print(f"the board: {statistics['good']} good packets, {statistics['damaged']} damaged")
print(f"this side: {line.good} good packets, {line.damaged} damaged")
assert statistics["damaged"] + line.damaged > 0
print(f"OK: {len(samples)} samples arrived as they are, with {sum(tries)} requests")
