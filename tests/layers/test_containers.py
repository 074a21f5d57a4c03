"""Sequential, Residual, Concat and Add."""

import numpy as np
import pytest

from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import IndexRangeError, SettingError, ShapeError
from tinygrad_fa.layers import Add, Concat, Conv2d, Linear, ReLU, Residual, Sequential, Tanh
from tinygrad_fa.net import Net

X = np.random.default_rng(0).standard_normal((4, 3))
IMAGES = np.random.default_rng(0).standard_normal((2, 3, 5, 5))


def test_a_sequence():
    block = Sequential(Linear(3, 4), ReLU(), out=Linear(4, 2)).to("float64")
    by_hand = block[2](block[1](block[0](X)))
    np.testing.assert_array_equal(block(X).data, by_hand.data)
    assert list(block.state_dict()) == ["0.weight", "0.bias", "out.weight", "out.bias"]
    assert len(block) == 3 and bool(Sequential()) and list(block)[1] is block[1]
    part = block[:2]
    assert type(part) is Sequential and len(part) == 2 and part[0] is block[0]
    assert type(Net(ReLU(), ReLU())[1:]) is Net
    assert Net(block=block)["block.out"] is block.out
    with pytest.raises(IndexRangeError):
        block[5]
    with pytest.raises(SettingError) as caught:
        Sequential()(X)
    assert caught.value.key == "net.no_layers"
    with pytest.raises(SettingError):
        Sequential(forward=ReLU())


def test_a_residual_adds_what_went_around():
    layer = Linear(3, 3)
    out = Residual(layer)(Tensor(X, dtype="float32"))
    np.testing.assert_allclose(out.data, layer(X.astype("float32")).data + X, rtol=1e-5)
    shrinking = Residual(Conv2d(3, 6, 3, stride=2, padding=1), Conv2d(3, 6, 1, stride=2))
    assert shrinking(IMAGES).shape == (2, 6, 3, 3)
    assert list(shrinking.state_dict()) == [
        "layer.weight", "layer.bias", "shortcut.weight", "shortcut.bias",
    ]  # fmt: skip


def test_branches_side_by_side():
    a, b = Conv2d(3, 2, 1), Conv2d(3, 4, 3, padding=1)
    out = Concat(a, b)(IMAGES)
    np.testing.assert_array_equal(out.data, np.concatenate([a(IMAGES).data, b(IMAGES).data], 1))
    assert Concat(ReLU(), ReLU(), axis=-1)(X).shape == (4, 6)
    assert Concat()(X, X, X).shape == (4, 9)
    np.testing.assert_allclose(Add()(X, X).data, 2 * X)
    np.testing.assert_allclose(Add(ReLU(), Tanh())(X).data, X * (X > 0) + np.tanh(X))
    assert repr(Concat(ReLU(), axis=0)) == "Concat(\n  axis=0\n  (0): ReLU()\n)"


WRONG = [
    (lambda: Residual(ReLU), "net.not_a_layer"),
    (lambda: Residual(ReLU(), np.tanh), "net.not_a_layer"),
    (lambda: Add(ReLU(), 3), "net.not_a_layer"),
    (lambda: Concat("a"), "net.not_a_layer"),
    (lambda: Add()(), "layers.nothing_to_join"),
    (lambda: Concat()(), "layers.nothing_to_join"),
]


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize(("wrong", "key"), WRONG)
def test_wrong_uses(wrong, key, language):
    set_language(language)
    with pytest.raises(SettingError) as caught:
        wrong()
    assert caught.value.key == key and str(caught.value)


@pytest.mark.parametrize("language", ["en", "fa"])
def test_nothing_is_broadcast_in_a_sum(language):
    set_language(language)
    for layer, inputs in ((Residual(Linear(3, 1)), (X,)), (Add(), (X, X[:1]))):
        with pytest.raises(ShapeError) as caught:
            layer(*[Tensor(x, dtype="float32") for x in inputs])
        assert caught.value.key == "layers.sum_shapes" and "`(4, 3)`" in str(caught.value)
    with pytest.raises(ShapeError) as caught:
        Net(block=Residual(Linear(3, 2)))(X)
    assert caught.value.layer_path == ["block"]
