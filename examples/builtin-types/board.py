"""Sends back what it receives, with the name of the type that it had here, until None comes."""

import sys

import mpickle

while True:
    request = mpickle.load(sys.stdin.buffer)
    if request is None:
        break
    protocol, objects = request
    mpickle.dump([(type(x).__name__, x) for x in objects], sys.stdout.buffer, protocol)
