"""Kinds of layers with windows: Convolution, Deconvolution, Pooling, LRN."""

from __future__ import annotations

from tinygrad_fa.caffe.kinds.spec import Made, Spec, kind
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.engine.kernels.geometry import output_size
from tinygrad_fa.layers import LRN, AvgPool2d, Conv2d, ConvTranspose2d, MaxPool2d

Pair = tuple[int, int]


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
    sizes = tuple(
        output_size(size, k, step, p, ceil_mode=up)
        for size, k, step, p in zip(spec.bottom[2:], kernel, stride, pad, strict=True)
    )
    if not all(sizes):
        raise spec.error("window_too_large", window=kernel, shape=spec.bottom)
    pool = {"MAX": MaxPool2d, "AVE": AvgPool2d}[settings.pool]
    return Made(pool(kernel, stride, pad, ceil_mode=up), [(*spec.bottom[:2], *sizes)])


@kind("LRN")
def lrn(spec: Spec) -> Made:
    """Local response normalisation, across channels or within each."""
    settings = spec.message.lrn_param
    spec.need_axes(4)
    if settings.local_size % 2 == 0:
        raise spec.wrong("local_size", settings.local_size, "odd")
    given = {name: getattr(settings, name) for name in ("alpha", "beta", "k", "norm_region")}
    return spec.same(LRN(settings.local_size, **given))
