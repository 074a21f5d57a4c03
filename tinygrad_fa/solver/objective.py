"""What a training makes small: the loss of the net's predictions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError, ShapeError


@dataclass(frozen=True)
class Objective:
    """A net and the loss that judges it.

    Args:
        net: gives a prediction for a batch of inputs.
        loss: ``loss(prediction, target)`` gives one number.
    """

    net: Any
    loss: Callable[[Tensor, Tensor], Tensor]

    def __call__(self, inputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """Return the prediction for a batch, and its loss.

        Raises:
            SettingError: if the loss is not a Tensor.
            ShapeError: if it is not one number.
        """
        prediction = self.net(inputs)
        result = self.loss(prediction, targets)
        if not isinstance(result, Tensor):
            raise SettingError("solver.loss_not_tensor", type=type(result).__name__)
        if result.size != 1:
            raise ShapeError("solver.loss_not_scalar", shape=result.shape)
        return prediction, result


@dataclass(frozen=True)
class OwnLosses:
    """A net that contains its losses, as Caffe's nets do.

    Such a net has ``loss_weights``: the name of an output → its weight.  It is called with the
    inputs and the targets, and returns a dict: the name of an output → Tensor of any shape.  The
    loss is Σ weight · (sum of the output's numbers); outputs without a weight are only shown.
    """

    net: Any
    loss: None = None

    def __call__(self, inputs: Tensor, targets: Tensor) -> tuple[dict[str, Tensor], Tensor]:
        """Return the outputs for a batch, by name, and the weighted sum of the losses.

        Raises:
            SettingError: if the net does not return what it should, or if none of its outputs
                has a weight.
        """
        outputs = self.net(inputs, targets)
        if not isinstance(outputs, Mapping):
            raise SettingError("solver.own_losses_not_dict", type=type(outputs).__name__)
        total: Tensor | None = None
        for name, weight in self.net.loss_weights.items():
            if not weight:
                continue
            if name not in outputs:
                raise SettingError("solver.own_loss_missing", name=name, known=", ".join(outputs))
            share = outputs[name] if outputs[name].size == 1 else outputs[name].sum()
            share = share if weight == 1 else weight * share
            total = share if total is None else total + share
        if total is None:
            raise SettingError("solver.no_losses")
        return dict(outputs), total


def has_own_losses(net: Any) -> bool:
    """Return whether the net contains its losses (it says so by ``loss_weights``)."""
    return getattr(net, "loss_weights", None) is not None


def make_objective(net: Any, loss: Callable[[Tensor, Tensor], Tensor] | None) -> Any:
    """Return what judges the net: the given loss, or the losses that it contains.

    Raises:
        SettingError: if there is neither, or both.
    """
    if has_own_losses(net):
        if loss is not None:
            raise SettingError("solver.loss_twice")
        return OwnLosses(net)
    if loss is None:
        raise SettingError("solver.needed", name="loss")
    return Objective(net, loss)
