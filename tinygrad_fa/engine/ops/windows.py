"""What convolution and pooling share: pairs of numbers, and checks of sizes."""

from tinygrad_fa.engine.kernels import output_size
from tinygrad_fa.language.errors import ShapeError


def pair(number):
    """Return (n, n) for a number n, and a pair as it is: (along height, along width)."""
    return (number, number) if isinstance(number, int) else tuple(number)


def single(number):
    """Return (n,) for a number n, and a tuple of one number as it is."""
    return (number,) if isinstance(number, int) else tuple(number)


def check_images(x):
    """Refuse what is not a batch of images (N, C, H, W)."""
    if len(x.shape) != 4:
        raise ShapeError("engine.image_shape", shape=x.shape)


def check_sequences(x):
    """Refuse what is not a batch of sequences (N, C, L)."""
    if len(x.shape) != 3:
        raise ShapeError("engine.sequence_shape", shape=x.shape)


def check_window(x, kernel, stride, padding, dilation=(1, 1), ceil_mode=False):
    """Refuse a window that fits nowhere in the images or sequences."""
    size = x.shape[2:]
    axes = zip(size, kernel, stride, padding, dilation, strict=True)
    if min(output_size(*axis, ceil_mode) for axis in axes) <= 0:
        raise ShapeError(
            "engine.window",
            kernel=tuple(kernel),
            stride=stride,
            padding=padding,
            dilation=dilation,
            size=size,
        )
