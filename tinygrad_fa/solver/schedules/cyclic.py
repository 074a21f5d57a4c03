"""Rates that go up and down: cycles, and one cycle.  The momentum goes the other way."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

from tinygrad_fa.language import text
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.checks import choice, number
from tinygrad_fa.solver.schedules.cosine import half_wave
from tinygrad_fa.solver.schedules.schedule import Schedule, register

NEXT_ROW = r" \\ "
MODES = ("triangular", "triangular2", "exp_range")


@register
@dataclass(frozen=True)
class Cyclic(Schedule):
    """Up from `base_lr` to `max_lr` and down again in straight lines, cycle after cycle.

    ``triangular``: all cycles alike; ``triangular2``: each half as high as the one before;
    ``exp_range``: the height shrinks by the factor `gamma` with every step.

        rate = base_lr + (max_lr − base_lr) · height(step) · shrink

    With `cycle_momentum` the momentum falls from `max_momentum` to `base_momentum` while the
    rate rises, and the other way round.

    Source: torch, ``CyclicLR``; Smith, "Cyclical learning rates for training neural networks",
    2017, section 3.

    Args:
        step_size_up: how many steps it takes up.
        step_size_down: how many it takes down; as many as up, unless given.

    Raises:
        SettingError: for settings out of range, base_lr > max_lr, and an unknown mode.
    """

    base_lr: float
    max_lr: float
    step_size_up: int = 2000
    step_size_down: int | None = None
    mode: str = "triangular"
    gamma: float = 1.0
    cycle_momentum: bool = True
    base_momentum: float = 0.8
    max_momentum: float = 0.9

    def _check(self) -> None:
        self._check_numbers("base_lr")
        self._check_numbers("max_lr", least=self.base_lr)
        self._check_numbers("gamma", least=None, above=0)
        self._check_counts("step_size_up")
        if self.step_size_down is not None:
            self._check_counts("step_size_down")
        choice("mode", self.mode, MODES)
        down = "u" if self.step_size_down is None else "v"
        whole = f"u + {down}"
        place = rf"t \bmod ({whole})"
        height = rf"\min\left(\frac{{{place}}}{{u}}, \frac{{{whole} - {place}}}{{{down}}}\right)"
        shrink = {
            "triangular": "",
            "triangular2": rf" \cdot 2^{{-\lfloor t / ({whole}) \rfloor}}",
            "exp_range": r" \cdot \gamma^t",
        }
        self._put("tex", rf"\alpha_0 + (\alpha_m - \alpha_0) \cdot {height}{shrink[self.mode]}")
        check_momentum(self, self.base_momentum, self.max_momentum)

    def _height(self, step: int) -> float:
        """Return how far up the step lies in its cycle (0 to 1), shrunk as `mode` says."""
        up = self.step_size_up
        down = up if self.step_size_down is None else self.step_size_down
        cycle, place = divmod(step, up + down)
        height = place / up if place <= up else (up + down - place) / down
        if self.mode == "triangular2":
            return height / 2.0**cycle
        return height * self.gamma**step if self.mode == "exp_range" else height

    def _rate(self, step: int) -> float:
        return self.base_lr + (self.max_lr - self.base_lr) * self._height(step)

    def momentum(self, step: int) -> float | None:
        """Return the momentum of this step, or None without `cycle_momentum`."""
        if not self.cycle_momentum:
            return None
        return self.max_momentum - (self.max_momentum - self.base_momentum) * self._height(step)


@register
@dataclass(frozen=True)
class OneCycle(Schedule):
    """One cycle for the whole training: up to `max_lr`, and down to almost nothing.

    The rate starts at max_lr / div_factor, is highest after the share `pct_start` of the steps,
    and ends, in the last of the `total_steps`, at max_lr / (div_factor · final_div_factor).
    With `three_phase` it first comes down to where it started, in as many steps as it went up.
    With `cycle_momentum` the momentum falls and rises against it.

    Past its end the rate stays as it is, with a warning once.  (torch has one rate more, from a
    formula that goes on, and may be negative; then it is an error there.)

    Source: torch, ``OneCycleLR``; Smith and Topin, "Super-convergence: very fast training of
    neural networks using large learning rates", 2018, section 3.

    Args:
        total_steps: how many updates the training makes; or give
        epochs, steps_per_epoch: whose product it is.
        anneal_strategy: ``"cos"`` or ``"linear"``.

    Raises:
        SettingError: for settings out of range, and if the length is not known.
    """

    max_lr: float
    total_steps: int | None = None
    epochs: int | None = None
    steps_per_epoch: int | None = None
    pct_start: float = 0.3
    anneal_strategy: str = "cos"
    cycle_momentum: bool = True
    base_momentum: float = 0.85
    max_momentum: float = 0.95
    div_factor: float = 25.0
    final_div_factor: float = 1e4
    three_phase: bool = False

    def _check(self) -> None:
        if self.total_steps is None:
            if self.epochs is None or self.steps_per_epoch is None:
                raise SettingError("schedules.steps_or_epochs")
            self._check_counts("epochs", "steps_per_epoch")
            self._put("total_steps", self.epochs * self.steps_per_epoch)
            self._put("epochs", None)  # the steps say it all; saved, it has one length only
            self._put("steps_per_epoch", None)
        self._check_counts("total_steps")
        self._check_numbers("max_lr", "div_factor", "final_div_factor", least=None, above=0)
        number("pct_start", self.pct_start, least=0)
        if self.pct_start > 1:
            values = {"name": "pct_start", "value": self.pct_start}
            raise SettingError("solver.out_of_range", **values, allowed="0 <= pct_start <= 1")
        choice("anneal_strategy", self.anneal_strategy, ("cos", "linear"))
        check_momentum(self, self.base_momentum, self.max_momentum)

    @property
    def tex(self) -> str:  # type: ignore[override]
        """The way up and the ways down, each along half a wave or a line."""
        heights = [r"\frac{\alpha_m}{d}", r"\alpha_m", r"\frac{\alpha_m}{d f}"]
        ends = ["0", "p T - 1", "T - 1"]
        if self.three_phase:
            heights.insert(2, heights[0])
            ends.insert(2, "2 (p T - 1)")
        rows = []
        for leg in range(1, len(ends)):
            low, high = heights[leg - 1 : leg + 1]
            begin, end = ends[leg - 1 : leg + 1]
            since = f" - ({begin})" if leg > 1 else ""
            passed = rf"\frac{{t{since}}}{{{end}{since}}}"
            change = rf"\left({high} - {low}\right) u\left({passed}\right)"
            rows.append(rf"{low} + {change} & t \le {end}")
        half = r"\tfrac{1}{2}(1 - \cos \pi x)" if self.anneal_strategy == "cos" else "x"
        return rf"\begin{{cases}} {NEXT_ROW.join(rows)} \end{{cases}} \quad u(x) = {half}"

    @property
    def length(self) -> int:
        """The `total_steps`."""
        assert self.total_steps is not None
        return self.total_steps

    def _along(self, step: int, *heights: float) -> float:
        """Return where a curve is that goes from height to height, phase by phase."""
        total, share = float(self.length), self.pct_start
        if self.three_phase:
            ends = [share * total - 1, 2 * share * total - 2, total - 1]
        else:
            ends = [share * total - 1, total - 1]
        begin = 0.0
        for phase, end in enumerate(ends):
            if step <= end or phase == len(ends) - 1:
                break
            begin = end
        passed = (step - begin) / (end - begin) if end > begin else 1.0
        left = half_wave(passed) if self.anneal_strategy == "cos" else 1.0 - passed
        return heights[phase + 1] + (heights[phase] - heights[phase + 1]) * left

    def _rate(self, step: int) -> float:
        last = self.length - 1
        start = self.max_lr / self.div_factor
        lowest = start / self.final_div_factor
        middle = [start] if self.three_phase else []
        rate = self._along(min(step, last), start, self.max_lr, *middle, lowest)
        if step > last:
            self._warn_once(step, rate)
        return rate

    def momentum(self, step: int) -> float | None:
        """Return the momentum of this step, or None without `cycle_momentum`."""
        if not self.cycle_momentum:
            return None
        low, high = self.base_momentum, self.max_momentum
        end = [high] if self.three_phase else []
        return self._along(min(step, self.length - 1), high, low, high, *end)

    def _warn_once(self, step: int, rate: float) -> None:
        if not vars(self).get("_warned"):
            self._put("_warned", True)
            values = {"step": step, "schedule": self.name, "length": self.length, "rate": rate}
            warnings.warn(text("schedules.past_the_end", **values), stacklevel=4)


def check_momentum(schedule: Cyclic | OneCycle, low: float, high: float) -> None:
    """Check the two ends of a momentum: 0 ≤ low ≤ high < 1.

    Raises:
        SettingError: for the one that is out of range.
    """
    number("base_momentum", low, least=0, below=1)
    number("max_momentum", high, least=low, below=1)
