"""A dictionary of weights goes to the board, is trained further there, and returns."""

import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).resolve().parents[1]))

from link import Board

RATE, ROUNDS = 0.1, 5


def probabilities(network, x):
    """What the network makes of samples, and its hidden layer."""
    inner = np.maximum(x @ network["hidden.weight"] + network["hidden.bias"], 0)
    scores = inner @ network["out.weight"] + network["out.bias"]
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True), inner


def loss(network, x, labels):
    """Cross entropy."""
    return float(-np.log(probabilities(network, x)[0][np.arange(len(labels)), labels]).mean())


def train(network, x, labels):
    """What the board does, in double precision."""
    network = {k: np.array(v, dtype=float) for k, v in network.items()}
    for _ in range(ROUNDS):
        for sample, label in zip(x, labels, strict=True):
            error, inner = probabilities(network, sample)
            error[label] -= 1
            network["out.weight"] -= RATE * np.outer(inner, error)
            network["out.bias"] -= RATE * error
    return network


def main():
    random = np.random.default_rng(5)
    network = {
        "hidden.weight": random.normal(0, 0.5, (4, 16)).astype(np.float32),
        "hidden.bias": np.zeros(16, np.float32),
        "out.weight": random.normal(0, 0.5, (16, 3)).astype(np.float32),
        "out.bias": np.zeros(3, np.float32),
        "version": 7,
    }
    labels = random.integers(0, 3, 60)
    x = random.normal(0, 1, (60, 4)) + 2 * np.eye(3, 4)[labels]
    samples = [(sample.tolist(), int(label)) for sample, label in zip(x, labels, strict=True)]

    with Board(__file__) as board:
        size = board.send({"network": network, "samples": samples, "rate": RATE, "rounds": ROUNDS}, 5)
        back = board.receive()

    before, after = loss(network, x, labels), loss(back, x, labels)
    print(f"sent {size} bytes: 4 arrays, {len(samples)} samples")
    print(f"loss before {before:.3f}, after {ROUNDS} rounds on the board {after:.3f}")
    expected = train({k: v for k, v in network.items() if k != "version"}, x, labels)
    assert back.keys() == network.keys() and back["version"] == 8
    for name, wanted in expected.items():
        assert np.shape(back[name]) == wanted.shape, name
        # A ulab of double precision has no other floats.
        assert np.asarray(back[name]).dtype in (np.float32, np.float64), name
        assert np.allclose(back[name], wanted, atol=1e-4), name
    assert np.array_equal(back["hidden.weight"], network["hidden.weight"])
    assert after < before / 2
    print("OK: the weights are what the same training gives here")


main()
