"""Activation layers: torch's numbers (also at kinks and at ±800), gradients, settings."""

import json

import numpy as np
import pytest

import tinygrad_fa as tg
from tinygrad_fa import layers
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError, ShapeError

KINDS = {
    "relu": layers.ReLU(),
    "leaky_relu": layers.LeakyReLU(),
    "elu": layers.ELU(),
    "selu": layers.SELU(),
    "sigmoid": layers.Sigmoid(),
    "tanh": layers.Tanh(),
    "softplus": layers.Softplus(),
    "gelu": layers.GELU(),
    "gelu_tanh": layers.GELU("tanh"),
    "silu": layers.SiLU(),
    "mish": layers.Mish(),
    "relu6": layers.ReLU6(),
    "hardsigmoid": layers.Hardsigmoid(),
    "hardswish": layers.Hardswish(),
    "logsigmoid": layers.LogSigmoid(),
    "softsign": layers.Softsign(),
    "softmax(last axis)": layers.Softmax(),
    "log_softmax(last axis)": layers.LogSoftmax(),
}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", KINDS)
def test_torchs_numbers(name, dtype, golden_folder):
    cases = json.loads((golden_folder / "activations.json").read_text())["cases"]
    (case,) = [case for case in cases if case["fn"] == name]
    x = Tensor(np.array(case["x"], dtype), requires_grad=True)
    out = KINDS[name](x)
    out.backward(np.array(case["upstream"], dtype))
    rtol, atol = (1e-9, 1e-12) if dtype == "float64" else (1e-4, 1e-6)
    np.testing.assert_allclose(out.data, case["y"], rtol=rtol, atol=atol)
    # torch's slope of hardsigmoid is a sixth in float32, also in float64: right to 7 digits.
    rtol = max(rtol, 1e-7 if name == "hardsigmoid" else 0)
    np.testing.assert_allclose(x.grad.data, case["grad"], rtol=rtol, atol=atol)
    assert out.dtype == x.grad.dtype == dtype


@pytest.mark.parametrize("name", KINDS)
def test_lists(name):
    assert KINDS[name]([[1.0, -2.0, 3.0, -4.0]]).shape == (1, 4)


def test_slopes_at_the_bounds():
    x = Tensor(np.array([-3.0, -1.0, 0.0, 1.0, 3.0, 6.0]), requires_grad=True)
    for layer, slopes in (
        (layers.Hardtanh(), [0, 0, 1, 0, 0, 0]),
        (layers.ReLU6(), [0, 0, 0, 1, 1, 0]),
        (layers.Hardsigmoid(), [0, 1 / 6, 1 / 6, 1 / 6, 0, 0]),
    ):
        x.zero_grad()
        layer(x).sum().backward()
        assert x.grad.tolist() == slopes, layer


def test_the_trained_slope():
    layer = layers.PReLU(2)
    assert [name for name, _ in layer.named_parameters()] == ["weight"]
    x = np.array([[[-1.0, 2.0], [-3.0, -4.0]]], "float32")
    assert layer(x).tolist() == [[[-0.25, 2.0], [-0.75, -1.0]]]
    layer(x).sum().backward()
    assert layer.weight.grad.tolist() == [-1.0, -7.0]
    with pytest.raises(ShapeError) as caught:
        tg.Net(slopes=layer)(np.ones((4, 3), "float32"))
    assert caught.value.key == "layers.channels" and "`slopes`" in str(caught.value)


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        (lambda: layers.GELU("fast"), "layers.gelu_approximate"),
        (lambda: layers.Softplus(0), "layers.positive"),
        (lambda: layers.Hardtanh(1, 1), "layers.bounds"),
        (lambda: layers.PReLU(0), "layers.whole_number"),
    ],
)
def test_wrong_settings(wrong, key):
    with pytest.raises(SettingError) as caught:
        wrong()
    assert caught.value.key == key


def test_a_missing_axis():
    with pytest.raises(ShapeError) as caught:
        layers.Softmax(dim=2)(np.ones((2, 3)))
    assert caught.value.key == "engine.axis"
