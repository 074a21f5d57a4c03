"""What the losses have in common: checks of targets, and how many losses become one number."""

from __future__ import annotations

import inspect
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.engine.ops.losses import REDUCTIONS
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import DataError, SettingError, ShapeError
from tinygrad_fa.layers.layer import Layer, as_tensor


class Loss(Layer):
    """A layer that says how far predictions are from their targets.

    A loss of one's own computes the loss of every entry and hands it to `reduce`:

        class CubicLoss(Loss):
            def forward(self, prediction, target):
                prediction, target = same_shape(prediction, target)
                return self.reduce((prediction - target).abs() ** 3)

    Args:
        reduction: ``"mean"`` of the losses, their ``"sum"``, or ``"none"`` (all of them).

    Raises:
        SettingError: for another reduction.
    """

    reductions: tuple[str, ...] = REDUCTIONS

    def __init__(self, reduction: str = "mean") -> None:
        self.reduction = one_of("reduction", reduction, self.reductions)

    def reduce(self, losses: Any) -> Any:
        """Return the losses, their sum, or their mean.

        Raises:
            DataError: if the mean of no losses is asked for.
        """
        if self.reduction == "none":
            return losses
        if self.reduction == "sum":
            return losses.sum()
        if not losses.size:
            raise DataError("engine.empty_batch")
        return losses.mean()

    def extra_repr(self) -> str:
        """Return the settings that are not the usual ones."""
        shown = []
        for name, parameter in inspect.signature(type(self).__init__).parameters.items():
            value = getattr(self, name, parameter.default)
            value = value.tolist() if isinstance(value, Tensor) else value
            if name != "self" and value != parameter.default:
                shown.append(f"{name}={value!r}")
        return ", ".join(shown)


def one_of(name: str, value: Any, known: tuple[str, ...]) -> str:
    """Return a setting that is one of a few words.

    Raises:
        SettingError: naming the words, if it is none of them.
    """
    if value not in known:
        words = ", ".join(f"`{word}`" for word in known)
        if name == "reduction":
            raise SettingError("engine.reduction", reduction=value, known=words)
        raise SettingError("losses.one_of", name=name, value=value, known=words)
    return str(value)


def number(name: str, value: Any, least: float = 0.0, above: bool = False) -> float:
    """Return a setting that is a number of at least `least` (or, with `above`, more than that).

    Raises:
        SettingError: naming the setting, if it is not.
    """
    fits = isinstance(value, (int, float)) and (value > least or (value == least and not above))
    if not fits:
        raise SettingError(
            "losses.number_above" if above else "losses.number_at_least",
            name=name,
            value=value,
            least=f"{least:g}",
        )
    return float(value)


def like(array: Any, prediction: Tensor) -> Tensor:
    """Return a target or a weight as a Tensor of the prediction's dtype."""
    if array.__class__ is not Tensor:
        return Tensor(array, dtype=prediction.dtype)
    if "c" in (array.dtype.kind, prediction.dtype.kind):  # a complex-step check
        return array
    return array if array.dtype == prediction.dtype else array.astype(prediction.dtype)


def same_shape(prediction: Any, target: Any) -> tuple[Tensor, Tensor]:
    """Return predictions and targets as Tensors of one shape and dtype.

    Raises:
        ShapeError: if the shapes differ; they are not broadcast, because (N, 1) against (N,)
            would silently compare everybody with everybody.
    """
    prediction = as_tensor(prediction)
    target = like(target, prediction)
    if prediction.shape != target.shape:
        raise ShapeError("layers.target_shape", prediction=prediction.shape, target=target.shape)
    return prediction, target


def signs(target: Tensor) -> Tensor:
    """Return targets that are all −1 or 1.

    Raises:
        DataError: if one of them is not.
    """
    array = target.data
    if ((array != 1) & (array != -1)).any():
        raise DataError("losses.signs")
    return target


def optional_buffer(weight: Any) -> Tensor | None:
    """Return weights as a tensor that the loss holds, or None for none.

    Python numbers keep all their digits: when the loss is computed the weights become numbers of
    the prediction's kind, be that float32 or float64.
    """
    if weight is None:
        return None
    exact = isinstance(weight, Tensor) or backend.is_array(weight)
    return Tensor(weight, dtype=None if exact else "float64")
