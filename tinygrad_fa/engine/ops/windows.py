"""What convolution and pooling share: pairs of numbers, and checks of sizes."""

from tinygrad_fa.engine.kernels import output_size
from tinygrad_fa.language.errors import ShapeError


def pair(number):
    """Return (n, n) for a number n, and a pair as it is: (along height, along width)."""
    return (number, number) if isinstance(number, int) else tuple(number)


def check_images(x):
    """Refuse what is not a batch of images (N, C, H, W)."""
    if len(x.shape) != 4:
        raise ShapeError("engine.image_shape", shape=x.shape)


def check_window(x, kernel, stride, padding, dilation=(1, 1), ceil_mode=False):
    """Refuse a window that fits nowhere in the images."""
    sizes = [
        output_size(x.shape[2 + i], kernel[i], stride[i], padding[i], dilation[i], ceil_mode)
        for i in (0, 1)
    ]
    if min(sizes) <= 0:
        raise ShapeError(
            "engine.window",
            kernel=tuple(kernel),
            stride=stride,
            padding=padding,
            dilation=dilation,
            size=x.shape[2:],
        )
