"""Trains the last layer of a network further, with examples that the board has collected."""

import sys
from array import array
from math import exp

import mpickle


def rows(weights):
    """Any array as nested lists."""
    return weights.tolist() if hasattr(weights, "tolist") else list(weights)


def dense(x, weights, bias):
    """x @ weights + bias"""
    return [b + sum([xi * row[j] for xi, row in zip(x, weights)]) for j, b in enumerate(bias)]


def softmax(scores):
    top = max(scores)
    e = [exp(s - top) for s in scores]
    total = sum(e)
    return [v / total for v in e]


def train(network, samples, rate, rounds):
    """Gradient descent on the last layer, one sample at a time."""
    w1, b1 = rows(network["hidden.weight"]), rows(network["hidden.bias"])
    w2, b2 = rows(network["out.weight"]), rows(network["out.bias"])
    for _ in range(rounds):
        for x, label in samples:
            inner = [max(v, 0) for v in dense(x, w1, b1)]
            error = softmax(dense(inner, w2, b2))
            error[label] -= 1
            for i, v in enumerate(inner):
                for j, e in enumerate(error):
                    w2[i][j] -= rate * e * v
            for j, e in enumerate(error):
                b2[j] -= rate * e
    return w2, b2


def matrix(table):
    """A two-dimensional array of float32."""
    numbers = array("f", [x for row in table for x in row])
    return mpickle.ndarray((len(table), len(table[0])), "<f4", numbers)


task = mpickle.load(sys.stdin.buffer)
network = task["network"]
w2, b2 = train(network, task["samples"], task["rate"], task["rounds"])
# What was not trained returns as it came: the arrays that were loaded.
network["out.weight"] = matrix(w2)
network["out.bias"] = array("f", b2)
network["version"] += 1
mpickle.dump(network, sys.stdout.buffer, 5)
