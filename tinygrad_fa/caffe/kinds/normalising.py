"""Kinds of layers that normalise: BatchNorm over the batch, MVN over each sample."""

from __future__ import annotations

from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.caffe.kinds.spec import Made, Spec, kind
from tinygrad_fa.engine import ops
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.layers.layer import Layer, as_tensor


class BatchNorm(Layer):
    """Caffe's batch normalisation: (x − mean) / √(variance + eps), without scale and shift.

    The statistics are running *sums*, each multiplied by `moving_average_fraction` and then
    increased by the batch's figure; `factor` is the sum of their weights, by which they are
    divided when they are used.  The variance is the biased one where a batch is normalised, the
    unbiased one in the running sum.  They are buffers: nothing trains them.

    Args:
        channels: how many there are.
        eps: is added to the variance.
        moving_average_fraction: how much of the running sums is kept.
        use_global_stats: whether the running statistics are used; None: outside of training.
    """

    blob_names = ("mean", "variance", "factor")

    def __init__(
        self,
        channels: int,
        eps: float = 1e-5,
        moving_average_fraction: float = 0.999,
        use_global_stats: bool | None = None,
    ) -> None:
        self.eps, self.fraction = eps, moving_average_fraction
        self.use_global_stats = use_global_stats
        library, dtype = backend.chosen(), backend.default_dtype
        self.mean = Tensor(library.zeros(channels, dtype))
        self.variance = Tensor(library.zeros(channels, dtype))
        self.factor = Tensor(library.zeros(1, dtype))

    def forward(self, x: Any) -> Any:
        """Return x normalised."""
        x = as_tensor(x)
        shape = (1, -1, *[1] * (x.ndim - 2))
        use_global = self.use_global_stats
        if not self.training if use_global is None else use_global:
            weight = float(self.factor.data[0])
            share = 1 / weight if weight else 0.0
            mean = (self.mean.data * share).reshape(shape)
            variance = (self.variance.data * share).reshape(shape)
            root = backend.library(variance).sqrt(variance + x.dtype.type(self.eps))
            return (x - Tensor.wrap(mean)) / Tensor.wrap(root)
        axes = (0, *range(2, x.ndim))
        if x.size:
            self._add_up(x.data.real, axes)
        return ops.standardise(x, axes, self.eps)

    def _add_up(self, batch: Any, axes: tuple[int, ...]) -> None:
        places = batch.size // batch.shape[1] if batch.ndim > 1 else batch.size
        unbiased = places / (places - 1) if places > 1 else 1.0
        for total, now in (
            (self.mean, batch.mean(axis=axes)),
            (self.variance, batch.var(axis=axes) * unbiased),
            (self.factor, 1.0),
        ):
            total.replace_data((total.data * self.fraction + now).astype(total.dtype))

    def extra_repr(self) -> str:
        """Return the settings."""
        return f"{self.mean.size}, eps={self.eps}, moving_average_fraction={self.fraction}"


@kind("BatchNorm")
def batch_norm(spec: Spec) -> Made:
    """Normalisation over the batch; the scale is a layer of its own (Scale)."""
    settings = spec.message.batch_norm_param
    channels = spec.bottom[1] if len(spec.bottom) > 1 else 1
    if len(spec.bottom) < 2:
        raise spec.error("bottom_axes", wanted=2, shape=spec.bottom)
    spec.need_room((channels,))
    stated = settings.use_global_stats if settings.has("use_global_stats") else None
    fraction = settings.moving_average_fraction
    return spec.same(BatchNorm(channels, settings.eps, fraction, stated))


class MVN(Layer):
    """Each channel of each sample (or each whole sample) minus its mean, over its deviation + eps.

    Args:
        normalize_variance: whether it is divided by the deviation.
        across_channels: whether a sample counts as one, with all its channels.
        eps: is added to the deviation (not, as in BatchNorm, to the variance).
    """

    def __init__(
        self, normalize_variance: bool = True, across_channels: bool = False, eps: float = 1e-9
    ) -> None:
        self.normalize_variance, self.across_channels = normalize_variance, across_channels
        self.eps = eps

    def forward(self, x: Any) -> Any:
        """Return x normalised."""
        x = as_tensor(x)
        axes = tuple(range(1 if self.across_channels else 2, x.ndim))
        out = x - x.mean(axes, True)
        if self.normalize_variance:
            out = out / (ops.sqrt((out * out).mean(axes, True)) + self.eps)
        return out

    def extra_repr(self) -> str:
        """Return the settings."""
        return (
            f"normalize_variance={self.normalize_variance}, "
            f"across_channels={self.across_channels}, eps={self.eps}"
        )


@kind("MVN")
def mvn(spec: Spec) -> Made:
    """Mean 0 and variance 1 for each sample."""
    settings = spec.message.mvn_param
    spec.need_axes(4)
    return spec.same(MVN(settings.normalize_variance, settings.across_channels, settings.eps))
