"""The beginning of an iteration, to which one goes back if it is broken off before its update."""

from __future__ import annotations

from typing import Any

from tinygrad_fa import randomness


class Beginning:
    """What an iteration changes before its update, as it was at first.

    That is the place in the data, the random numbers (of Dropout), and the statistics that a layer
    keeps (of BatchNorm).  Weights and slots change in the update alone.
    """

    def __init__(self, solver: Any) -> None:
        self._solver = solver
        data = solver.train_data
        self._place = data.state_dict() if hasattr(data, "load_state_dict") else None
        kept = solver._buffers
        self._buffers = [(tensor, tensor.data) for tensor in kept] if kept else ()
        randomness.bookmark()

    def go_back(self) -> None:
        """Put everything back: the next iteration is this one once more."""
        if self._place is not None:
            self._solver.train_data.load_state_dict(self._place)
        self.draw_again()

    def draw_again(self) -> None:
        """Put back what a forward pass changes: the next one drops the same units."""
        self.forget_statistics()
        randomness.go_back()

    def forget_statistics(self) -> None:
        """Put back what the layers have noted of the batch, such as the means of a BatchNorm."""
        for tensor, data in self._buffers:
            if tensor.data is not data:
                tensor.replace_data(data)
