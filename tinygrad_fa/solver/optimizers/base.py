"""What an optimizer is: the rule that turns gradients into a change of the weights."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import Any, ClassVar

from tinygrad_fa.solver.checks import as_float32


class Optimizer:
    """One update rule.

    A rule is a class with three things: its hyper-parameters (the arguments of its
    constructor, kept as attributes of the same names), the `slots` it remembers for every
    weight from one update to the next, and `update`, which reads as the formula reads::

        class GradientDescent(Optimizer):
            type, tex = "GradientDescent", r"w \\leftarrow w - \\alpha g"

            def update(self, weights, gradient, *, rate, iteration):
                weights -= rate * gradient

    `update` is called with a stretch of weights and of their gradient (clipped and
    regularised), then with that stretch of each slot in the order of `slots`, all arrays of
    shape (n,).  It changes weights and slots in place, and may use the gradient as scratch
    paper.  `rate` is the learning rate of these weights, `iteration` the number of updates made
    before.  The arrays belong to the Solver's `FlatParameters`; slots start at 0.

    Class attributes:
        type: the name that ``Solver(type=…)`` knows it by.
        tex: the update as a formula.
        slots: the names of what is remembered per weight, such as ``("velocity",)``.
        whole_parameters: True for a rule that needs a parameter in one piece, because it uses
            its norm; else `update` may be given any stretch of the weights.
    """

    update: Callable[..., None]

    type: ClassVar[str]
    tex: ClassVar[str]
    slots: ClassVar[tuple[str, ...]] = ()
    whole_parameters: ClassVar[bool] = False

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
