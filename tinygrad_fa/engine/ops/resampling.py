"""Images in another size: means over uneven windows, copied pixels, straight lines between them.

Each of these treats height and width alike and apart.  Along one axis it is a matrix: row i says
how much of every old pixel goes into the new pixel i.
"""

from tinygrad_fa.engine.op import library
from tinygrad_fa.engine.ops.pooling import avg_pool2d
from tinygrad_fa.engine.ops.products import matmul
from tinygrad_fa.engine.ops.shapes import permute, repeat, reshape
from tinygrad_fa.engine.ops.windows import check_images, pair
from tinygrad_fa.language.errors import SettingError, ShapeError

MODES = ("nearest", "bilinear")


def adaptive_avg_pool2d(x, output_size):
    """Return images x (N, C, H, W) in the size wanted, each pixel the mean of its window.

    The windows cover the image evenly; where the sizes do not divide, they overlap by one pixel.
    Window i of n on an axis of length L goes from ⌊i·L/n⌋ to ⌈(i + 1)·L/n⌉ (torch's rule).

    Raises:
        ShapeError: for what is no batch of images, or images without pixels.
    """
    _check_pixels(x)
    size, wanted = x.shape[2:], pair(output_size)
    if all(length % count == 0 for length, count in zip(size, wanted, strict=True)):
        return avg_pool2d(x, (size[0] // wanted[0], size[1] // wanted[1]))
    return _resize(x, *map(_window_means, size, wanted))


def upsample(x, scale_factor=2, mode="nearest", align_corners=False):
    """Return images x (N, C, H, W) enlarged `scale_factor` times (a whole number, or two).

    ``"nearest"`` copies pixels.  ``"bilinear"`` draws straight lines between the middles of the
    pixels, and beyond the outermost middles goes on level; with `align_corners` the middles of
    the corners stay in the corners.

    Raises:
        ShapeError: for what is no batch of images, or images without pixels.
        SettingError: for another mode.
    """
    _check_pixels(x)
    if mode not in MODES:
        raise SettingError("engine.upsample_mode", mode=mode)
    down, along = pair(scale_factor)
    if mode == "nearest":
        pixels = permute(x, 0, 2, 3, 1)  # the channels of a pixel are copied together
        return permute(repeat(repeat(pixels, along, axis=2), down, axis=1), 0, 3, 1, 2)
    height, width = x.shape[2:]
    return _resize(
        x,
        _interpolation(height, height * down, align_corners),
        _interpolation(width, width * along, align_corners),
    )


def _resize(x, down, along):
    """Return the images multiplied by one matrix down the columns and one along the rows."""
    batch, channels, height, _ = x.shape
    asarray = library(x.data if hasattr(x, "requires_grad") else x).asarray
    # With the channels last both products run over contiguous numbers.
    pixels = matmul(asarray(along, dtype=x.dtype), permute(x, 0, 2, 3, 1))
    rows = reshape(pixels, (batch, height, len(along) * channels))
    out = matmul(asarray(down, dtype=x.dtype), rows)
    return permute(reshape(out, (batch, len(down), len(along), channels)), 0, 3, 1, 2)


def _window_means(length, count):
    """Return the matrix (count, length) of the means over `count` windows, as lists."""
    rows = []
    for i in range(count):
        start, end = i * length // count, -(-(i + 1) * length // count)
        rows.append([(start <= place < end) / (end - start) for place in range(length)])
    return rows


def _interpolation(length, count, align_corners):
    """Return the matrix (count, length) of straight lines between `length` numbers, as lists."""
    rows = []
    for i in range(count):
        if align_corners:
            place = i * (length - 1) / max(count - 1, 1)
        else:
            place = max((i + 0.5) * length / count - 0.5, 0.0)
        before = int(place)
        after = min(before + 1, length - 1)
        share = place - before
        rows.append([(1 - share) * (j == before) + share * (j == after) for j in range(length)])
    return rows


def _check_pixels(x):
    """Refuse what is not a batch of images with pixels in them."""
    check_images(x)
    if 0 in x.shape[2:]:
        raise ShapeError("engine.no_pixels", shape=x.shape)
