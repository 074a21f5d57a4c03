"""What an optimizer is: the rule that turns gradients into a change of the weights."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from inspect import signature
from typing import Any, ClassVar

from tinygrad_fa.language.errors import SettingError, StateError
from tinygrad_fa.language.numbers import shortened
from tinygrad_fa.solver.checks import as_float32


class _NoRate:
    """The learning rate as an attribute of a rule that has none: to set it would change nothing."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, optimizer: Any, owner: type) -> Any:
        if optimizer is None or self.name not in vars(optimizer):
            raise AttributeError(f"{owner.__name__!r} object has no attribute {self.name!r}")
        return vars(optimizer)[self.name]

    def __set__(self, optimizer: Any, value: Any) -> None:
        if self.name not in optimizer.hyperparameters():
            raise SettingError("optimizers.no_rate", name=self.name)
        vars(optimizer)[self.name] = value


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
    before.  The arrays belong to the Solver's `FlatParameters`.

    What depends on the number of updates is computed from `iteration`; a number that cannot be
    (see `Nadam`) is named in `remembered`.  So a training that is taken up again goes on bit for
    bit.

    Attributes:
        type: the name that ``Solver(type=…)`` knows it by.
        tex: the update as a formula.
        slots: the names of what is remembered per weight, such as ``("velocity",)``.
        remembered: the names of attributes that change from update to update and are saved; each
            is a tuple of numbers that are at least 0.
        whole_parameters: True for a rule that looks at a parameter as a whole, at its norm or
            its rows: `update` is given one parameter at a time, in its own shape, with its
            slots in the shapes of `slot_shape`.  Else it may be given any stretch of weights.
        decay_to: where the Solver's ``weight_decay`` λ goes: ``"gradient"``: g + λ·w is what the
            rule is given (Caffe, and most rules); ``"weights"``: they are shrunk to
            (1 − rate·λ)·w before the update ("decoupled"); ``"rule"``: `update` is given λ·w as
            one more keyword, `penalty`.  (With ``regularization_type="L1"`` sign(w) stands for w.)
        refused: the settings of Caffe that this rule is not to be given.
    """

    update: Callable[..., None]

    type: ClassVar[str]
    tex: ClassVar[str]
    slots: tuple[str, ...] = ()
    remembered: ClassVar[tuple[str, ...]] = ()
    whole_parameters: ClassVar[bool] = False
    decay_to: str = "gradient"
    refused: ClassVar[tuple[str, ...]] = ()

    lr, learning_rate = _NoRate(), _NoRate()  # what a user of Keras sets in a callback

    @classmethod
    def hyperparameters(cls) -> tuple[str, ...]:
        """Return the names of the constructor's arguments."""
        return tuple(name for name in signature(cls).parameters)

    def settings(self) -> dict[str, Any]:
        """Return the hyper-parameters by name."""
        return {name: getattr(self, name) for name in self.hyperparameters()}

    def slot_start(self, slot: str) -> float:
        """Return the number that a slot is full of before the first update."""
        return 0.0

    def slot_shape(self, slot: str, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the shape of a slot of a parameter of that shape.

        Only a rule with `whole_parameters` may have slots of another shape than the parameter.
        """
        return shape

    def round_to_float32(self) -> None:
        """Round every hyper-parameter to float32, as Caffe's files keep them."""
        for name, value in vars(self).items():
            if isinstance(value, float):
                setattr(self, name, as_float32(value))
            elif isinstance(value, tuple):
                parts = (as_float32(part) if isinstance(part, float) else part for part in value)
                setattr(self, name, tuple(parts))

    def state_dict(self) -> dict[str, Any]:
        """Return what has to be known to go on: type, hyper-parameters, what is `remembered`.

        The slots are saved with the parameters they belong to (`FlatParameters.state_dict`).
        """
        remembered = {name: getattr(self, name) for name in self.remembered}
        return {"type": self.type, **self.settings(), **remembered}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take over the hyper-parameters of a saved state, and what was `remembered`.

        Raises:
            StateError: if it is the state of another rule, or its hyper-parameters are others.
            SettingError: if one of them is out of range.
        """
        saved = dict(state)
        found = saved.pop("type", None)
        if found != self.type:
            raise StateError("optimizers.other_rule", here=self.type, saved=found)
        wanted = {*self.hyperparameters(), *self.remembered}
        if wanted != set(saved):
            raise StateError(
                "optimizers.other_hyperparameters",
                type=self.type,
                missing=", ".join(sorted(wanted - set(saved))) or "-",
                unknown=", ".join(sorted(set(saved) - wanted)) or "-",
            )
        remembered = {
            name: _numbers(name, saved.pop(name), like=getattr(self, name))
            for name in self.remembered
        }
        anew = type(self)(**saved)
        vars(self).clear()  # an attribute such as `slots` may have gone, with a switch
        vars(self).update(vars(anew), **remembered)

    def __repr__(self) -> str:
        inside = ", ".join(f"{name}={value!r}" for name, value in self.settings().items())
        return f"{type(self).__name__}({shortened(inside)})"


def _numbers(name: str, saved: Any, like: tuple[float, ...]) -> tuple[float, ...]:
    numbers = tuple(saved) if isinstance(saved, (list, tuple)) else ()
    alike = [type(number) for number in numbers] == [type(number) for number in like]
    if not alike or not all(0 <= number < math.inf for number in numbers):
        raise StateError("optimizers.bad_memory", name=name, saved=repr(saved))
    return numbers
