"""Convolution, pooling, normalisation and enlarging of images and sequences, as layers."""

import numpy as np
import pytest

from tinygrad_fa import initialisers
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import DTypeError, SettingError, ShapeError
from tinygrad_fa.layers import (
    LRN,
    AdaptiveAvgPool2d,
    Bilinear,
    Conv1d,
    Conv2d,
    ConvTranspose2d,
    GlobalAvgPool,
    Linear,
    Upsample,
)
from tinygrad_fa.net import Net


def inputs_for(shapes):
    rng = np.random.default_rng(3)
    return [Tensor(rng.standard_normal(shape), True) for shape in shapes]


def test_a_transposed_convolution_is_the_way_back_of_a_convolution():
    """<conv(x), y> = <x, convᵀ(y)> for the same weight."""
    conv = Conv2d(3, 4, 3, stride=2, padding=1, bias=False).to("float64")
    back = ConvTranspose2d(4, 3, 3, stride=2, padding=1, output_padding=1, bias=False)
    back.to("float64").load_state_dict(conv.state_dict())
    x, y = inputs_for([(2, 3, 6, 6), (2, 4, 3, 3)])
    np.testing.assert_allclose((conv(x) * y).sum().item(), (x * back(y)).sum().item(), rtol=1e-12)


@pytest.mark.parametrize(
    ("layer", "fan"),
    [
        (lambda **k: Conv1d(8, 6, 5, groups=2, **k), 20),
        (lambda **k: ConvTranspose2d(6, 8, 5, groups=2, **k), 100),
        (lambda **k: Linear(20, 8, **k), 20),
        (lambda **k: Bilinear(16, 5, 9, **k), 16),
    ],
)
def test_the_start_is_torchs(layer, fan):
    made = layer()
    bound = fan**-0.5
    weight = np.abs(made.weight.data)
    assert 0.9 * bound < weight.max() <= bound
    assert np.abs(made.bias.data).max() <= bound


def test_initialisers_of_ones_choice():
    for make in (Linear, lambda *sizes, **k: Conv2d(*sizes, 3, **k)):
        layer = make(
            4,
            5,
            weight_init=initialisers.ones_,
            bias_init=lambda bias: initialisers.constant_(bias, 0.5),
        )
        assert (layer.weight.data == 1).all() and (layer.bias.data == 0.5).all()
        assert layer.weight.requires_grad and layer.bias.requires_grad
        assert make(4, 5, bias=False, bias_init=initialisers.zeros_).bias is None


def floats(*shape):
    return np.ones(shape, "float32")


WRONG_INPUTS = {
    "engine.sequence_shape": (lambda: Conv1d(3, 2, 2), [floats(3, 5)], ShapeError),
    "engine.conv_shapes": (lambda: Conv1d(3, 2, 2), [floats(1, 2, 5)], ShapeError),
    "engine.window": (lambda: Conv1d(3, 2, 6), [floats(1, 3, 5)], ShapeError),
    "engine.conv_transpose_shapes": (
        lambda: ConvTranspose2d(3, 2, 2),
        [floats(1, 2, 5, 5)],
        ShapeError,
    ),
    "engine.transposed_size": (
        lambda: ConvTranspose2d(3, 2, 2, padding=1),
        [floats(1, 3, 1, 5)],
        ShapeError,
    ),
    "engine.image_shape": (LRN, [floats(3, 5, 5)], ShapeError),
    "engine.no_pixels": (lambda: AdaptiveAvgPool2d(2), [floats(1, 3, 0, 5)], ShapeError),
    "layers.global_pool": (GlobalAvgPool, [floats(1, 3)], ShapeError),
    "layers.bilinear_shapes": (
        lambda: Bilinear(2, 3, 1),
        [floats(4, 2), floats(5, 3)],
        ShapeError,
    ),
    "layers.whole_number_input": (
        lambda: Bilinear(2, 3, 1),
        [floats(4, 2), np.ones((4, 3), int)],
        DTypeError,
    ),
}


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("key", WRONG_INPUTS)
def test_wrong_inputs_are_explained(key, language):
    set_language(language)
    make, inputs, error = WRONG_INPUTS[key]

    class Holder(Net):
        def __init__(self):
            self.culprit = make()

        def forward(self, *inputs):
            return self.culprit(*inputs)

    with pytest.raises(error) as caught:
        Holder()(*inputs)
    assert caught.value.key == key
    assert "`culprit`" in str(caught.value) and "return self.culprit" in str(caught.value)


@pytest.mark.parametrize(
    ("wrong", "key", "said"),
    [
        (lambda: Conv1d(3, 2, (2, 2)), "layers.whole_number", "kernel_size"),
        (lambda: Conv1d(3, 2, 2, padding=-1), "layers.whole_number", "padding"),
        (lambda: Conv1d(3, 2, 2, groups=2), "layers.groups", "groups"),
        (lambda: ConvTranspose2d(4, 3, 2, groups=2), "layers.groups", "groups"),
        (lambda: ConvTranspose2d(3, 2, 2, output_padding=1), "engine.output_padding", "(1, 1)"),
        (lambda: ConvTranspose2d(3, 2, 2, 2, 0, -1), "layers.whole_number", "output_padding"),
        (lambda: AdaptiveAvgPool2d(0), "layers.whole_number", "output_size"),
        (lambda: LRN(4), "engine.lrn_size", "size"),
        (lambda: LRN(norm_region="across"), "engine.lrn_region", "WITHIN_CHANNEL"),
        (lambda: Upsample(1.5), "layers.whole_number", "scale_factor"),
        (lambda: Upsample(2, "cubic"), "engine.upsample_mode", "cubic"),
        (lambda: Bilinear(2, 0, 1), "layers.whole_number", "in2_features"),
        (lambda: Linear(2, 1, weight_init="he"), "layers.initialiser", "weight_init"),
        (lambda: Conv2d(2, 1, 1, bias_init=0.0), "layers.initialiser", "bias_init"),
    ],
)
@pytest.mark.parametrize("language", ["en", "fa"])
def test_wrong_settings_are_named(wrong, key, said, language):
    set_language(language)
    with pytest.raises(SettingError) as caught:
        wrong()
    assert caught.value.key == key and said in str(caught.value)
