"""Nets that have a name: LeNet, and the plain multi-layer perceptron."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

from tinygrad_fa.language.errors import ShapeError
from tinygrad_fa.layers import Conv2d, Flatten, Linear, MaxPool2d, ReLU
from tinygrad_fa.net import Net


def lenet(shape: Sequence[int] = (1, 28, 28), classes: int = 10) -> Net:
    """Return LeNet as Caffe's MNIST example has it: two convolutions, two linear layers.

    conv 20 × 5×5, max-pool 2, conv 50 × 5×5, max-pool 2, linear 500, ReLU, linear `classes`;
    431,080 parameters for 28×28 digits.  After Y. LeCun et al., "Gradient-based learning
    applied to document recognition" (1998).

    Args:
        shape: (channels, height, width) of one image, at least 16 pixels high and wide.
        classes: how many scores come out.

    Raises:
        ShapeError: for what is no image, or one that is too small.
    """
    sides = [((side - 4) // 2 - 4) // 2 for side in shape[1:]]
    if len(sides) != 2 or min(sides) < 1:
        raise ShapeError("models.lenet_shape", shape=tuple(shape))
    return Net(
        Conv2d(shape[0], 20, 5),
        MaxPool2d(2),
        Conv2d(20, 50, 5),
        MaxPool2d(2),
        Flatten(),
        Linear(50 * prod(sides), 500),
        ReLU(),
        Linear(500, classes),
    )


def mlp(
    shape: Sequence[int] = (1, 28, 28), classes: int = 10, hidden: Sequence[int] = (128,)
) -> Net:
    """Return a multi-layer perceptron: linear layers with ReLU between them.

    Args:
        shape: of one input; its axes are joined.
        classes: how many scores come out.
        hidden: how many units each hidden layer has.
    """
    sizes = [prod(shape), *hidden]
    layers: list[Any] = [Flatten()]
    for before, after in zip(sizes, hidden, strict=False):
        layers += [Linear(before, after), ReLU()]
    return Net(*layers, Linear(sizes[-1], classes))
