"""A sensor at the end of a bad line: answers each request that arrives undamaged.

On a board, put a UART in the place of standard input and output:

    uart = machine.UART(1, 115200)
    read, write = lambda: uart.read(), uart.write
"""

import sys

import mpickle


def read():
    return sys.stdin.buffer.read(1)


write = sys.stdout.buffer.write

SAMPLES = [{"n": n, "celsius": 20 + n / 8, "raw": bytes(range(n, n + 20))} for n in range(40)]

line = mpickle.Unpacker(max_size=200)
running = True
while running:
    line.feed(read())
    for request in line:
        if request == "stop":
            running = False
            answer = {"good": line.good, "damaged": line.damaged}
        else:
            answer = SAMPLES[request]
        write(mpickle.pack((request, answer)))
