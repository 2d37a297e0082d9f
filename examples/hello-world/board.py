"""Receives one object and answers with another."""

import sys

import mpickle

greeting = mpickle.load(sys.stdin.buffer)
answer = {
    "from": sys.implementation.name,
    "version": sys.implementation.version[:3],
    "heard": greeting,
    "answer": "hello " + greeting["from"],
}
mpickle.dump(answer, sys.stdout.buffer)
