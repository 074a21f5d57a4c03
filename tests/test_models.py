"""The nets that have a name."""

import numpy as np
import pytest

from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import ShapeError
from tinygrad_fa.models import cifar10_quick


@pytest.fixture(autouse=True)
def _language():
    yield
    set_language(None)


def test_cifar10_quick_has_the_sizes_of_caffes_net():
    net = cifar10_quick()
    sizes = [parameter.size for parameter in net.parameters()]
    assert sizes == [2400, 32, 25600, 32, 51200, 64, 65536, 64, 640, 10]
    x = np.zeros((2, 3, 32, 32), dtype="float32")
    shapes = []
    for layer in net:
        x = layer(x)
        shapes.append(x.shape[1:])
    pools = [shapes[i] for i in (1, 5, 8)]
    assert pools == [(32, 16, 16), (32, 8, 8), (64, 4, 4)]  # rounded up, as Caffe does
    assert shapes[-1] == (10,)


@pytest.mark.parametrize("shape", [(1, 12, 13), (3, 50, 33)])
def test_cifar10_quick_fits_other_images(shape):
    assert cifar10_quick(shape, 7)(np.zeros((1, *shape), dtype="float32")).shape == (1, 7)


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("shape", [(3, 10, 32), (3, 2, 2), (32, 32)])
def test_cifar10_quick_refuses_images_that_are_too_small(shape, language):
    set_language(language)
    with pytest.raises(ShapeError) as caught:
        cifar10_quick(shape)
    assert caught.value.key == "models.cifar10_quick_shape" and str(shape) in str(caught.value)
