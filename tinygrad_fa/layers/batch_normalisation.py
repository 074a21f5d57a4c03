"""Batch normalisation: each channel is normalised over the batch (see `normalisation`)."""

from __future__ import annotations

from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.engine import ops
from tinygrad_fa.engine.ops.normalisation import spread
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.layers.normalisation import ChannelNorm
from tinygrad_fa.layers.settings import whole_number


class _BatchNorm(ChannelNorm):
    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
    ) -> None:
        self.num_features = whole_number("num_features", num_features)
        self.eps, self.momentum = eps, momentum
        shape = (self.num_features,)
        self.start(shape, affine, affine)
        self.track_running_stats = bool(track_running_stats)
        if self.track_running_stats:
            library, dtype = backend.chosen(), backend.default_dtype
            self.running_mean = Tensor(library.zeros(shape, dtype))
            self.running_var = Tensor(library.ones(shape, dtype))
            self.num_batches_tracked = Tensor(library.zeros((), "int64"))

    def forward(self, x: Any) -> Any:
        """Return x normalised: by the batch in training, by the running statistics in use."""
        x = self.fractions(x)
        self.check_shape(x, self.num_features)
        axes = (0, *range(2, x.ndim))
        shape = (1, -1) + (1,) * (x.ndim - 2)
        if self.training or not self.track_running_stats:
            out = self.standardised(x, axes, "one_value_per_channel")
            if self.training and self.track_running_stats and x.size:
                self._track(x.data.real, out.data.real, axes)  # (a complex step is no training)
        else:
            mean, variance = self.running_mean.reshape(shape), self.running_var.reshape(shape)
            out = (x - mean) / ops.sqrt(variance + self.eps)
        return self.scaled(out, shape)

    def _track(self, batch: Any, standardised: Any, axes: tuple[int, ...]) -> None:
        """Move the running statistics towards those of the batch."""
        variance, _ = spread(batch, standardised, axes, self.eps)
        values = batch.size // self.num_features
        count = self.num_batches_tracked.data + 1
        share = 1 / float(count) if self.momentum is None else self.momentum
        self.num_batches_tracked.replace_data(count)
        for running, now in (
            (self.running_mean, ops.mean(batch, axis=axes)),
            (self.running_var, variance.reshape(-1) * (values / (values - 1))),
        ):
            moved = (1 - share) * running.data + share * now
            running.replace_data(moved.astype(running.dtype))

    def extra_repr(self) -> str:
        """Return the number of channels and the settings."""
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, "
            f"affine={self.weight is not None}, track_running_stats={self.track_running_stats}"
        )


class BatchNorm1d(_BatchNorm):
    """Each channel is normalised over the batch, then scaled and shifted as trained.

        y = (x − mean) / √(variance + eps) · weight + bias

    In training the mean and the (biased) variance are those of the batch, and the layer keeps
    running statistics of them; in `eval` mode it uses these, so that a sample's result does not
    depend on its neighbours.  ``running = (1 − momentum) · running + momentum · batch``, with the
    unbiased variance, as in torch (Keras's momentum is 1 − this one).

    Shapes: x (N, num_features) or (N, num_features, L) → the same.
    Source: Ioffe & Szegedy, ICML 2015, algorithms 1 and 2.

    Args:
        num_features: how many channels there are.
        eps: is added to the variance.
        momentum: how quickly the running statistics follow; None: the plain mean of all batches.
        affine: whether there are weight and bias.
        track_running_stats: whether there are running statistics; without them the batch's own
            are used in `eval` mode, too.

    Raises:
        ShapeError: (when called) for other shapes, or if a channel has one value only, which
            would always become 0.
    """

    shapes = ("(N, C)", "(N, C, L)")


class BatchNorm2d(_BatchNorm):
    """Each channel of a batch of images is normalised; see `BatchNorm1d`.

    Shapes: x (N, num_features, H, W) → the same; the pixels of all images count together.
    """

    shapes = ("(N, C, H, W)",)
