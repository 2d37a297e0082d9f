"""A network like LeNet-5, small enough for images of 8x8: its shape, and its training with numpy.

convolution 3x3, 6 maps -> average of 2x2 -> convolution 2x2, 16 maps -> dense 48 -> dense 10
"""

import numpy as np

SHAPES = {
    "conv1.weight": (6, 1, 3, 3),
    "conv1.bias": (6,),
    "conv2.weight": (16, 6, 2, 2),
    "conv2.bias": (16,),
    "dense1.weight": (64, 48),
    "dense1.bias": (48,),
    "dense2.weight": (48, 10),
    "dense2.bias": (10,),
}


def patches(images, size):
    """All squares of the images: (n, rows, columns, maps * size * size)."""
    n, maps, height, width = images.shape
    windows = np.lib.stride_tricks.sliding_window_view(images, (size, size), axis=(2, 3))
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n, height - size + 1, width - size + 1, maps * size * size)


def scatter(slopes, shape, size):
    """The reverse of patches: what each pixel gets."""
    result = np.zeros(shape)
    n, rows, columns, _ = slopes.shape
    slopes = slopes.reshape(n, rows, columns, shape[1], size, size)
    for i in range(size):
        for j in range(size):
            result[:, :, i : i + rows, j : j + columns] += slopes[..., i, j].transpose(0, 3, 1, 2)
    return result


def forward(p, images):
    """Scores for images (n, 1, 8, 8), and what the way back needs."""
    n = len(images)
    x1 = patches(images, 3)
    c1 = np.tanh(x1 @ p["conv1.weight"].reshape(6, -1).T + p["conv1.bias"]).transpose(0, 3, 1, 2)
    pooled = c1.reshape(n, 6, 3, 2, 3, 2).mean(axis=(3, 5))
    x2 = patches(pooled, 2)
    c2 = np.tanh(x2 @ p["conv2.weight"].reshape(16, -1).T + p["conv2.bias"]).transpose(0, 3, 1, 2)
    flat = c2.reshape(n, 64)
    d1 = np.tanh(flat @ p["dense1.weight"] + p["dense1.bias"])
    return d1 @ p["dense2.weight"] + p["dense2.bias"], (x1, c1, x2, c2, flat, d1)


def slopes(p, images, labels):
    """The gradient of the cross entropy."""
    n = len(images)
    scores, (x1, c1, x2, c2, flat, d1) = forward(p, images)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    error = (e / e.sum(axis=1, keepdims=True) - np.eye(10)[labels]) / n
    g = {"dense2.weight": d1.T @ error, "dense2.bias": error.sum(0)}
    error = error @ p["dense2.weight"].T * (1 - d1**2)
    g |= {"dense1.weight": flat.T @ error, "dense1.bias": error.sum(0)}
    error = (error @ p["dense1.weight"].T).reshape(c2.shape) * (1 - c2**2)
    error = error.transpose(0, 2, 3, 1)
    g["conv2.weight"] = np.einsum("nijm,nijk->mk", error, x2).reshape(SHAPES["conv2.weight"])
    g["conv2.bias"] = error.sum((0, 1, 2))
    error = scatter(error @ p["conv2.weight"].reshape(16, -1), (n, 6, 3, 3), 2)
    error = (error.repeat(2, axis=2).repeat(2, axis=3) / 4 * (1 - c1**2)).transpose(0, 2, 3, 1)
    g["conv1.weight"] = np.einsum("nijm,nijk->mk", error, x1).reshape(SHAPES["conv1.weight"])
    g["conv1.bias"] = error.sum((0, 1, 2))
    return g


def train(images, labels, epochs=12, batch=32, rate=0.1):
    """Weights in single precision, by gradient descent with momentum."""
    random = np.random.default_rng(3)
    p = {}
    for name, shape in SHAPES.items():
        inputs = np.prod(shape[1:]) if len(shape) == 4 else shape[0]
        p[name] = random.normal(0, inputs**-0.5, shape) if len(shape) > 1 else np.zeros(shape)
    speed = {name: np.zeros(shape) for name, shape in SHAPES.items()}
    for _ in range(epochs):
        order = random.permutation(len(images))
        for start in range(0, len(images), batch):
            some = order[start : start + batch]
            for name, slope in slopes(p, images[some], labels[some]).items():
                speed[name] = 0.9 * speed[name] - rate * slope
                p[name] += speed[name]
    return {name: w.astype(np.float32) for name, w in p.items()}
