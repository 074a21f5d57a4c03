"""Initialisers: bounds, standard deviations and fans as torch and Keras have them."""

import math

import numpy as np
import pytest

from tinygrad_fa import randomness
from tinygrad_fa.backend import default_dtype
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.layers import Conv2d, Linear, initialisers


def leaf(*shape, dtype="float64"):
    return Tensor(np.empty(shape, dtype), requires_grad=True)


def drawn_with(monkeypatch, name):
    """Return a list that gets the arguments of each draw of numbers of that distribution."""
    draws = []
    original = getattr(randomness, name)

    def noting(*settings):
        draws.append(settings)
        return original(*settings)

    monkeypatch.setattr(randomness, name, noting)
    return draws


def test_the_formula_is_torchs(init_case, monkeypatch):
    if init_case["lib"] == "keras":
        *kernel, inputs, outputs = init_case["shape"]
        tensor = leaf(outputs, inputs, *kernel)
        name = {"GlorotUniform": "glorot_uniform_", "HeUniform": "he_uniform_"}[init_case["init"]]
        settings = {}
    else:
        tensor, name = leaf(*init_case["shape"]), init_case["init"]
        settings = {
            k: init_case[k] for k in ("gain", "a", "mode", "nonlinearity") if k in init_case
        }
    assert initialisers.fans(tensor) == (init_case["fan_in"], init_case["fan_out"])
    uniform = drawn_with(monkeypatch, "uniform")
    normal = drawn_with(monkeypatch, "normal")
    assert getattr(initialisers, name)(tensor, **settings) is tensor
    if "bound" in init_case:
        ((low, high, *_),) = uniform
        assert -low == high == pytest.approx(init_case["bound"], rel=1e-12)
        spread = init_case["bound"] / math.sqrt(3)
        assert np.abs(tensor.data).max() <= init_case["bound"]
    else:
        ((mean, spread, *_),) = normal
        assert mean == 0
        assert spread == pytest.approx(init_case["std"], rel=1e-12)
    assert tensor.data.std() == pytest.approx(spread, rel=4 / math.sqrt(tensor.size))
    assert abs(tensor.data.mean()) < 5 * spread / math.sqrt(tensor.size)


def test_the_gains():
    expected = {
        "linear": 1, "conv2d": 1, "sigmoid": 1, "tanh": 5 / 3, "relu": math.sqrt(2), "selu": 0.75,
        "leaky_relu": 1.4141428569978354,
    }  # fmt: skip
    for name, gain in expected.items():
        assert initialisers.calculate_gain(name) == pytest.approx(gain, rel=1e-15)
    assert initialisers.calculate_gain("leaky_relu", 1) == 1


@pytest.mark.parametrize(
    ("layer", "fan_in"),
    [(Linear(300, 200), 300), (Conv2d(8, 400, (3, 5), groups=2), 60)],
    ids=["linear", "conv"],
)
def test_layers_start_as_in_torch(layer, fan_in):
    bound = 1 / math.sqrt(fan_in)
    for parameter in layer.parameters():
        assert parameter.requires_grad
        assert parameter.dtype == default_dtype
        highest = np.abs(parameter.data).max()
        assert 0.95 * bound < highest <= bound * (1 + 1e-6)


def test_plain_fillers():
    tensor = leaf(3, 4, dtype="float32")
    assert np.all(initialisers.constant_(tensor, 2.5).data == np.float32(2.5))
    assert np.all(initialisers.ones_(tensor).data == 1)
    assert np.all(initialisers.zeros_(tensor).data == 0)
    assert tensor.dtype == np.float32
    many = leaf(40_000)
    initialisers.uniform_(many, 2, 3)
    assert 2 <= many.data.min() < 2.01 < 2.99 < many.data.max() <= 3
    initialisers.normal_(many, 5, 0.1)
    assert many.data.mean() == pytest.approx(5, abs=0.003)
    assert many.data.std() == pytest.approx(0.1, rel=0.02)


def test_the_same_seed_gives_the_same_net():
    randomness.manual_seed(3)
    first = Linear(5, 5).state_dict()
    randomness.manual_seed(3)
    second = Linear(5, 5).state_dict()
    assert all((first[name] == second[name]).all() for name in first)
    assert (Linear(5, 5).weight.data != first["weight"]).any()


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        (lambda: initialisers.xavier_uniform_(leaf(3)), "layers.fans"),
        (lambda: initialisers.kaiming_normal_(leaf(3, 0)), "layers.fans"),
        (lambda: initialisers.kaiming_normal_(leaf(3, 3), mode="fan"), "layers.fan_mode"),
        (lambda: initialisers.kaiming_uniform_(leaf(3, 3), nonlinearity="x"), "layers.gain"),
        (lambda: initialisers.normal_(leaf(3), std=-1), "layers.negative_std"),
        (lambda: randomness.manual_seed(-1), "randomness.seed"),
        (lambda: randomness.manual_seed(0.5), "randomness.seed"),
    ],
)
def test_wrong_settings(wrong, key):
    with pytest.raises(SettingError) as caught:
        wrong()
    assert caught.value.key == key
    assert str(caught.value)
