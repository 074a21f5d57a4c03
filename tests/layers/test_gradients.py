"""Four witnesses for the gradient of each layer, to all inputs and parameters."""

import numpy as np
import pytest

from tinygrad_fa.engine.checks import check_gradients
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.layers import (
    AvgPool2d,
    Conv2d,
    Flatten,
    Linear,
    MaxPool2d,
    ReLU,
    Sigmoid,
    Tanh,
)

IMAGES = (2, 4, 5, 6)
LAYERS = {
    "linear": (Linear(4, 3), (2, 4)),
    "linear of sequences": (Linear(4, 3), (2, 3, 4)),
    "linear without bias": (Linear(4, 3, bias=False), (2, 4)),
    "conv": (Conv2d(4, 2, 3, padding=1), IMAGES),
    "conv with stride, dilation, groups": (
        Conv2d(4, 2, (2, 3), stride=(1, 2), padding=1, dilation=(2, 1), groups=2),
        IMAGES,
    ),
    "conv without bias": (Conv2d(4, 2, 3, bias=False), IMAGES),
    "max pool": (MaxPool2d(3, stride=2, padding=1), IMAGES),
    "max pool, ceil": (MaxPool2d(2, ceil_mode=True), IMAGES),
    "avg pool": (AvgPool2d(3, stride=2, padding=1, count_include_pad=False), IMAGES),
    "flatten": (Flatten(), IMAGES),
    "relu": (ReLU(), (3, 4)),
    "sigmoid": (Sigmoid(), (3, 4)),
    "tanh": (Tanh(), (3, 4)),
}


@pytest.mark.parametrize("name", LAYERS)
def test_a_layers_gradients_agree(name):
    layer, shape = LAYERS[name]
    rng = np.random.default_rng(1)
    names = [n for n, _ in layer.named_parameters()]
    start = [p.shape for p in layer.parameters()]

    def f(x, *parameters):
        for label, parameter in zip(names, parameters):
            setattr(layer, label, parameter)
        return layer(x)

    points = [Tensor(rng.standard_normal(s)) for s in (shape, *start)]
    report = check_gradients(f, *points, order=2, max_entries=12)
    assert report.ok, report
    assert len(report.rows) > len(names)
