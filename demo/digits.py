"""The optical digits that scikit-learn ships, and a small network that learns them with numpy."""

from array import array

import numpy as np
from messages import Layer, Network
from sklearn.datasets import load_digits

SCALE = 1 / 16
TEST_SIZE = 500


def split():
    """Images (rows of 64 bytes, 0 to 16) and labels, for training and for the test."""
    digits = load_digits()
    order = np.random.default_rng(7).permutation(len(digits.target))
    images = digits.data.astype(np.uint8)[order]
    labels = digits.target[order]
    return (images[TEST_SIZE:], labels[TEST_SIZE:]), (images[:TEST_SIZE], labels[:TEST_SIZE])


def train(images, labels, hidden=32, epochs=60, rate=0.1, batch=32):
    """Weights and biases of a network of two layers, by gradient descent with momentum."""
    random = np.random.default_rng(11)
    x = images * SCALE
    wanted = np.eye(10)[labels]
    parameters = [
        random.normal(0, 0.2, (64, hidden)),
        np.zeros(hidden),
        random.normal(0, 0.2, (hidden, 10)),
        np.zeros(10),
    ]
    speeds = [np.zeros_like(p) for p in parameters]
    for _ in range(epochs):
        order = random.permutation(len(x))
        for start in range(0, len(x), batch):
            rows = order[start : start + batch]
            w1, b1, w2, b2 = parameters
            inner = np.maximum(x[rows] @ w1 + b1, 0)
            error = (softmax(inner @ w2 + b2) - wanted[rows]) / len(rows)
            back = (error @ w2.T) * (inner > 0)
            slopes = [x[rows].T @ back, back.sum(0), inner.T @ error, error.sum(0)]
            for parameter, speed, slope in zip(parameters, speeds, slopes, strict=True):
                speed *= 0.9
                speed -= rate * slope
                parameter += speed
    return [p.astype(np.float32) for p in parameters]


def softmax(scores):
    """Scores as probabilities."""
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def predict(parameters, images):
    """The digit for every image and its probability, computed with numpy."""
    w1, b1, w2, b2 = (p.astype(np.float64) for p in parameters)
    shares = softmax(np.maximum(images * SCALE @ w1 + b1, 0) @ w2 + b2)
    return shares.argmax(axis=1), shares.max(axis=1)


def network(parameters):
    """The same network in types that every MicroPython has."""
    w1, b1, w2, b2 = (p.tolist() for p in parameters)
    layers = [
        Layer([array("f", row) for row in w1], array("f", b1), relu=True),
        Layer([array("f", row) for row in w2], array("f", b2), relu=False),
    ]
    return Network(layers, tuple(range(10)), SCALE)


def picture(images, shades=" .:-=+*#%@"):
    """Some digits side by side, as lines of text."""
    lines = []
    for row in range(8):
        parts = (
            "".join(shades[min(p * len(shades) // 17, 9)] * 2 for p in image[row * 8 : row * 8 + 8]) for image in images
        )
        lines.append(" ".join(parts).rstrip())
    return lines
