"""How many windows fit, and the small helpers of the kernels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinygrad_fa.engine.kernels import output_size
from tinygrad_fa.engine.kernels.geometry import Scratch, chunks, every

# size, kernel, stride, padding, dilation -> rounded down, rounded up (as torch 2.13 counts)
TABLE = [
    (32, 3, 2, 0, 1, 15, 16),  # the pools of cifar10_quick, which Caffe rounds up
    (16, 3, 2, 0, 1, 7, 8),
    (8, 3, 2, 0, 1, 3, 4),
    (24, 2, 2, 0, 1, 12, 12),  # LeNet
    (28, 5, 1, 0, 1, 24, 24),
    (32, 5, 1, 2, 1, 32, 32),
    (7, 7, 1, 0, 1, 1, 1),  # a kernel as large as the image
    (112, 3, 2, 1, 1, 56, 57),
    (5, 2, 2, 1, 1, 3, 3),  # a fourth window would start behind the image
    (5, 1, 3, 0, 1, 2, 2),
    (9, 3, 1, 0, 2, 5, 5),
    (10, 3, 2, 1, 2, 4, 5),
    (2, 3, 1, 0, 1, 0, 0),  # no window fits
    (2, 3, 2, 0, 1, 0, 0),
    (1, 5, 3, 0, 1, 0, 0),
]


@pytest.mark.parametrize(("size", "kernel", "stride", "padding", "dilation", "down", "up"), TABLE)
def test_output_size_of_the_table(size, kernel, stride, padding, dilation, down, up):
    assert output_size(size, kernel, stride, padding, dilation) == down
    assert output_size(size, kernel, stride, padding, dilation, ceil_mode=True) == up


@given(st.integers(1, 40), st.integers(1, 9), st.integers(1, 5), st.integers(0, 4), st.booleans())
def test_windows_cover_what_they_should(size, kernel, stride, padding, ceil_mode):
    count = output_size(size, kernel, stride, padding, ceil_mode=ceil_mode)
    if kernel > size + 2 * padding:
        assert count == 0
        return
    last_start, end = (count - 1) * stride, size + 2 * padding
    if ceil_mode and kernel // 2 >= padding:
        assert last_start < size + padding, "the last window starts on the image"
        behind = count * stride
        assert behind >= size + padding or behind + kernel >= end + stride
    elif not ceil_mode:
        assert last_start + kernel <= end < count * stride + kernel


@given(st.integers(0, 50), st.integers(0, 12))
def test_chunks_cover_the_range_once(total, size):
    pieces = [list(range(total))[piece] for piece in chunks(total, size)]
    assert [place for piece in pieces for place in piece] == list(range(total))
    assert all(0 < len(piece) <= max(size, 1) for piece in pieces)


def test_every_takes_the_given_number_of_places():
    assert list(range(20))[every(3, 2, 4)] == [2, 5, 8, 11]
    assert list(range(20))[every(3, 2, 1)] == [2]


def test_scratch_hands_out_the_same_memory_again():
    scratch = Scratch(np, np.float32)
    large = scratch("a", (4, 5))
    assert np.shares_memory(large, scratch("a", (2, 3)))
    assert not np.shares_memory(large, scratch("b", (2, 3)))
    assert scratch("a", (7, 5)).shape == (7, 5)
