"""Job a: micrograd's moons demo on scalars: MLP 2-16-16-1, 100 samples, hinge loss, L2."""

from __future__ import annotations

import math
import random

ENGINES = ["ours", "micrograd"]


def moons(samples: int = 100, noise: float = 0.1) -> tuple[list[list[float]], list[int]]:
    """Return two interleaved half circles, with labels −1 and 1."""
    rng = random.Random(0)
    points, labels = [], []
    for i in range(samples):
        angle = math.pi * (i // 2) / (samples // 2 - 1)
        upper = i % 2 == 0
        x = math.cos(angle) if upper else 1 - math.cos(angle)
        y = math.sin(angle) if upper else 0.5 - math.sin(angle)
        points.append([x + rng.gauss(0, noise), y + rng.gauss(0, noise)])
        labels.append(-1 if upper else 1)
    return points, labels


def initial_weights(sizes: tuple[int, ...] = (2, 16, 16, 1)) -> list[list[list[float]]]:
    """Return per layer one row of weights per neuron; biases start at 0."""
    rng = random.Random(1)
    pairs = zip(sizes[:-1], sizes[1:], strict=True)
    return [[[rng.uniform(-1, 1) for _ in range(n)] for _ in range(m)] for n, m in pairs]


def _train(Value):
    layers = [
        [([Value(w) for w in row], Value(0.0)) for row in layer] for layer in initial_weights()
    ]
    parameters = [p for layer in layers for weights, bias in layer for p in [*weights, bias]]
    points, labels = moons()

    def score(point):
        for depth, layer in enumerate(layers):
            outputs = [sum((w * x for w, x in zip(ws, point, strict=True)), b) for ws, b in layer]
            point = [out.relu() for out in outputs] if depth < len(layers) - 1 else outputs
        return point[0]

    def step():
        inputs = [[Value(x) for x in point] for point in points]
        scores = [score(point) for point in inputs]
        losses = [(1 + -label * s).relu() for label, s in zip(labels, scores, strict=True)]
        data_loss = sum(losses) * (1.0 / len(losses))
        loss = data_loss + 1e-4 * sum(p * p for p in parameters)
        for p in parameters:
            p.grad = 0.0
        loss.backward()
        for p in parameters:
            p.data = p.data - 0.05 * p.grad
        return loss.data

    return step


def ours():
    from tinygrad_fa import Value

    return _train(Value)


def micrograd():
    from micrograd.engine import Value

    return _train(Value)
