"""Formulas of schedules with their numbers put in, and begun at a later step."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

from tinygrad_fa.solver.schedules.schedule import SYMBOLS, number_tex


def with_numbers(schedule: Any) -> str:
    """Return the formula of a schedule with numbers for its letters."""
    tex = schedule.tex.replace(r"\, ", r"\cdot ")  # 0.1 0.5 would read as one number
    for setting in fields(schedule):
        symbol = SYMBOLS.get(setting.name)
        value = getattr(schedule, setting.name)
        if symbol and isinstance(value, (int, float)):
            tex = _replaced(tex, symbol, number_tex(value))
    return tex


def shifted(tex: str, begin: int) -> str:
    """Return a formula in which t counts from `begin`."""
    return _replaced(tex, "t", f"(t - {begin})") if begin else tex


def _replaced(tex: str, symbol: str, value: str) -> str:
    """Put a value in the place of a symbol; ``t`` in ``\\text`` and ``t_k`` is another one."""
    alone = rf"(?<![A-Za-z\\]){re.escape(symbol)}(?![A-Za-z0-9_])"
    return re.sub(alone, lambda _: f"{{{value}}}", tex)
