"""Answers messages that arrive while other tasks run. A message may have objects of a class of the program's."""

import asyncio
import struct
import sys

import umsgpack


@umsgpack.ext_serializable(0x10)
class Reading:
    def __init__(self, sensor, celsius):
        self.sensor = sensor
        self.celsius = celsius

    def packb(self):
        return struct.pack(">Hf", self.sensor, self.celsius)

    @staticmethod
    def unpackb(data, options):
        return Reading(*struct.unpack(">Hf", data))


ticks = 0


async def tick():
    """What the board does besides."""
    global ticks
    while True:
        ticks += 1
        await asyncio.sleep(0)


async def main():
    ticking = asyncio.create_task(tick())
    # On a board: StreamReader(UART(1, 115200)), and a StreamWriter of the same.
    reader = asyncio.StreamReader(sys.stdin.buffer)
    writer = asyncio.StreamWriter(sys.stdout.buffer, {})
    async for message in umsgpack.ALoader(reader):
        if isinstance(message, Reading):
            message.celsius += 0.5
        await umsgpack.adump(message, writer)
    await umsgpack.adump({"ticks": ticks > 0}, writer)
    ticking.cancel()


asyncio.run(main())
