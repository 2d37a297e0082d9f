# Logistic regression, trained here; the board only adds and multiplies.
from array import array
from math import exp


def train(points, answers, steps=2000, rate=0.5):
    w, bias = [0.0, 0.0], 0.0
    pairs = list(zip(points[::2], points[1::2], answers, strict=True))
    for _ in range(steps):
        for x, y, answer in pairs:
            wrong = answer - 1 / (1 + exp(-(w[0] * x + w[1] * y + bias)))
            w[0] += rate * wrong * x
            w[1] += rate * wrong * y
            bias += rate * wrong
    return {"weights": array("f", w), "bias": bias}


obj = train([0.2, 0.1, 0.1, 0.5, 0.9, 0.8, 0.8, 0.4], [0, 0, 1, 1])


# Measurements come: train with them instead, and look at the model.
def received(data):
    print(len(data["answers"]), "points:", data["points"])
    print(train(data["points"], data["answers"]))
