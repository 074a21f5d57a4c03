"""Where windows stand on an image, and how many images are worked on at a time."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Pair = tuple[int, int]

# A chunk of images and the matrices made of it should stay in the processor's second-level cache
# (1 to 2 MiB a core).  Measured: 256 KiB is 10 % slower (too many small steps), 512 to 1024 KiB
# are level, and a whole batch at once takes 1.5 to 2 times as long.
SCRATCH_BYTES = 512 * 1024


def output_size(
    size: int,
    kernel: int,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    ceil_mode: bool = False,
) -> int:
    """Return how many windows fit along one axis, or 0 where not even one does.

    ``padding`` is added on both sides.  Rounding down drops what is left over at the end;
    ``ceil_mode`` lets a last window hang over the end, as long as it starts inside the image or
    the padding before it, so that it always sees at least one pixel::

        size 6, kernel 3, stride 2     [0 1 2] 3 4 5        down: 2 windows
                                        0 1 [2 3 4] 5
                                        0 1  2 3 [4 5 .]    up:   3 windows

    Formula: ``(size + 2 padding - dilation (kernel - 1) - 1) / stride + 1``, rounded.
    Source: torch's ``pooling_output_shape``; Caffe's ``PoolingLayer::Reshape`` (which always
    rounds up) agrees wherever ``kernel >= stride``.
    """
    room = size + 2 * padding - (dilation * (kernel - 1) + 1)
    if room < 0:
        return 0
    if not ceil_mode:
        return room // stride + 1
    count = -(-room // stride) + 1
    starts_behind_the_image = (count - 1) * stride >= size + padding
    return count - 1 if starts_behind_the_image else count


def every(stride: int, start: int, count: int) -> slice:
    """Return the slice of the `count` places start, start + stride, start + 2 stride, …"""
    return slice(start, start + (count - 1) * stride + 1, stride)


def chunks(total: int, size: int) -> Iterator[slice]:
    """Yield slices that cover ``range(total)``, each at most ``max(size, 1)`` long."""
    size = max(size, 1)
    for start in range(0, total, size):
        yield slice(start, min(start + size, total))


class Scratch:
    """Named buffers that are used again for every chunk.

    Writing to a fresh array can cost more than the work itself, because the operating system hands
    out its pages one by one (second convolution of LeNet: 3.2 ms with fresh arrays, 2.3 with used
    ones).
    """

    def __init__(self, library: Any, dtype: Any) -> None:
        self.library, self.dtype = library, dtype
        self.buffers: dict[str, Any] = {}

    def __call__(self, name: str, shape: tuple[int, ...]) -> Any:
        """Return the buffer `name` in this shape; it holds whatever was written there last."""
        size = prod(shape)
        if name not in self.buffers or self.buffers[name].size < size:
            self.buffers[name] = self.library.empty(size, self.dtype)
        return self.buffers[name][:size].reshape(shape)


def channels_last(array: Any) -> Any:
    """Return the (N, H, W, C) view of an (N, C, H, W) array: no number moves."""
    return array.transpose(0, 2, 3, 1)


def channels_first(array: Any) -> Any:
    """Return the (N, C, H, W) view of an (N, H, W, C) array: no number moves."""
    return array.transpose(0, 3, 1, 2)
