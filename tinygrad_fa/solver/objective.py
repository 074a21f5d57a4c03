"""What a training makes small: the loss of the net's predictions."""

from __future__ import annotations

from collections.abc import Callable
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
