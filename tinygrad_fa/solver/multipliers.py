"""Multipliers of the learning rate and the weight decay, given by the parameters' names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.checks import Hint, closest


def multipliers(
    setting: str, patterns: Mapping[str, float], names: Iterable[str]
) -> dict[str, float]:
    """Return the multiplier of each parameter: 1, or that of the last pattern that fits.

    Raises:
        SettingError: for a pattern that fits no name, with the names there are.
    """
    names = list(names)
    found = dict.fromkeys(names, 1.0)
    for pattern, multiplier in patterns.items():
        fitting = [name for name in names if name == pattern or fnmatchcase(name, pattern)]
        if not fitting:
            raise SettingError(
                "solver.pattern_fits_nothing",
                setting=setting,
                pattern=pattern,
                known=", ".join(names),
                hint=Hint(closest(pattern, names)),
            )
        for name in fitting:
            found[name] = float(multiplier)
    return found
