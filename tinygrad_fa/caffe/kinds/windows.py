"""Kinds of layers with windows: Convolution, Deconvolution, Pooling, LRN."""

from __future__ import annotations

from typing import Any

from tinygrad_fa.caffe.kinds.spec import Made, Spec, kind
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.engine import ops
from tinygrad_fa.engine.kernels.geometry import output_size
from tinygrad_fa.layers import LRN, AvgPool2d, Conv2d, ConvTranspose2d, MaxPool2d
from tinygrad_fa.layers.layer import Layer, as_tensor

Pair = tuple[int, int]
LOWEST = -(2 - 2**-23) * 2.0**127  # -FLT_MAX: what Caffe begins the search for a maximum with


@kind("Convolution")
def convolution(spec: Spec) -> Made:
    """``output = ⌊(size + 2 pad − dilation (kernel − 1) − 1) / stride⌋ + 1``."""
    settings = spec.message.convolution_param
    kernel, stride, pad, dilation = _extents(spec, settings)
    outputs = spec.positive(settings, "num_output")
    sizes = tuple(
        output_size(*each)
        for each in zip(spec.bottom[2:], kernel, stride, pad, dilation, strict=True)
    )
    if not all(sizes):
        raise spec.error("window_too_large", window=kernel, shape=spec.bottom)
    groups = _groups(spec, outputs)
    spec.need_room((outputs, spec.bottom[1] // groups, *kernel))
    layer = Conv2d(
        spec.bottom[1], outputs, kernel, stride, pad, dilation, groups,
        bias=settings.bias_term,
        weight_init=spec.filler(settings, "weight_filler"),
        bias_init=spec.filler(settings, "bias_filler"),
    )  # fmt: skip
    return Made(layer, [(spec.bottom[0], outputs, *sizes)])


@kind("Deconvolution")
def deconvolution(spec: Spec) -> Made:
    """``output = stride (size − 1) + dilation (kernel − 1) + 1 − 2 pad``."""
    settings = spec.message.convolution_param
    kernel, stride, pad, dilation = _extents(spec, settings)
    outputs = spec.positive(settings, "num_output")
    sizes = tuple(
        step * (size - 1) + apart * (k - 1) + 1 - 2 * p
        for size, k, step, p, apart in zip(
            spec.bottom[2:], kernel, stride, pad, dilation, strict=True
        )
    )
    if min(sizes) < 1:
        raise spec.error("window_too_large", window=kernel, shape=spec.bottom)
    groups = _groups(spec, outputs)
    spec.need_room((spec.bottom[1], outputs // groups, *kernel))
    layer = ConvTranspose2d(
        spec.bottom[1], outputs, kernel, stride, pad, 0, groups,
        settings.bias_term, dilation,
        weight_init=spec.filler(settings, "weight_filler"),
        bias_init=spec.filler(settings, "bias_filler"),
    )  # fmt: skip
    return Made(layer, [(spec.bottom[0], outputs, *sizes)])


def _groups(spec: Spec, outputs: int) -> int:
    groups: int = spec.message.convolution_param.group
    if groups < 1 or spec.bottom[1] % groups or outputs % groups:
        raise spec.wrong("group", groups, "no_divisor", inputs=spec.bottom[1], outputs=outputs)
    return groups


def _extents(spec: Spec, settings: Message) -> tuple[Pair, Pair, Pair, Pair]:
    spec.need_axes(4)
    if settings.axis not in (1, -3):
        raise spec.refuse("axis", settings.axis)
    kernel = _sides(spec, settings, "kernel_size", "kernel", None, 1)
    stride = _sides(spec, settings, "stride", "stride", 1, 1)
    pad = _sides(spec, settings, "pad", "pad", 0, 0)
    dilation = _sides(spec, settings, "dilation", "", 1, 1)
    return kernel, stride, pad, dilation


def _sides(
    spec: Spec, settings: Message, name: str, short: str, default: int | None, least: int
) -> Pair:
    """Return (height, width): ``stride: 2``, ``stride: 2 stride: 3``, ``stride_h: 2 stride_w: 3``.

    Args:
        spec: the layer.
        settings: its settings.
        name: of the field for both sides.
        short: what ``_h`` and ``_w`` are put behind, if there are such fields.
        default: what holds if nothing is said; None: something has to be.
        least: the smallest number allowed.
    """
    given = getattr(settings, name)
    both = list(given) if isinstance(given, list) else [given] * settings.has(name)
    single = [side for side in ("h", "w") if short and settings.has(f"{short}_{side}")]
    if both and single:
        raise spec.wrong(name, both[0], "both_ways", other=f"{short}_h, {short}_w")
    if len(single) == 1:
        raise spec.wrong(f"{short}_{single[0]}", "…", "one_side", other=f"{short}_h, {short}_w")
    if single:
        both = [getattr(settings, f"{short}_h"), getattr(settings, f"{short}_w")]
    if not both:
        if default is None:
            raise spec.wrong(name, "-", "missing")
        both = [default]
    if len(both) > 2 or min(both) < least:
        raise spec.wrong(name, both, "two_sides", least=least)
    return both[0], both[-1]


@kind("Pooling", tops=(1, 2))
def pooling(spec: Spec) -> Made:
    """``output = ⌈(size + 2 pad − kernel) / stride⌉ + 1``: the last window may hang over."""
    settings = spec.message.pooling_param
    spec.need_axes(4)
    if settings.pool == "STOCHASTIC":
        raise spec.refuse("pool", "STOCHASTIC")
    if spec.tops > 1:
        raise spec.refuse("top", spec.message.top[1])
    stride = _sides(spec, settings, "stride", "stride", 1, 1)
    pad = _sides(spec, settings, "pad", "pad", 0, 0)
    if settings.global_pooling:
        if settings.has("kernel_size") or settings.has("kernel_h") or settings.has("kernel_w"):
            raise spec.wrong("global_pooling", "true", "both_ways", other="kernel_size")
        if pad != (0, 0) or stride != (1, 1):
            raise spec.wrong("global_pooling", "true", "both_ways", other="pad, stride")
        kernel: Pair = (spec.bottom[2], spec.bottom[3])
    else:
        kernel = _sides(spec, settings, "kernel_size", "kernel", None, 1)
    if any(p >= k for p, k in zip(pad, kernel, strict=True)):
        raise spec.wrong("pad", pad, "pad_too_large", kernel=kernel)
    up = settings.round_mode == "CEIL"
    sizes = pooled_sizes(spec.bottom[2:], kernel, stride, pad, up)
    if min(sizes) < 1:
        raise spec.error("window_too_large", window=kernel, shape=spec.bottom)
    axes = zip(spec.bottom[2:], kernel, stride, pad, strict=True)
    usual = sizes == tuple(output_size(*axis, ceil_mode=up) for axis in axes)
    if usual and all(2 * p <= k for p, k in zip(pad, kernel, strict=True)):
        pool = {"MAX": MaxPool2d, "AVE": AvgPool2d}[settings.pool]
        layer: Layer = pool(kernel, stride, pad, ceil_mode=up)
    else:
        layer = CaffePool(settings.pool, kernel, stride, pad, up)
    return Made(layer, [(*spec.bottom[:2], *sizes)])


def pooled_sizes(
    image: tuple[int, ...], kernel: Pair, stride: Pair, pad: Pair, round_up: bool
) -> tuple[int, ...]:
    """Return how many windows Caffe's Pooling has along each axis; less than 1 makes no sense.

    ``⌈(size + 2 pad − kernel) / stride⌉ + 1``; the last one is left out if it would start behind
    the image and the padding before it, but only where there is padding on some axis.
    Source: BVLC/Caffe 1.0, `pooling_layer.cpp`, Reshape.
    """
    counts = []
    for size, k, step, p in zip(image, kernel, stride, pad, strict=True):
        room = size + 2 * p - k
        number = (-(-room // step) if round_up else room // step) + 1
        counts.append(number - (any(pad) and (number - 1) * step >= size + p))
    return tuple(counts)


class CaffePool(Layer):
    """Pooling with sizes that `MaxPool2d` and `AvgPool2d` do not have, but Caffe has.

    They are: padding of more than half the window; a window larger than the image, which is cut
    off; and, where the stride is larger than the window, a last window behind the image.  There
    Caffe finds the maximum −FLT_MAX, as here, and divides by 0 or less for the mean, which is 0
    here.  Such a window has no gradient (Caffe's would be written outside of the image).

    Args:
        pool: ``"MAX"`` or ``"AVE"``.
        kernel, stride, pad: (along height, along width).
        round_up: whether the number of windows is rounded up.
    """

    def __init__(self, pool: str, kernel: Pair, stride: Pair, pad: Pair, round_up: bool) -> None:
        self.pool, self.round_up = pool, round_up
        self.kernel, self.stride, self.pad = kernel, stride, pad

    def forward(self, x: Any) -> Any:
        """Return the maxima or the means of the windows of x (N, C, H, W)."""
        x = as_tensor(x)
        image = x.shape[2:]
        kernel = tuple(
            min(k, size + 2 * p) for k, size, p in zip(self.kernel, image, self.pad, strict=True)
        )
        pooling, missing = (ops.max_pool2d, LOWEST) if self.pool == "MAX" else (ops.avg_pool2d, 0.0)
        found = pooling(x, kernel, self.stride, self.pad, self.round_up)
        wanted = pooled_sizes(image, self.kernel, self.stride, self.pad, self.round_up)
        if found.shape[2:] == wanted:
            return found
        behind = [(0, w - n) for w, n in zip(wanted, found.shape[2:], strict=True)]
        return ops.pad(found, [(0, 0), (0, 0), *behind], missing)

    def extra_repr(self) -> str:
        """Return the settings."""
        sizes = f"kernel={self.kernel}, stride={self.stride}, pad={self.pad}"
        return f"pool={self.pool}, {sizes}, round_up={self.round_up}"


@kind("LRN")
def lrn(spec: Spec) -> Made:
    """Local response normalisation, across channels or within each."""
    settings = spec.message.lrn_param
    spec.need_axes(4)
    if settings.local_size % 2 == 0:
        raise spec.wrong("local_size", settings.local_size, "odd")
    given = {name: getattr(settings, name) for name in ("alpha", "beta", "k", "norm_region")}
    return spec.same(LRN(settings.local_size, **given))
