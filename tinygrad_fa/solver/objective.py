"""What a training makes small: the loss of the net's predictions."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

from tinygrad_fa.engine import origin
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError, ShapeError
from tinygrad_fa.layers.layer import Layer


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
        prediction = _call(self.net, inputs)
        result = _call(self.loss, prediction, targets)
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

    def __call__(self, inputs: Tensor, targets: Tensor) -> tuple[dict[str, Tensor], Any]:
        """Return the outputs for a batch, by name, and the weighted sum of the losses.

        The latter is None for a net without weights, which can be tested but not trained.

        Raises:
            SettingError: if the net does not return what it says.
        """
        outputs = _call(self.net, inputs, targets)
        if not isinstance(outputs, Mapping):
            raise SettingError("solver.own_losses_not_dict", type=type(outputs).__name__)
        total: Any = None
        for name, weight in self.net.loss_weights.items():
            if not weight:
                continue
            if name not in outputs:
                raise SettingError("solver.own_loss_missing", name=name, known=", ".join(outputs))
            share = outputs[name] if outputs[name].size == 1 else outputs[name].sum()
            share = share if weight == 1 else weight * share
            total = share if total is None else total + share
        return dict(outputs), total


def _call(part: Callable[..., Any], *inputs: Any) -> Any:
    """Call a net or a loss: what layers make in a training is made where that was started.

    What a function of the reader's own makes is made at its own lines.
    """
    if not isinstance(part, Layer):
        return part(*inputs)
    before, origin.caller = origin.caller, origin.caller or origin.training
    try:
        return part(*inputs)
    finally:
        origin.caller = before


def has_own_losses(net: Any) -> bool:
    """Return whether the net contains its losses (it says so by ``loss_weights``)."""
    return getattr(net, "loss_weights", None) is not None


def _are_weights(given: Any) -> bool:
    return isinstance(given, Mapping) and all(
        isinstance(weight, Real) and math.isfinite(weight) for weight in given.values()
    )


def make_objective(
    net: Any, loss: Callable[[Tensor, Tensor], Tensor] | None, tested: bool = False
) -> Any:
    """Return what judges the net: the given loss, or the losses that it contains.

    Args:
        net: the net that is trained, or only `tested`; then it need not contain a loss.
        loss: None for a net that contains its losses.
        tested: see above.

    Raises:
        SettingError: if there is neither, or both, or if no output has a weight.
    """
    if has_own_losses(net):
        if loss is not None:
            raise SettingError("solver.loss_twice")
        if not _are_weights(net.loss_weights):
            raise SettingError("solver.bad_loss_weights", value=repr(net.loss_weights))
        if not tested and not any(net.loss_weights.values()):
            raise SettingError("solver.no_losses")
        return OwnLosses(net)
    if loss is None:
        raise SettingError("solver.needed", name="loss")
    return Objective(net, loss)


def listed(outputs: Mapping[str, Any], weights: Mapping[str, float]) -> Iterator[dict[str, Any]]:
    """Yield every number of a net's outputs, in their order, as Caffe counts and shows them.

    Each is a dict: ``output`` (its name), ``index`` (among all numbers), ``element`` (among those
    of its output), ``value`` and ``weight`` (0 for what is no loss).
    """
    index = 0
    for name, array in outputs.items():
        for element, value in enumerate(array.ravel().tolist()):
            weight = float(weights.get(name, 0.0))
            yield {
                "output": name,
                "index": index,
                "element": element,
                "value": float(value),
                "weight": weight,
            }
            index += 1


class OutputMeans:
    """The mean of every number of the outputs, over the passes of a test (Caffe's way).

    It is a plain mean of the batches' numbers.  A net without losses of its own has no outputs in
    this sense, and nothing is counted.
    """

    def __init__(self, objective: Any) -> None:
        own = isinstance(objective, OwnLosses)
        self.weights: Mapping[str, float] = objective.net.loss_weights if own else {}
        self._counts = own
        self._sums: dict[str, Any] = {}
        self._passes = 0

    def add(self, outputs: Any) -> None:
        """Count one pass."""
        if not self._counts:
            return
        for name, tensor in outputs.items():
            numbers = tensor.data.astype("float64")
            if not self._passes:
                self._sums[name] = numbers
            elif name in self._sums and self._sums[name].shape == numbers.shape:
                self._sums[name] += numbers
            else:  # one number per sample, and the last batch is smaller: there is no mean
                self._sums.pop(name, None)
        self._passes += 1

    def arrays(self) -> dict[str, Any]:
        """Return the means by name, as arrays."""
        return {name: numbers / self._passes for name, numbers in self._sums.items()}

    def means(self) -> dict[str, Any]:
        """Return the means by name: one number each, or a list."""
        return {
            name: float(array.item()) if array.size == 1 else array.tolist()
            for name, array in self.arrays().items()
        }

    @property
    def loss(self) -> float:
        """The weighted sum of the means; NaN for a net whose outputs have no weights."""
        arrays = self.arrays()
        shares = [w * float(arrays[n].sum()) for n, w in self.weights.items() if w and n in arrays]
        return sum(shares) if shares else float("nan")
