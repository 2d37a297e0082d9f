"""What CPython and MicroPython say to each other: classes that both import under these names."""

from collections import namedtuple

Guess = namedtuple("Guess", ("digit", "confidence"))


class Layer:
    """One layer of a network: a row of weights for every input, a bias for every output."""

    def __init__(self, rows, bias, relu):
        self.rows = rows
        self.bias = bias
        self.relu = relu


class Network:
    """Layers one after the other, and what their last outputs stand for."""

    def __init__(self, layers, classes, scale):
        self.layers = layers
        self.classes = classes
        self.scale = scale


class Task:
    """Images to classify, and the network to do it with."""

    def __init__(self, network, images, batch):
        self.network = network
        self.images = images
        self.batch = batch


class Telemetry:
    """How one batch went."""

    def __init__(self, first, guesses, ms, network):
        self.first = first
        self.guesses = guesses
        self.ms = ms
        self.network = network


class Report:
    """The answer to a task."""

    def __init__(self, board, guesses, batches, load_ms, heap):
        self.board = board
        self.guesses = guesses
        self.batches = batches
        self.load_ms = load_ms
        self.heap = heap
