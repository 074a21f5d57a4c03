"""Pooling by Caffe's own rule of sizes, against its loops written out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tinygrad_fa.caffe.building import build_net
from tinygrad_fa.caffe.text import parse_text
from tinygrad_fa.engine.checks import check_gradients
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError

LOWEST = float(np.finfo("float32").min)


def pooled_by_caffe(x, pool, kernel, stride, pad, up):
    """Return what Caffe's loops over windows and pixels give (a mean over no pixels is 0)."""
    size = x.shape[2:]
    counts = []
    for axis in (0, 1):
        room = (size[axis] + 2 * pad[axis] - kernel[axis]) / stride[axis]
        counts.append(int(np.ceil(room) if up else np.floor(room)) + 1)
    if any(pad):
        for axis in (0, 1):
            if (counts[axis] - 1) * stride[axis] >= size[axis] + pad[axis]:
                counts[axis] -= 1
    if min(counts) < 1:
        return None
    out = np.empty((*x.shape[:2], *counts))
    for row, column in np.ndindex(*counts):
        starts = [n * s - p for n, s, p in zip((row, column), stride, pad)]
        ends = [min(a + k, n + p) for a, k, n, p in zip(starts, kernel, size, pad)]
        (a, b), (c, d) = ((max(s, 0), min(e, n)) for s, e, n in zip(starts, ends, size))
        pixels = x[:, :, a:b, c:d].reshape(*x.shape[:2], -1)
        if pool == "MAX":
            out[:, :, row, column] = pixels.max(axis=2, initial=LOWEST)
        else:
            area = (ends[0] - starts[0]) * (ends[1] - starts[1])
            out[:, :, row, column] = pixels.sum(axis=2) / area if pixels.size else 0
    return out


SIDE = st.integers(1, 5)


@given(
    st.tuples(SIDE, SIDE), st.tuples(SIDE, SIDE), st.tuples(SIDE, SIDE),
    st.tuples(st.integers(0, 3), st.integers(0, 3)), st.booleans(), st.sampled_from(["MAX", "AVE"]),
)  # fmt: skip
@settings(max_examples=300, deadline=None)
@example((6, 6), (1, 1), (3, 3), (0, 0), True, "MAX")  # the third window starts behind the image
@example((5, 6), (2, 1), (2, 3), (0, 0), True, "AVE")
@example((3, 3), (3, 3), (1, 1), (2, 2), True, "AVE")  # padding of more than half the window
@example((3, 3), (5, 5), (4, 4), (0, 0), True, "MAX")  # a window larger than the image
def test_pooling_has_the_windows_that_caffe_has(size, kernel, stride, pad, up, pool):
    pad = tuple(min(p, k - 1) for p, k in zip(pad, kernel))
    text = (
        'layer { name: "d" type: "Input" top: "x" input_param { shape { dim: [2, 2, '
        f"{size[0]}, {size[1]}] }} }} }} "
        'layer { name: "p" type: "Pooling" bottom: "x" top: "y" pooling_param '
        f"{{ pool: {pool} kernel_h: {kernel[0]} kernel_w: {kernel[1]} stride_h: {stride[0]} "
        f"stride_w: {stride[1]} pad_h: {pad[0]} pad_w: {pad[1]} "
        f"round_mode: {'CEIL' if up else 'FLOOR'} }} }}"
    )
    x = np.random.default_rng(0).standard_normal((2, 2, *size))
    wanted = pooled_by_caffe(x, pool, kernel, stride, pad, up)
    if wanted is None:
        with pytest.raises(SettingError, match="`p`"):
            build_net(parse_text(text, "NetParameter"))
        return
    net = build_net(parse_text(text, "NetParameter"))
    assert net.lines[-1].shapes == [wanted.shape]
    np.testing.assert_allclose(net(Tensor(x)).data, wanted, rtol=1e-12)
    seen = wanted > LOWEST  # beside such a number all others are lost in a sum
    report = check_gradients(lambda x: net.p(x) * seen, x, max_entries=4)
    assert report.ok, report
