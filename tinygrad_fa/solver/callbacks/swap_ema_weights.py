"""`SwapEMAWeights`: tests with the average of the last weights instead of the very last."""

from __future__ import annotations

from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.callbacks.lasting import LastingCallback
from tinygrad_fa.solver.checks import number
from tinygrad_fa.solver.optimizers.parts import blend


class SwapEMAWeights(LastingCallback):
    """Keeps an exponential moving average of the weights and puts it in their place for tests.

    After each update ``a ← m·a + (1 − m)·w``, and a = w after the first.  The average is calmer
    than the weights, which jump about the minimum, and often tests better.

    Args:
        momentum: m, at least 0 and below 1.  1/(1 − m) is about how many updates count.
        keep_average: whether the net has the average when the training has come to its end.

    Raises:
        SettingError: for a momentum out of range.

    Source: Polyak and Juditsky, 1992 (averaging); Keras, ``Optimizer(use_ema=True)`` (the rule).
    """

    def __init__(self, momentum: float = 0.99, keep_average: bool = False) -> None:
        self.momentum = number("momentum", momentum, least=0, below=1)
        self.keep_average = bool(keep_average)
        self.reset()

    def reset(self) -> None:
        """Begin a new average with the next update."""
        self.average: dict[str, Any] | None = None  # name → array
        self._flat: list[Any] = []  # the average, laid out as the weights of the Solver are
        self._laid_out_for: Any = None
        self._last: list[Any] | None = None  # the weights, while the average is in their place

    def on_train_batch_end(self, batch: int, logs: dict[str, Any]) -> None:
        """Take the weights into the average."""
        if self.average is None:
            self.average = self.weights()
            return
        self._lay_out()
        for average, flat in zip(self._flat, self.solver.parameters.arrays, strict=True):
            blend(average, flat.weights, self.momentum)

    def weights(self) -> dict[str, Any]:
        """Return the Solver's weights by name, copied."""
        return {piece.name: piece.parameter.data.copy() for piece in self.solver.parameters.pieces}

    def _lay_out(self) -> None:
        """Bring the average into the order in which the Solver holds its weights."""
        arrays = self.solver.parameters.arrays
        if self._laid_out_for is arrays:
            return
        named, self._flat = self.average or {}, []
        for flat in arrays:
            average = flat.weights.copy()
            for piece in flat.pieces:
                stretch = piece.of(average)
                if piece.name not in named or named[piece.name].shape != stretch.shape:
                    raise SettingError("callbacks.other_weights", name=piece.name)
                stretch[...] = backend.move(named[piece.name], backend.library(stretch))
                named[piece.name] = stretch
            self._flat.append(average)
        self._laid_out_for = arrays

    def _swap_in(self) -> None:
        if self.average is None or self._last is not None:
            return
        self._lay_out()
        self.solver.parameters.refresh()
        arrays = self.solver.parameters.arrays
        self._last = [flat.weights.copy() for flat in arrays]
        for average, flat in zip(self._flat, arrays, strict=True):
            flat.weights[...] = average
        self.solver.parameters.note_change()

    def _swap_out(self) -> None:
        if self._last is None:
            return
        for last, flat in zip(self._last, self.solver.parameters.arrays, strict=True):
            flat.weights[...] = last
        self._last = None
        self.solver.parameters.note_change()

    def on_test_begin(self, logs: dict[str, Any]) -> None:
        """Put the average into the net."""
        self._swap_in()

    def on_test_end(self, logs: dict[str, Any]) -> None:
        """Put the weights back."""
        self._swap_out()

    def on_predict_begin(self, logs: dict[str, Any]) -> None:
        """Put the average into the net."""
        self._swap_in()

    def on_predict_end(self, logs: dict[str, Any]) -> None:
        """Put the weights back."""
        self._swap_out()

    def on_exception(self, exception: BaseException, logs: dict[str, Any]) -> None:
        """Put the weights back if a test broke off."""
        self._swap_out()

    def on_train_end(self, logs: dict[str, Any]) -> None:
        """Put the weights back if a test broke off; then leave what is wanted in the net."""
        self._swap_out()
        if self.keep_average and not self.solver.interrupted:
            self._swap_in()
            self._last = None

    def state_dict(self) -> dict[str, Any]:
        """Return the average by the names of the weights."""
        named = self.average
        copied = named and {name: backend.to_numpy(array).copy() for name, array in named.items()}
        return {"average": copied}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on with that average."""
        super().load_state_dict(state)
        self._laid_out_for, self._last = None, None
