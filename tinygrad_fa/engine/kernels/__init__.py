"""Array kernels: convolution and pooling on plain arrays, without graph or gradient tape.

Every function here is a pure function of arrays and attributes.  Images are (N, C, H, W); results
lie channels-last in memory (see `conv`); arguments may have any strides and are never written to.
Sizes are not checked here but by the ops that call these kernels: `output_size` answers 0 where
not even one window fits.
"""

from tinygrad_fa.engine.kernels.conv import (
    conv2d,
    conv2d_bias_gradient,
    conv2d_input_gradient,
    conv2d_weight_gradient,
)
from tinygrad_fa.engine.kernels.geometry import output_size
from tinygrad_fa.engine.kernels.pool import (
    avg_pool2d,
    avg_pool2d_gradient,
    max_pool2d,
    max_pool2d_gradient,
    max_pool2d_pick,
)

__all__ = [
    "avg_pool2d",
    "avg_pool2d_gradient",
    "conv2d",
    "conv2d_bias_gradient",
    "conv2d_input_gradient",
    "conv2d_weight_gradient",
    "max_pool2d",
    "max_pool2d_gradient",
    "max_pool2d_pick",
    "output_size",
]
