"""Trains a small LeNet on the digits of scikit-learn, and lets the board recognize some."""

import sys
import time
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

sys.path.append(str(Path(__file__).resolve().parents[1]))

import lenet
from link import Board

HELD_BACK = 300
SENT = 60


def main():
    digits = load_digits()
    order = np.random.default_rng(1).permutation(len(digits.target))
    pixels, labels = digits.data[order].astype(np.uint8), digits.target[order]
    images = pixels.reshape(-1, 1, 8, 8) / 16
    start = time.perf_counter()
    weights = lenet.train(images[HELD_BACK:], labels[HELD_BACK:])
    count = sum(w.size for w in weights.values())
    print(f"trained {count:,} weights on {len(labels) - HELD_BACK:,} images in {time.perf_counter() - start:.1f} s")
    scores, _ = lenet.forward(weights, images[:HELD_BACK])
    right = float((scores.argmax(axis=1) == labels[:HELD_BACK]).mean())
    print(f"{right:.1%} of {HELD_BACK} images held back are right here")
    assert right > 0.93

    with Board(__file__) as board:
        size = board.send((weights, [bytes(image) for image in pixels[:SENT]]))
        answer = board.receive()
    how = "with" if answer["ulab"] else "without"
    print(f"{size:,} bytes to the board; {answer['ms']:.1f} ms for an image {how} ulab")
    assert answer["digits"] == scores[:SENT].argmax(axis=1).tolist()
    assert np.allclose(answer["scores"], scores[:SENT], atol=1e-3)
    for name, sent in weights.items():
        assert np.array_equal(answer["weights"][name], sent), name
    there = int((np.array(answer["digits"]) == labels[:SENT]).sum())
    print(f"OK: the board finds the same {SENT} digits as numpy, {there} of them right")


main()
