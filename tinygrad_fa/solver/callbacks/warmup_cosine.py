"""`WarmupCosineDecay`: the rate of every batch, up, held, and down along the cosine."""

from __future__ import annotations

from typing import Any

from tinygrad_fa.solver.callbacks.callback import Callback
from tinygrad_fa.solver.schedules.cosine import WarmupCosineDecay as Schedule
from tinygrad_fa.solver.schedules.cosine import lr_warmup_cosine_decay


class WarmupCosineDecay(Callback):
    """Sets the learning rate of every batch, in the place of the Solver's schedule.

        warmup = WarmupCosineDecay(total_steps=1000, warmup_steps=100, hold=10, target_lr=0.1)
        solver.fit(epochs=10, callbacks=[warmup])
        warmup.lrs                     # the rate of every update

    The rate is that of the schedule of the same name; past `total_steps` it stays 0.  It is still
    multiplied by `Solver.rate_factor`, so it goes together with `ReduceLROnPlateau`.  When the
    training ends the Solver's own schedule holds again.

    The callback counts for itself how many updates it saw: a second `fit` goes on where the first
    one ended.

    Args:
        total_steps: how many updates the whole takes.
        warmup_steps: how many of them the rate rises.
        start_lr, target_lr: from where, and to where.
        hold: for how many more it then stays there.
        document_compatible: give the tutorial's numbers with their faults: `start_lr` is not used
            and the rate rises again past the end.

    Attributes:
        global_step: how many updates it saw.
        lrs: the rate that each of them used.

    Raises:
        SettingError: for negative settings, and if warm-up and hold are longer than the whole.
    """

    def __init__(
        self,
        total_steps: int = 0,
        warmup_steps: int = 0,
        start_lr: float = 0.0,
        target_lr: float = 1e-3,
        hold: int = 0,
        document_compatible: bool = False,
    ) -> None:
        checked = Schedule(
            start_lr, target_lr, warmup_steps, total_steps, hold, document_compatible
        )
        self.settings = {
            name: value for name, value in checked.get_config().items() if name != "name"
        }
        self.global_step = 0
        self.lrs: list[float] = []

    def on_train_batch_begin(self, batch: int, logs: dict[str, Any]) -> None:
        """Set the rate of the update to come."""
        self.solver.rate_override = lr_warmup_cosine_decay(self.global_step, **self.settings)

    def on_train_batch_end(self, batch: int, logs: dict[str, Any]) -> None:
        """Note the rate that the update used."""
        self.global_step += 1
        self.lrs.append(logs["lr"])

    def on_train_end(self, logs: dict[str, Any]) -> None:
        """Give the Solver's own schedule its place back."""
        self.solver.rate_override = None

    def state_dict(self) -> dict[str, Any]:
        """Return the count and the rates so far."""
        return {"global_step": self.global_step, "lrs": list(self.lrs)}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a saved count."""
        self.global_step, self.lrs = state["global_step"], list(state["lrs"])
