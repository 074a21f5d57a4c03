"""Normalisation channel by channel, of a batch or of each sample alone, with running statistics."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from tinygrad_fa import backend
from tinygrad_fa.engine import ops
from tinygrad_fa.engine.ops.normalisation import spread
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import ShapeError
from tinygrad_fa.layers.normalisation import Normalisation
from tinygrad_fa.layers.settings import as_fractions, whole_number


class _ChannelNorm(Normalisation):
    """What the layers here have in common; they differ in the axes that are taken together."""

    shapes: ClassVar[tuple[str, ...]] = ()  # what x may look like
    over_batch: ClassVar[bool] = True  # whether all samples are taken together
    single_value: ClassVar[str] = "one_value_per_channel"  # what is said about just one number

    def __init__(
        self,
        num_features: int,
        eps: float,
        momentum: float | None,
        affine: bool,
        track_running_stats: bool,
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
        """Return x normalised: by itself, or in use by the running statistics if there are any."""
        x = as_fractions(x, self.weight)
        self._check_shape(x)
        shape = (1, -1) + (1,) * (x.ndim - 2)
        if self.training or not self.track_running_stats:
            axes = (0,) * self.over_batch + tuple(range(2, x.ndim))
            if math.prod(x.shape[axis] for axis in axes) == 1:
                raise ShapeError(
                    f"layers.{self.single_value}", layer=type(self).__name__, shape=x.shape
                )
            out = ops.standardise(x, axes, self.eps)
            if self.training and self.track_running_stats and x.size:
                self._track(x.data.real, out.data.real, axes)  # (a complex step is no training)
        else:
            mean, variance = self.running_mean.reshape(shape), self.running_var.reshape(shape)
            out = (x - mean) / ops.sqrt(variance + self.eps)
        return self.scaled(out, shape)

    def _check_shape(self, x: Tensor) -> None:
        """Refuse an input that does not look like one of `shapes`, or has other channels."""
        known = [len(shape.split(",")) for shape in self.shapes]
        if x.ndim not in known or x.shape[1] != self.num_features:
            shapes = " / ".join(f"`{shape}`" for shape in self.shapes)
            raise ShapeError(
                "layers.channels", shapes=shapes, channels=self.num_features, shape=x.shape,
                layer=type(self).__name__,
            )  # fmt: skip

    def _track(self, batch: Any, standardised: Any, axes: tuple[int, ...]) -> None:
        """Move the running statistics towards those of the batch."""
        means = ops.mean(batch, axis=axes, keepdims=True)
        variances, _ = spread(batch, standardised, axes, self.eps)
        together = math.prod(batch.shape[axis] for axis in axes)
        share = self.momentum
        if self.over_batch or share is None:  # torch's InstanceNorm does not count, either
            count = self.num_batches_tracked.data + 1
            self.num_batches_tracked.replace_data(count)
            share = 1 / float(count) if share is None else share
        for running, found in (
            (self.running_mean, means),
            (self.running_var, variances * (together / (together - 1))),
        ):
            now = found.reshape(-1, self.num_features).mean(axis=0)  # of samples taken alone
            moved = (1 - share) * running.data + share * now
            running.replace_data(moved.astype(running.dtype))

    def extra_repr(self) -> str:
        """Return the number of channels and the settings."""
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, "
            f"affine={self.weight is not None}, track_running_stats={self.track_running_stats}"
        )


class _BatchNorm(_ChannelNorm):
    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
    ) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats)


class _InstanceNorm(_ChannelNorm):
    over_batch, single_value = False, "one_value_per_sample"

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = False,
        track_running_stats: bool = False,
    ) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats)


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


class InstanceNorm1d(_InstanceNorm):
    """Each channel of each sample is normalised by itself, in training and in use alike.

    Shapes: x (N, num_features, L) → the same.  With `track_running_stats` the layer keeps the
    means of the samples' means and unbiased variances as `BatchNorm1d` does, and uses them in
    `eval` mode: then a sample is normalised by what was usual in training, as in torch.  As there
    `num_batches_tracked` stays 0, unless `momentum` is None (with which torch's running statistics
    would never move).
    Source: Ulyanov, Vedaldi & Lempitsky 2016, eq. 3.

    Args:
        num_features: how many channels there are.
        eps: is added to the variance.
        momentum: how quickly the running statistics follow; None: the plain mean of all batches.
        affine: whether there are weight and bias, one number per channel.
        track_running_stats: whether there are running statistics.

    Raises:
        ShapeError: (when called) for other shapes, or if a channel of a sample has one value
            only, which would always become 0.
    """

    shapes = ("(N, C, L)",)


class InstanceNorm2d(_InstanceNorm):
    """Each channel of each image is normalised by itself; see `InstanceNorm1d`.

    Shapes: x (N, num_features, H, W) → the same.
    """

    shapes = ("(N, C, H, W)",)
