"""Wrong uses: the layer's path, the user's line, both languages."""

import numpy as np
import pytest

from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import DTypeError, SettingError, ShapeError
from tinygrad_fa.layers import (
    AvgPool2d,
    Conv2d,
    Flatten,
    Layer,
    Linear,
    MaxPool2d,
    ReLU,
)
from tinygrad_fa.net import Net


class Block(Layer):
    def __init__(self):
        self.fc1 = Linear(4, 4)
        self.tail = [ReLU(), Linear(5, 2)]

    def forward(self, x):
        x = self.fc1(x)
        for layer in self.tail:
            x = layer(x)  # the line in the block
        return x


PATHS = {
    "0": lambda: Net(Linear(3, 2)),
    "fc1": lambda: Net(ReLU(), fc1=Linear(3, 2)),
    "block.fc1": lambda: Net(block=Net(fc1=Linear(3, 2))),
    "1.block.0": lambda: Net(ReLU(), Net(block=Net(Linear(3, 2)))),
    "block.tail.1": lambda: Net(block=Block()),
}


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("path", PATHS)
def test_the_message_tells_path_and_line(path, language):
    set_language(language)
    net = PATHS[path]()
    with pytest.raises(ShapeError) as caught:
        net(Tensor(np.ones((2, 4), "float32")))
    message = str(caught.value)
    assert f": `{path}`" in message
    assert "`(2, 4)`" in message
    line = "x = layer(x)  # the line in the block" if "tail" in path else "net(Tensor(np.ones("
    place = f"test_errors.py:{caught.value.line.split(':')[1]}: {line}"
    assert place in message
    assert ("In layer: " in message) == (language == "en")
    assert ("در لایهٔ: " in message) == (language == "fa")


def test_a_layer_that_its_parent_does_not_hold_breaks_no_path():
    stray = Linear(3, 2)

    class Odd(Layer):
        def forward(self, x):
            return stray(x)

    with pytest.raises(ShapeError) as caught:
        Net(odd=Odd())(np.ones((1, 4), "float32"))
    assert caught.value.layer_path == ["odd"]


def test_the_same_layer_called_again_after_an_error():
    net = Net(fc=Linear(3, 2))
    for _ in range(2):
        with pytest.raises(ShapeError) as caught:
            net(np.ones((1, 4)))
        assert caught.value.layer_path == ["fc"]
    assert net(np.ones((1, 3))).shape == (1, 2)


IMAGES = np.ones((2, 3, 8, 8), "float32")
WRONG_INPUTS = {
    "engine.linear_shapes": (Linear(3, 2), np.ones((2, 4), "float32"), ShapeError),
    "engine.conv_shapes": (Conv2d(4, 2, 3), IMAGES, ShapeError),
    "engine.image_shape": (Conv2d(3, 2, 3), IMAGES[0], ShapeError),
    "engine.window": (MaxPool2d(9), IMAGES, ShapeError),
    "layers.flatten_axes": (Flatten(), np.ones(3), ShapeError),
    "layers.whole_number_input": (Conv2d(3, 2, 3), IMAGES.astype("uint8"), DTypeError),
    "backend.not_numbers": (ReLU(), ["a"], DTypeError),
}


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("key", WRONG_INPUTS)
def test_wrong_inputs(key, language):
    set_language(language)
    layer, x, error = WRONG_INPUTS[key]
    with pytest.raises(error) as caught:
        Net(ReLU(), first=layer)[1](x)
    assert caught.value.key == key
    assert "first=layer" in str(caught.value)  # the line above


WRONG_SETTINGS = [
    (lambda: Linear(0, 3), "layers.whole_number", "in_features"),
    (lambda: Linear(3, 2.5), "layers.whole_number", "out_features"),
    (lambda: Linear(True, 1), "layers.whole_number", "in_features"),
    (lambda: Conv2d(1, 2, 0), "layers.whole_number", "kernel_size"),
    (lambda: Conv2d(1, 2, (3, 3, 3)), "layers.pair", "kernel_size"),
    (lambda: Conv2d(1, 2, (3, "3")), "layers.whole_number", "kernel_size"),
    (lambda: Conv2d(1, 2, 3, stride=0), "layers.whole_number", "stride"),
    (lambda: Conv2d(1, 2, 3, padding=-1), "layers.whole_number", "padding"),
    (lambda: Conv2d(3, 4, 3, groups=2), "layers.groups", "groups"),
    (lambda: MaxPool2d(2, padding=2), "layers.pool_padding", "2"),
    (lambda: AvgPool2d(2, stride=(1, 0)), "layers.whole_number", "stride"),
    (lambda: Flatten(-1), "layers.whole_number", "start_dim"),
]


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize(("wrong", "key", "name"), WRONG_SETTINGS)
def test_wrong_settings_are_named(wrong, key, name, language):
    set_language(language)
    with pytest.raises(SettingError) as caught:
        wrong()
    assert caught.value.key == key
    assert name in str(caught.value)


def test_numpy_numbers_are_whole_numbers():
    layer = Conv2d(np.int64(3), 2, (np.int32(3), 3))
    assert layer(IMAGES).shape == (2, 2, 6, 6)
    assert type(layer.kernel_size[0]) is int


def test_a_layer_without_settings_takes_none():
    with pytest.raises(TypeError):
        ReLU(0.1)  # LeakyReLU was meant
