"""What an optimizer is: the rule that turns gradients into a change of the weights."""

from __future__ import annotations

from inspect import signature
from typing import Any, ClassVar

from tinygrad_fa.solver.checks import as_float32


class Optimizer:
    """One update rule.

    A rule is a class with three things: its hyper-parameters (the arguments of its
    constructor, kept as attributes of the same names), the `slots` it remembers for every
    weight from one update to the next, and `update`, which reads as the formula reads.  The
    arrays of the slots belong to the Solver's `FlatParameters`; they start at 0.

    Class attributes:
        type: the name that ``Solver(type=…)`` knows it by.
        tex: the update as a formula.
        slots: the names of what is remembered per weight, such as ``("velocity",)``.
        whole_parameters: True for a rule that needs a parameter in one piece, because it uses
            its norm; else `update` may be given any stretch of the weights.
    """

    type: ClassVar[str]
    tex: ClassVar[str]
    slots: ClassVar[tuple[str, ...]] = ()
    whole_parameters: ClassVar[bool] = False

    def update(self, weights: Any, gradient: Any, *slots: Any, rate: float, iteration: int) -> None:
        """Change `weights` and `slots` in place; `gradient` may be used up on the way.

        Args:
            weights: a stretch of weights, shape (n,).
            gradient: ∂loss/∂weights, already clipped and regularised, shape (n,).
            slots: what is remembered for these weights, in the order of `self.slots`, (n,) each.
            rate: the learning rate of these weights.
            iteration: how many updates were made before this one.
        """
        raise TypeError(type(self))

    @classmethod
    def hyperparameters(cls) -> tuple[str, ...]:
        """Return the names of the constructor's arguments."""
        return tuple(name for name in signature(cls).parameters)

    def settings(self) -> dict[str, Any]:
        """Return the hyper-parameters by name."""
        return {name: getattr(self, name) for name in self.hyperparameters()}

    def round_to_float32(self) -> None:
        """Round every hyper-parameter to float32, as Caffe's files keep them."""
        for name, value in self.settings().items():
            if isinstance(value, float):
                setattr(self, name, as_float32(value))

    def state_dict(self) -> dict[str, Any]:
        """Return what has to be known to go on: the type and the hyper-parameters.

        The slots are saved with the parameters they belong to (`FlatParameters.state_dict`).
        """
        return {"type": self.type, **self.settings()}

    def __repr__(self) -> str:
        inside = ", ".join(f"{name}={value!r}" for name, value in self.settings().items())
        return f"{type(self).__name__}({inside})"
