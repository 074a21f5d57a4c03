"""Schedules that large language models are trained with: Noam, and warm-up–stable–decay."""

from __future__ import annotations

from dataclasses import dataclass

from tinygrad_fa.solver.checks import choice
from tinygrad_fa.solver.schedules.cosine import half_wave
from tinygrad_fa.solver.schedules.schedule import Schedule, register


@register
@dataclass(frozen=True)
class Noam(Schedule):
    """A straight warm-up, then a fall as 1/√t; both scaled by the width of the model.

        rate = factor · model_size^−½ · min(t^−½, t · warmup_steps^−3/2),   t = step + 1

    Source: Vaswani et al., "Attention is all you need", 2017, equation (3).

    Raises:
        SettingError: for settings below 1, or a negative factor.
    """

    tex = r"\gamma \cdot d^{-1/2} \min\left((t+1)^{-1/2}, (t+1) \, w^{-3/2}\right)"
    model_size: int
    warmup_steps: int = 4000
    factor: float = 1.0

    def _check(self) -> None:
        self._check_counts("model_size", "warmup_steps")
        self._check_numbers("factor")

    def _rate(self, step: int) -> float:
        t = step + 1.0
        return self.factor * self.model_size**-0.5 * min(t**-0.5, t * self.warmup_steps**-1.5)


@register
@dataclass(frozen=True)
class WSD(Schedule):
    """Warm-up, stable, decay: a straight rise, a long time at the top, a short fall at the end.

    The stable part may be made longer while the training runs: up to its end the rate does not
    depend on how long it is.

    Source: Hu et al., "MiniCPM: unveiling the potential of small language models with scalable
    training strategies", 2024, section 4; the fall 1 − √share after Hägele et al., "Scaling
    laws and compute-optimal training beyond fixed training durations", 2024, section 3.

    Args:
        max_lr: the rate of the stable part.
        warmup_steps, stable_steps, decay_steps: how long each part is.
        start_lr, end_lr: the rates at the two ends.
        decay: along what the rate falls: ``"linear"``, ``"cosine"`` or ``"sqrt"``.

    Raises:
        SettingError: for negative settings and an unknown decay.
    """

    max_lr: float
    warmup_steps: int
    stable_steps: int
    decay_steps: int
    start_lr: float = 0.0
    end_lr: float = 0.0
    decay: str = "linear"

    def _check(self) -> None:
        self._check_numbers("max_lr", "start_lr", "end_lr")
        self._check_counts("warmup_steps", "stable_steps", "decay_steps", least=0)
        left = {
            "linear": "1 - x",
            "cosine": r"\tfrac{1}{2}(1 + \cos \pi x)",
            "sqrt": r"1 - \sqrt{x}",
        }
        choice("decay", self.decay, left)
        rows = [
            r"\alpha_s + (\alpha_m - \alpha_s) \frac{t}{w} & t < w",
            r"\alpha_m & w \le t < w + h",
            rf"\alpha_1 + (\alpha_m - \alpha_1) \left({left[self.decay]}\right) & t \ge w + h",
        ]
        share = r"\quad x = \min\left(\frac{t - w - h}{T}, 1\right)"
        self._put("tex", r"\begin{cases} " + r" \\ ".join(rows) + rf" \end{{cases}} {share}")

    @property
    def length(self) -> int:
        """As many steps as the three parts take."""
        return self.warmup_steps + self.stable_steps + self.decay_steps

    def _rate(self, step: int) -> float:
        if step < self.warmup_steps:
            return self.start_lr + (self.max_lr - self.start_lr) * (step / self.warmup_steps)
        step -= self.warmup_steps + self.stable_steps
        if step < 0:
            return self.max_lr
        share = step / self.decay_steps if step < self.decay_steps else 1.0
        left = {"linear": 1.0 - share, "cosine": half_wave(share), "sqrt": 1.0 - share**0.5}
        return self.end_lr + (self.max_lr - self.end_lr) * left[self.decay]
