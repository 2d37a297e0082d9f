"""Recognizes digits with weights that were trained elsewhere: with ulab when there is ulab, or without."""

import sys
from math import exp
from time import ticks_diff, ticks_ms

import mpickle

try:
    from ulab import numpy as np
except ImportError:
    np = None


def tanh(x):
    """math.tanh is not on every board."""
    e = exp(-2 * abs(x))
    t = (1 - e) / (1 + e)
    return t if x >= 0 else -t


def nested(weights):
    """Any array as nested lists."""
    return weights.tolist() if hasattr(weights, "tolist") else list(weights)


def convolution(maps, kernels, bias):
    """Maps of tanh(kernel * maps + bias), without what would lie beyond the edge."""
    size = len(kernels[0][0])
    rows, columns = len(maps[0]) - size + 1, len(maps[0][0]) - size + 1
    result = []
    for kernel, start in zip(kernels, bias):
        sums = [[start] * columns for _ in range(rows)]
        for plane, squares in zip(maps, kernel):
            for i in range(size):
                for j in range(size):
                    weight = squares[i][j]
                    for r in range(rows):
                        source, target = plane[r + i], sums[r]
                        for c in range(columns):
                            target[c] += source[c + j] * weight
        result.append([[tanh(x) for x in row] for row in sums])
    return result


def pooled(maps):
    """Averages of 2x2."""
    half = range(len(maps[0]) // 2)
    return [
        [
            [(m[2 * r][2 * c] + m[2 * r][2 * c + 1] + m[2 * r + 1][2 * c] + m[2 * r + 1][2 * c + 1]) / 4 for c in half]
            for r in half
        ]
        for m in maps
    ]


def dense(x, weights, bias):
    """x @ weights + bias"""
    sums = list(bias)
    for value, row in zip(x, weights):
        for j, weight in enumerate(row):
            sums[j] += value * weight
    return sums


class Network:
    """The dictionary of weights, ready for use."""

    def __init__(self, weights):
        self.lists = {name: nested(w) for name, w in weights.items() if not (np and name.startswith("dense"))}
        if np:
            # Matrix products are what ulab is for.
            self.matrices = {name: np.array(nested(w)) for name, w in weights.items() if name.startswith("dense")}

    def layer(self, x, name):
        """One dense layer."""
        weight, bias = name + ".weight", name + ".bias"
        if np:
            m = self.matrices
            return list((np.dot(np.array([x]), m[weight]) + m[bias]).flatten())
        return dense(x, self.lists[weight], self.lists[bias])

    def scores(self, image):
        """Ten scores for an image: 64 bytes, 0 to 16."""
        w = self.lists
        plane = [[image[8 * r + c] / 16 for c in range(8)] for r in range(8)]
        maps = pooled(convolution([plane], w["conv1.weight"], w["conv1.bias"]))
        maps = convolution(maps, w["conv2.weight"], w["conv2.bias"])
        flat = [x for m in maps for row in m for x in row]
        return self.layer([tanh(x) for x in self.layer(flat, "dense1")], "dense2")


start = ticks_ms()
weights, images = mpickle.load(sys.stdin.buffer)
loaded = ticks_ms()
network = Network(weights)
scores = [network.scores(image) for image in images]
answer = {
    "digits": [s.index(max(s)) for s in scores],
    "scores": scores,
    "ms": ticks_diff(ticks_ms(), loaded) / len(images),
    "ulab": np is not None,
    "weights": weights,
}
mpickle.dump(answer, sys.stdout.buffer)
