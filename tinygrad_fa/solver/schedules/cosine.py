"""Rates that fall along half a wave of the cosine: gently at first and at the end."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.schedules.schedule import Schedule, register


def half_wave(share: float) -> float:
    """Return ½ (1 + cos(π · share)): 1 at the beginning, ½ in the middle, 0 at share 1."""
    return 0.5 * (1.0 + math.cos(math.pi * share))


@register
@dataclass(frozen=True)
class CosineDecay(Schedule):
    """Cosine decay in `decay_steps` steps down to the share `alpha`, after a warm-up if wished.

        rate = base_lr · ((1 − alpha) · ½(1 + cos(π · step / decay_steps)) + alpha)

    With `warmup_target` the rate first rises in a straight line from `base_lr` to that target,
    in `warmup_steps` steps, and the decay starts from there.  At the end it stays.

    Source: Keras, ``CosineDecay``; Loshchilov and Hutter, "SGDR: Stochastic gradient descent
    with warm restarts", 2017, equation (5).

    Raises:
        SettingError: for negative rates or shares, and decay_steps < 1.
    """

    base_lr: float
    decay_steps: int
    alpha: float = 0.0
    warmup_target: float | None = None
    warmup_steps: int = 0

    def _check(self) -> None:
        self._check_numbers("base_lr", "alpha")
        self._check_counts("decay_steps")
        self._check_counts("warmup_steps", least=0)
        if self.warmup_target is not None:
            self._check_numbers("warmup_target")
        self._put("tex", self._formula())

    def _formula(self) -> str:
        wave = r"\tfrac{1}{2}\left(1 + \cos \frac{\pi t}{T}\right)"
        decay = rf"\left((1 - a) \cdot {wave} + a\right)" if self.alpha else wave
        if self.warmup_target is None:
            return rf"\alpha_0 \cdot {decay}"
        rows = [
            r"\alpha_0 + (\alpha_w - \alpha_0) \frac{t}{w} & t < w",
            rf"\alpha_w \cdot {decay.replace('t}', '(t - w)}')} & t \ge w",
        ]
        return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"

    @property
    def length(self) -> int:
        """As many steps as the warm-up and the decay take."""
        return self.decay_steps + (0 if self.warmup_target is None else self.warmup_steps)

    def _rate(self, step: int) -> float:
        start = self.base_lr
        if self.warmup_target is not None:
            if step < self.warmup_steps:
                return start + (self.warmup_target - start) * (step / self.warmup_steps)
            start, step = self.warmup_target, step - self.warmup_steps
        wave = half_wave(min(step, self.decay_steps) / self.decay_steps)
        return start * ((1.0 - self.alpha) * wave + self.alpha)


@register
@dataclass(frozen=True)
class CosineDecayRestarts(Schedule):
    """Cosine decay that starts again and again: warm restarts.

    The first period takes `first_decay_steps` steps, each one after it `t_mul` times as many as
    the one before, and is `m_mul` times as high above the floor.  Within a period the curve is
    that of `CosineDecay`.

    Source: Keras, ``CosineDecayRestarts``; Loshchilov and Hutter, "SGDR", 2017, equation (5).

    Raises:
        SettingError: for negative rates or shares, first_decay_steps < 1 and t_mul < 1.
    """

    tex = (
        r"\alpha_0 \left((1 - a) \cdot \tfrac{m^i}{2}"
        r"\left(1 + \cos \frac{\pi \, t_i}{T \tau^i}\right) + a\right)"
    )
    base_lr: float
    first_decay_steps: int
    t_mul: float = 2.0
    m_mul: float = 1.0
    alpha: float = 0.0

    def _check(self) -> None:
        self._check_numbers("base_lr", "m_mul", "alpha")
        self._check_numbers("t_mul", least=1)
        self._check_counts("first_decay_steps")

    def _rate(self, step: int) -> float:
        period, share = self._place(step / self.first_decay_steps)
        height = self.m_mul**period * half_wave(share)
        return self.base_lr * ((1.0 - self.alpha) * height + self.alpha)

    def _place(self, passed: float) -> tuple[int, float]:
        """Return in which period a step lies, and which share of that period has passed.

        Args:
            passed: the step, counted in lengths of the first period.
        """
        if self.t_mul == 1.0:
            period = math.floor(passed)
            return period, passed - period
        period = math.floor(math.log(1.0 + passed * (self.t_mul - 1.0)) / math.log(self.t_mul))
        # The logarithm may miss a whole number by a hair; the begin of the period decides.
        if passed >= self._begin(period + 1):
            period += 1
        elif passed < self._begin(period):
            period -= 1
        return period, (passed - self._begin(period)) / self.t_mul**period

    def _begin(self, period: int) -> float:
        return (self.t_mul**period - 1.0) / (self.t_mul - 1.0)


@register
@dataclass(frozen=True)
class CosineWave(Schedule):
    """Down along the cosine in `half_period` steps, up again in as many, and so on.

        rate = end_lr + (base_lr − end_lr) · ½(1 + cos(π · step / half_period))

    Source: torch, ``CosineAnnealingLR`` (T_max, eta_min), which rises again past T_max.

    Raises:
        SettingError: for negative rates and half_period < 1.
    """

    tex = r"\alpha_1 + (\alpha_0 - \alpha_1) \cdot \tfrac{1}{2}\left(1 + \cos\frac{\pi t}{T}\right)"
    base_lr: float
    half_period: int
    end_lr: float = 0.0

    def _check(self) -> None:
        self._check_numbers("base_lr", "end_lr")
        self._check_counts("half_period")

    def _rate(self, step: int) -> float:
        wave = half_wave((step % (2 * self.half_period)) / self.half_period)
        return self.end_lr + (self.base_lr - self.end_lr) * wave


@register
@dataclass(frozen=True)
class WarmupCosineDecay(Schedule):
    """Up to `target_lr` in a straight line, a while up there, and down to 0 along the cosine.

        step < warmup_steps              start_lr + (target_lr − start_lr) · step / warmup_steps
        then, for `hold` more steps      target_lr
        then, until `total_steps`        target_lr · ½(1 + cos(π · (step − w − h) / (T − w − h)))
        after that                       0

    Source: He et al., "Bag of tricks for image classification with convolutional neural
    networks", 2019, section 3.1 and 5.1, and the Keras tutorial that made a class of it
    (``WarmUpCosineDecay``).  The tutorial's code never uses `start_lr` and divides by zero
    without a warm-up; `document_compatible` gives its numbers, for comparing.

    Raises:
        SettingError: for negative settings, and if warm-up and hold are longer than the whole.
    """

    tex = (
        r"\begin{cases} \alpha_s + (\alpha_1 - \alpha_s) \frac{t}{w} & t < w \\"
        r" \alpha_1 & w \le t < w + h \\"
        r" \frac{\alpha_1}{2}\left(1 + \cos \pi \frac{t - w - h}{T - w - h}\right)"
        r" & w + h \le t < T \\ 0 & t \ge T \end{cases}"
    )
    start_lr: float
    target_lr: float
    warmup_steps: int
    total_steps: int
    hold: int = 0
    document_compatible: bool = False

    def _check(self) -> None:
        self._check_numbers("start_lr", "target_lr")
        self._check_counts("warmup_steps", "hold", least=0)
        self._check_counts("total_steps")
        check_fits("total_steps", self.total_steps, warmup_steps=self.warmup_steps, hold=self.hold)
        if self.document_compatible:
            refuse_zero("warmup_steps", self.warmup_steps)
            decay = self.total_steps - self.warmup_steps - self.hold
            refuse_zero("total_steps - warmup_steps - hold", decay)

    @property
    def length(self) -> int:
        """The `total_steps`."""
        return self.total_steps

    def _rate(self, step: int) -> float:
        if step > self.total_steps:
            return 0.0
        if self.document_compatible and step < self.warmup_steps:
            return self.target_lr * (step / self.warmup_steps)
        if step < self.warmup_steps:
            gain = self.target_lr - self.start_lr
            return self.start_lr + gain * (step / self.warmup_steps)
        begin = self.warmup_steps + self.hold
        if step < begin:
            return self.target_lr
        if step == self.total_steps:
            return 0.0
        return self.target_lr * half_wave((step - begin) / (self.total_steps - begin))


def lr_warmup_cosine_decay(
    global_step: int,
    warmup_steps: int,
    hold: int = 0,
    total_steps: int = 0,
    start_lr: float = 0.0,
    target_lr: float = 1e-3,
    document_compatible: bool = False,
) -> float:
    """Return the rate of step `global_step`: `WarmupCosineDecay`, as a function.

    With `document_compatible` the numbers are those of the tutorial, whose function rises again
    past `total_steps`.

    Raises:
        SettingError: as `WarmupCosineDecay`.
    """
    schedule = WarmupCosineDecay(
        start_lr, target_lr, warmup_steps, total_steps, hold, document_compatible
    )
    if document_compatible and global_step > total_steps:
        begin = warmup_steps + hold
        return target_lr * half_wave((global_step - begin) / (total_steps - begin))
    return schedule(global_step)


def check_fits(total_name: str, total: int, **parts: int) -> None:
    """Refuse parts that together are longer than the whole.

    Raises:
        SettingError: naming the parts and the whole.
    """
    taken = sum(parts.values())
    if taken > total:
        raise SettingError(
            "schedules.too_long",
            names=" + ".join(parts),
            taken=taken,
            total_name=total_name,
            total=total,
        )


def refuse_zero(divisor: str, value: int) -> None:
    """Refuse what the document's formula would divide by.

    Raises:
        SettingError: if the value is 0.
    """
    if value == 0:
        raise SettingError("schedules.divides_by_zero", divisor=divisor)
