"""Convolution, pooling, normalisation and enlarging of images and sequences, as layers."""

import numpy as np
import pytest

from tinygrad_fa import initialisers
from tinygrad_fa.engine.checks import check_gradients
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
    GlobalMaxPool,
    Linear,
    Upsample,
)
from tinygrad_fa.net import Net

IMAGES, SEQUENCES = (2, 4, 4, 5), (2, 4, 6)
# name: a maker, the shapes of the inputs, the shape of the result, what repr says
LAYERS = {
    "conv1d": (
        lambda: Conv1d(4, 2, 3, stride=2, padding=1, dilation=2, groups=2),
        [SEQUENCES],
        (2, 2, 2),
        "Conv1d(4, 2, kernel_size=3, stride=2, padding=1, dilation=2, groups=2)",
    ),
    "conv1d without bias": (
        lambda: Conv1d(4, 1, 1, bias=False),
        [SEQUENCES],
        (2, 1, 6),
        "Conv1d(4, 1, kernel_size=1, stride=1, bias=False)",
    ),
    "transposed": (
        lambda: ConvTranspose2d(4, 2, 3, 2, padding=1, output_padding=(1, 0)),
        [(2, 4, 2, 3)],
        (2, 2, 4, 5),
        "ConvTranspose2d(4, 2, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), "
        "output_padding=(1, 0))",
    ),
    "transposed in groups": (
        lambda: ConvTranspose2d(4, 2, (1, 2), groups=2, dilation=2, bias=False),
        [(2, 4, 2, 3)],
        (2, 2, 2, 5),
        "ConvTranspose2d(4, 2, kernel_size=(1, 2), stride=(1, 1), dilation=(2, 2), groups=2, "
        "bias=False)",
    ),
    "adaptive": (
        lambda: AdaptiveAvgPool2d((3, 2)),
        [IMAGES],
        (2, 4, 3, 2),
        "AdaptiveAvgPool2d(output_size=(3, 2))",
    ),
    "global mean": (GlobalAvgPool, [IMAGES], (2, 4), "GlobalAvgPool(keepdims=False)"),
    "global maximum": (
        lambda: GlobalMaxPool(keepdims=True),
        [SEQUENCES],
        (2, 4, 1),
        "GlobalMaxPool(keepdims=True)",
    ),
    "lrn": (
        lambda: LRN(3, alpha=0.5, k=2.0),
        [IMAGES],
        IMAGES,
        "LRN(3, alpha=0.5, beta=0.75, k=2.0)",
    ),
    "lrn within": (
        lambda: LRN(3, alpha=0.5, norm_region="WITHIN_CHANNEL"),
        [IMAGES],
        IMAGES,
        "LRN(3, alpha=0.5, beta=0.75, k=1.0, norm_region=WITHIN_CHANNEL)",
    ),
    "nearest": (
        lambda: Upsample((1, 2)),
        [IMAGES],
        (2, 4, 4, 10),
        "Upsample(scale_factor=(1, 2), mode=nearest)",
    ),
    "bilinear upsampling": (
        lambda: Upsample(2, "bilinear", align_corners=True),
        [(2, 1, 2, 3)],
        (2, 1, 4, 6),
        "Upsample(scale_factor=(2, 2), mode=bilinear, align_corners=True)",
    ),
    "bilinear": (lambda: Bilinear(2, 3, 4), [(2, 2), (2, 3)], (2, 4), "Bilinear(2, 3, 4)"),
    "bilinear of sequences": (
        lambda: Bilinear(2, 1, 3, bias=False),
        [(2, 3, 2), (2, 3, 1)],
        (2, 3, 3),
        "Bilinear(2, 1, 3, bias=False)",
    ),
}
EACH = pytest.mark.parametrize("name", LAYERS)


def inputs_for(shapes, dtype="float64"):
    rng = np.random.default_rng(3)
    return [Tensor(rng.standard_normal(shape), True, dtype) for shape in shapes]


@EACH
def test_gradients_by_four_witnesses(name):
    make, shapes, _, _ = LAYERS[name]
    layer = make().to("float64")
    names = [label for label, _ in layer.named_parameters()]

    def f(*tensors):
        for label, parameter in zip(names, tensors[len(shapes) :]):
            setattr(layer, label, parameter)
        return layer(*tensors[: len(shapes)])

    points = [*inputs_for(shapes), *map(Tensor, layer.parameters())]
    assert check_gradients(f, *points, order=2, max_entries=8).ok


@EACH
def test_shapes_modes_and_empty_batches(name):
    make, shapes, due, said = LAYERS[name]
    layer = make()
    assert repr(layer) == said
    inputs = inputs_for(shapes, "float32")
    out = layer(*inputs)
    assert out.shape == due and out.dtype == "float32"
    assert (layer.eval()(*inputs).data == out.data).all()
    empty = [Tensor(x.data[:0], True) for x in inputs]
    none = layer(*empty)
    assert none.shape == (0, *due[1:])
    none.sum().backward()
    assert all(x.grad.shape == x.shape for x in empty)
    assert all(not p.grad.data.any() for p in layer.parameters())


@EACH
def test_float32_stays_close_and_a_state_comes_back(name):
    make, shapes, _, _ = LAYERS[name]
    layer, other = make().to("float64"), make()
    other.load_state_dict(layer.state_dict())
    results = []
    for one, dtype in ((layer, "float64"), (other, "float32")):
        inputs = inputs_for(shapes, dtype)
        out = one(*inputs)
        (out * np.cos(np.arange(out.size)).reshape(out.shape).astype(dtype)).sum().backward()
        leaves = [*inputs, *one.parameters()]
        results.append([out.data, *(leaf.grad.data for leaf in leaves)])
    for exact, close in zip(*results):
        assert close.dtype == "float32"
        np.testing.assert_allclose(close, exact, rtol=1e-4, atol=1e-5)


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
