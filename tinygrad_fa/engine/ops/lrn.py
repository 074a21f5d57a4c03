"""Local response normalisation: bright neighbours dim each other."""

from tinygrad_fa.engine.ops.pooling import avg_pool2d
from tinygrad_fa.engine.ops.shapes import permute, reshape
from tinygrad_fa.engine.ops.windows import check_images
from tinygrad_fa.language.errors import SettingError

REGIONS = ("ACROSS_CHANNELS", "WITHIN_CHANNEL")


def lrn(x, size=5, alpha=1e-4, beta=0.75, k=1.0, norm_region="ACROSS_CHANNELS"):
    """Return images x (N, C, H, W) divided by a power of the mean square around each number.

    ``x / (k + alpha · m)^beta``, m the mean of the squares in a neighbourhood: `size` channels
    around a pixel's own (``"ACROSS_CHANNELS"``), or size × size pixels of its channel
    (``"WITHIN_CHANNEL"``; there k is 1, whatever is given).  The mean is always over `size` or
    size² numbers: those beyond the edge count as zeros.

    Source: Krizhevsky, Sutskever & Hinton (2012), section 3.3; the mean, where they have the
    sum, is Caffe's and torch's.

    Raises:
        ShapeError: for what is no batch of images.
        SettingError: for an even size, or a region of another name.
    """
    check_images(x)
    if size % 2 == 0:
        raise SettingError("engine.lrn_size", size=size)
    if norm_region not in REGIONS:
        raise SettingError("engine.lrn_region", region=norm_region, known=", ".join(REGIONS))
    squares, reach = x * x, size // 2
    if norm_region == "WITHIN_CHANNEL":
        return x * (1.0 + alpha * avg_pool2d(squares, size, 1, reach)) ** -beta
    # The channels become the width of an image, along which there is the same mean.
    batch, channels, height, width = x.shape
    pixels = reshape(permute(squares, 0, 2, 3, 1), (batch, 1, height * width, channels))
    means = reshape(avg_pool2d(pixels, (1, size), 1, (0, reach)), (batch, height, width, channels))
    return x * (k + alpha * permute(means, 0, 3, 1, 2)) ** -beta
