# A model whose weights are several times larger than the heap runs from flash.
import gc
import sys

import weights

if sys.implementation.name == "micropython":
    import mpickle as pickle

    OPTIONS = {"copy": False}
    heap = gc.mem_alloc() + gc.mem_free()
else:
    import pickle

    OPTIONS = {}
    heap = 1


def mem_alloc():
    return gc.mem_alloc() if OPTIONS else 0


gc.collect()
before = mem_alloc()
model = pickle.loads(weights.DATA, **OPTIONS)
used = mem_alloc() - before
print("weights are at least 4 times the heap:", len(weights.DATA) >= 4 * heap)
print("heap used is at most 2 KiB:", used <= 2048 or used)
print(model["name"], model["labels"][3], model["hidden.weight"].shape, model["out.weight"].shape)


def classify(image):
    """The score of every class, in integers."""
    scores = [0] * 10
    hidden, bias, out = model["hidden.weight"], model["hidden.bias"], model["out.weight"]
    # One unit in sixteen: a board interprets every step.
    for unit in range(0, len(bias), 16):
        total = int(bias[unit])
        row = hidden[unit]
        for i in range(64):
            total += int(row[i]) * image[i]
        if total > 0:
            for label in range(10):
                scores[label] += int(out[label, unit]) * (total >> 8)
    return scores


for seed in range(2):
    scores = classify([(i * 7 + seed * 5) % 16 for i in range(64)])
    print(scores)
    print(model["labels"][scores.index(max(scores))])
