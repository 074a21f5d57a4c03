"""The windows of a convolution, written out as matrices, a few images at a time.

Three ways to look at the same numbers:

- *pixels* of the output: (groups, rows of the chunk, images of the chunk, columns, channels);
- *columns*: matrices of input numbers, one row per output pixel, (groups, pixels, numbers);
- *matrices*: the kernels to match, (groups, numbers, output channels).

Image rows come before images, so that "all pixels, one image row further down" is one slice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tinygrad_fa import backend
from tinygrad_fa.engine.kernels.geometry import (
    SCRATCH_BYTES,
    Pair,
    Scratch,
    channels_last,
    chunks,
    every,
    output_size,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

# A run of kw * C numbers shorter than this is not worth a block copy of its own.
SHORT_RUN = 24


class Unrolling:
    """How the windows of one convolution are written out; knows shapes, holds no numbers.

    A kernel is cut into `parts`, each a matrix product of its own: its kh rows, or, where a run of
    kw * C numbers is short (the first layer of a net), only one part with all kh * kw * C
    numbers.  That one part is written number by number, each a run of output pixels
    (*planar*, "tap-major"), and multiplied as its transpose: half the time for one channel.
    """

    def __init__(
        self,
        input_shape: tuple[int, ...],
        weight_shape: tuple[int, ...],
        stride: Pair,
        padding: Pair,
        dilation: Pair,
        groups: int,
    ) -> None:
        self.batch, self.all_channels, height, width = input_shape
        self.size = (height, width)
        self.outputs, self.channels, *self.kernel = weight_shape
        self.stride, self.dilation, self.groups = stride, dilation, groups
        self.padded_size = (height + 2 * padding[0], width + 2 * padding[1])
        self.inside = (
            slice(None),
            slice(padding[0], padding[0] + height),
            slice(padding[1], padding[1] + width),
        )
        axes = zip(self.size, self.kernel, stride, padding, dilation, strict=True)
        self.rows, self.width = (output_size(*axis) for axis in axes)
        self.planar = self.kernel[1] * self.channels < SHORT_RUN
        self.parts = 1 if self.planar else self.kernel[0]

    # -- the kernels as matrices -----------------------------------------------------------------

    def matrices(self, w: Any, parts: int) -> Any:
        """Return w (O, C / groups, kh, kw) as (parts, groups, numbers, O / groups)."""
        groups, outputs = self.groups, self.outputs // self.groups
        rows, width = self.kernel
        cut = w.reshape(groups, outputs, self.channels, parts, rows // parts, width)
        return cut.transpose(3, 0, 4, 5, 2, 1).reshape(parts, groups, -1, outputs)

    def kernels(self, matrices: Any) -> Any:
        """Return (parts, groups, numbers, O / groups) as (O, C / groups, kh, kw) again."""
        parts, groups, _, outputs = matrices.shape
        rows, width = self.kernel
        cut = matrices.reshape(parts, groups, rows // parts, width, self.channels, outputs)
        shape = (self.outputs, self.channels, rows, width)
        turned = cut.transpose(1, 5, 4, 0, 2, 3).reshape(shape)
        return backend.library(turned).ascontiguousarray(turned)

    # -- the output, pixel by pixel --------------------------------------------------------------

    def pixels(self, output: Any) -> Any:
        """Return (n, rows, columns, O) as a (groups, rows, n, columns, O / groups) view."""
        split = output.reshape(*output.shape[:3], self.groups, -1)
        return split.transpose(3, 1, 0, 2, 4)

    def bias_row(self, bias: Any) -> Any:
        """Return the bias repeated along one row of pixels.

        Adding it then runs over width * O numbers at a stretch, not over O numbers.
        """
        xp = backend.library(bias)
        return xp.tile(bias.reshape(self.groups, 1, 1, 1, -1), (self.width, 1))

    # -- the input, window by window -------------------------------------------------------------

    def rows_under(self, band: slice) -> slice:
        """Return the rows of the padded image that the windows of these output rows see."""
        span = self.dilation[0] * (self.kernel[0] - 1) + 1
        return slice(band.start * self.stride[0], (band.stop - 1) * self.stride[0] + span)

    def rows_of(self, part: int, band: slice) -> slice:
        """Return the rows that kernel row `part` sees, counted in `rows_under(band)`."""
        return every(self.stride[0], part * self.dilation[0], band.stop - band.start)

    def chunks(self, itemsize: int) -> Iterator[tuple[slice, list[slice]]]:
        """Yield (images, bands of output rows) small enough that the columns stay in the cache.

        Several small images make a chunk; a large image is cut into bands.
        """
        numbers_per_row = self.width * self.kernel[1] * self.all_channels
        if self.planar:
            numbers_per_row *= self.kernel[0]
        rows_that_fit = SCRATCH_BYTES // max(numbers_per_row * itemsize, 1)
        whole = slice(0, self.rows)
        rows_of_an_image = self.rows if self.planar else self.rows_under(whole).stop
        if rows_of_an_image <= rows_that_fit:
            bands = [whole]
        elif self.planar:
            bands = list(chunks(self.rows, rows_that_fit))
        else:
            band = (rows_that_fit - self.rows_under(slice(0, 1)).stop) // self.stride[0] + 1
            bands = list(chunks(self.rows, band))
        for images in chunks(self.batch, rows_that_fit // max(rows_of_an_image, 1)):
            yield images, bands

    def columns(self, x: Any) -> Iterator[tuple[tuple[slice, slice], list[Any]]]:
        """Yield ((images, band of output rows), one matrix of columns per part) over `x`."""
        images = channels_last(x)
        scratch = Scratch(backend.library(x), x.dtype)
        unroll = self.unroll_planar if self.planar else self.unroll_rows
        for these, bands in self.chunks(x.dtype.itemsize):
            padded = self.padded(images[these])
            for band in bands:
                yield (these, band), unroll(padded[:, self.rows_under(band)], band, scratch)

    def padded(self, images: Any) -> Any:
        """Return a copy of (n, H, W, C) with a border of zeros, as (n, H', W', groups, C / groups).

        It is a copy even without padding: a few images cost little, and whatever strides the
        array came with, from here on runs are contiguous.
        """
        xp = backend.library(images)
        if self.planar:
            shape = (len(images), self.all_channels, *self.padded_size)
            canvas = channels_last(xp.zeros(shape, images.dtype))
        else:
            canvas = xp.zeros((len(images), *self.padded_size, self.all_channels), images.dtype)
        canvas[self.inside] = images
        return canvas.reshape(*canvas.shape[:3], self.groups, self.channels)

    def unroll_rows(self, padded: Any, band: slice, scratch: Scratch) -> list[Any]:
        """Return kh matrices: slices of one, in which kw neighbouring pixels stand side by side."""
        xp = backend.library(padded)
        image, row, column, group, channel = padded.strides
        side_by_side = xp.lib.stride_tricks.as_strided(
            padded,
            (self.groups, padded.shape[1], len(padded), self.width, self.kernel[1], self.channels),
            (group, row, image, column * self.stride[1], column * self.dilation[1], channel),
        )
        unrolled = scratch("unrolled", side_by_side.shape)
        unrolled[...] = side_by_side
        numbers = self.kernel[1] * self.channels
        return [
            unrolled[:, self.rows_of(part, band)].reshape(self.groups, -1, numbers)
            for part in range(self.parts)
        ]

    def unroll_planar(self, padded: Any, band: slice, scratch: Scratch) -> list[Any]:
        """Return one matrix with whole windows, whose transpose is contiguous."""
        xp = backend.library(padded)
        image, row, column, group, channel = padded.strides
        rows = band.stop - band.start
        windows = xp.lib.stride_tricks.as_strided(
            padded,
            (self.groups, *self.kernel, self.channels, rows, len(padded), self.width),
            (
                group,
                row * self.dilation[0],
                column * self.dilation[1],
                channel,
                row * self.stride[0],
                image,
                column * self.stride[1],
            ),
        )
        numbers = self.kernel[0] * self.kernel[1] * self.channels
        unrolled = scratch("unrolled", windows.shape)
        unrolled[...] = windows
        return [unrolled.reshape(self.groups, numbers, -1).swapaxes(1, 2)]
