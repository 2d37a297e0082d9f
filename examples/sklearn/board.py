"""Predicts with estimators as scikit-learn has pickled them: stubs stand in for its classes."""

import sys

import mpickle
from estimators import predict

while True:
    try:
        name, data, rows = mpickle.load(sys.stdin.buffer)
    except EOFError:
        break
    model = mpickle.loads(data, unknown="stub")
    mpickle.dump((name, predict(model, rows)), sys.stdout.buffer)
