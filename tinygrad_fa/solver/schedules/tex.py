"""Formulas of schedules: their letters, with numbers put in, and begun at a later step."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

# How the settings are written in the formulas; one that is not here is not shown beside them.
SYMBOLS = {
    "base_lr": r"\alpha_0", "max_lr": r"\alpha_m", "end_lr": r"\alpha_1", "start_lr": r"\alpha_s",
    "target_lr": r"\alpha_1", "gamma": r"\gamma", "factor": r"\gamma", "k": "k", "power": "p",
    "every": "s", "stepsize": "s", "decay_steps": "T", "max_iter": "T", "total_steps": "T",
    "steps": "T", "warmup_steps": "w", "hold": "h", "alpha": "a", "decay_rate": "r",
    "first_decay_steps": "T", "t_mul": r"\tau", "m_mul": "m", "half_period": "T",
    "stable_steps": "h", "model_size": "d", "step_size_up": "u", "step_size_down": "v",
    "stepvalue": "t_k", "boundaries": "t_i", "values": r"\alpha_k", "warmup_target": r"\alpha_w",
    "div_factor": "d", "final_div_factor": "f", "pct_start": "p",
}  # fmt: skip


def letters_of(schedule: Any) -> list[tuple[str, Any]]:
    """Return (letter, value) of the settings that stand in the formula of a schedule."""
    found = []
    for setting in fields(schedule):
        letter, value = SYMBOLS.get(setting.name), getattr(schedule, setting.name)
        if letter and value is not None and re.search(_alone(letter), schedule.tex):
            found.append((letter, value))
    return found


def with_numbers(schedule: Any) -> str:
    """Return the formula of a schedule with numbers for its letters."""
    tex = schedule.tex.replace(r"\, ", r"\cdot ")  # 0.1 0.5 would read as one number
    for letter, value in letters_of(schedule):
        if isinstance(value, (int, float)):
            tex = _replaced(tex, letter, number_tex(value))
    return tex


def shifted(tex: str, begin: int) -> str:
    """Return a formula in which t counts from `begin`."""
    return _replaced(tex, "t", f"(t - {begin})") if begin else tex


def _replaced(tex: str, letter: str, value: str) -> str:
    return re.sub(_alone(letter), lambda _: f"{{{value}}}", tex)


def _alone(letter: str) -> str:
    """Return the pattern of a letter that stands alone, not as a part of ``\\text`` or ``t_k``."""
    return rf"(?<![A-Za-z\\]){re.escape(letter)}(?![A-Za-z0-9_])"


def number_tex(value: Any) -> str:
    """Return a number, or several, in TeX."""
    if isinstance(value, (tuple, list)):
        return r"(" + ",\\, ".join(map(number_tex, value)) + ")"
    mantissa, _, power = f"{value:.6g}".partition("e") if isinstance(value, float) else ("", "", "")
    if power:
        return rf"{mantissa} \times 10^{{{int(power)}}}"
    return mantissa or str(value)
