"""Initialisers: bounds, standard deviations and fans as torch and Keras have them."""

import math
import re

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


def spoken_for(case):
    """Return a tensor for a recorded case, the name of its initialiser, and the settings."""
    if case["lib"] == "torch":
        names = ("gain", "a", "mode", "nonlinearity")
        settings = {name: case[name] for name in names if name in case}
        return leaf(*case["shape"]), case["init"], settings
    *kernel, inputs, outputs = case["shape"]  # Keras's layout
    name = re.sub(r"(?<=.)([A-Z])", r"_\1", case["init"]).lower() + "_"  # GlorotUniform
    return leaf(outputs, inputs, *kernel), name, {}


def test_the_formula_is_torchs_and_keras(init_case, monkeypatch):
    tensor, name, settings = spoken_for(init_case)
    assert initialisers.fans(tensor) == (init_case["fan_in"], init_case["fan_out"])
    uniform, normal, cut = (
        drawn_with(monkeypatch, distribution)
        for distribution in ("uniform", "normal", "cut_normal")
    )
    assert getattr(initialisers, name)(tensor, **settings) is tensor
    if "bound" in init_case:
        ((low, high, *_),) = uniform
        assert -low == high == pytest.approx(init_case["bound"], rel=1e-12)
        spread = init_case["bound"] / math.sqrt(3)
        assert np.abs(tensor.data).max() <= init_case["bound"]
    elif "max_abs" in init_case:
        ((width, *_),) = cut
        assert width == pytest.approx(init_case["pre_truncation_std"], rel=1e-12)
        spread = init_case["resulting_std"]
        assert 0.95 * init_case["max_abs"] < np.abs(tensor.data).max() <= init_case["max_abs"]
    else:
        ((mean, spread, *_),) = normal
        assert mean == 0
        assert spread == pytest.approx(init_case["std"], rel=1e-12)
    assert tensor.data.std() == pytest.approx(spread, rel=4 / math.sqrt(tensor.size))
    assert abs(tensor.data.mean()) < 5 * spread / math.sqrt(tensor.size)


def test_a_normal_distribution_without_its_tails():
    many = initialisers.truncated_normal_(leaf(200_000), 5, 0.1)
    width = 0.1 / math.sqrt(1 - 4 * math.exp(-2) / math.sqrt(2 * math.pi) / math.erf(math.sqrt(2)))
    assert many.data.mean() == pytest.approx(5, abs=0.002)
    assert many.data.std() == pytest.approx(0.1, rel=0.01)
    assert 1.99 * width < np.abs(many.data - 5).max() <= 2 * width * (1 + 1e-12)
    assert initialisers.truncated_normal_(leaf(3, dtype="float32")).dtype == "float32"
    assert initialisers.truncated_normal_(leaf(0)).shape == (0,)


@pytest.mark.parametrize("shape", [(4, 4), (3, 7), (7, 3), (4, 2, 3, 3), (1, 5)])
def test_orthogonal_matrices(shape):
    tensor = initialisers.orthogonal_(leaf(*shape), gain=1.5)
    matrix = tensor.data.reshape(shape[0], -1)
    small = matrix @ matrix.T if matrix.shape[0] <= matrix.shape[1] else matrix.T @ matrix
    np.testing.assert_allclose(small, 2.25 * np.eye(len(small)), atol=1e-12)


def test_every_orthogonal_matrix_is_equally_likely():
    """Without the signs of R's diagonal the first entries would all be of one sign."""
    corners = [initialisers.orthogonal_(leaf(2, 2)).data for _ in range(300)]
    signs = np.sign([[matrix[0, 0], np.linalg.det(matrix)] for matrix in corners]).mean(axis=0)
    assert np.abs(signs).max() < 0.25


@pytest.mark.parametrize(("sparsity", "zeros"), [(0, 0), (0.1, 2), (0.5, 10), (1, 20)])
def test_every_column_has_its_zeros(sparsity, zeros):
    tensor = initialisers.sparse_(leaf(20, 500), sparsity, std=0.5)
    assert ((tensor.data == 0).sum(axis=0) == zeros).all()
    if 0 < zeros < 20:
        rows = (tensor.data == 0).sum(axis=1)  # in every row about as many
        assert rows.min() > 0.5 * 500 * zeros / 20
        assert tensor.data[tensor.data != 0].std() == pytest.approx(0.5, rel=0.05)


def test_the_identity_as_a_matrix():
    assert (initialisers.eye_(leaf(2, 3)).data == np.eye(2, 3)).all()
    layer = Linear(3, 3)
    initialisers.eye_(layer.weight)
    initialisers.zeros_(layer.bias)
    x = np.random.default_rng(0).standard_normal((2, 3)).astype("float32")
    assert (layer(x).data == x).all()


@pytest.mark.parametrize(
    ("inputs", "outputs", "groups"), [(4, 4, 1), (4, 4, 2), (2, 5, 1), (3, 2, 1)]
)
def test_the_identity_as_a_convolution(inputs, outputs, groups):
    layer = Conv2d(inputs, outputs, 3, padding=1, groups=groups, bias=False)
    initialisers.dirac_(layer.weight, groups)
    x = np.random.default_rng(0).standard_normal((2, inputs, 4, 5)).astype("float32")
    out, shown = layer(x).data, min(inputs, outputs)
    assert (out[:, :shown] == x[:, :shown]).all()
    assert (out[:, shown:] == 0).all()


def test_bilinear_kernels_sum_to_the_enlargement():
    for size, factor in ((4, 2), (6, 3), (3, 2), (5, 3), (2, 1), (1, 1)):
        kernel = initialisers.bilinear_(leaf(2, 3, size, size)).data
        assert (kernel == kernel[0, 0]).all()
        np.testing.assert_allclose(kernel, kernel[..., ::-1], rtol=1e-12)
        if size % 2 == 0:
            assert kernel[0, 0].sum() == pytest.approx(factor**2)


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
        (lambda: initialisers.truncated_normal_(leaf(3), std=-1), "layers.negative_std"),
        (lambda: initialisers.sparse_(leaf(3, 3), 0.1, std=-1), "layers.negative_std"),
        (lambda: initialisers.sparse_(leaf(3, 3), 1.5), "layers.probability"),
        (lambda: initialisers.sparse_(leaf(3), 0.5), "initialisers.axes"),
        (lambda: initialisers.eye_(leaf(3)), "initialisers.axes"),
        (lambda: initialisers.orthogonal_(leaf(3)), "initialisers.axes"),
        (lambda: initialisers.orthogonal_(leaf(3, 0)), "initialisers.axes"),
        (lambda: initialisers.bilinear_(leaf(1, 1, 2, 3)), "initialisers.axes"),
        (lambda: initialisers.dirac_(leaf(3, 3)), "initialisers.axes"),
        (lambda: initialisers.dirac_(leaf(3, 3, 3), 2), "initialisers.dirac_groups"),
        (lambda: randomness.manual_seed(-1), "randomness.seed"),
        (lambda: randomness.manual_seed(0.5), "randomness.seed"),
    ],
)
def test_wrong_settings(wrong, key):
    with pytest.raises(SettingError) as caught:
        wrong()
    assert caught.value.key == key
    assert str(caught.value)
