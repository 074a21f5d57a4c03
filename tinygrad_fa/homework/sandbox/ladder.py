"""The ladder of protections: what this machine can give, best first, tried and not believed."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass, field
from functools import lru_cache

from tinygrad_fa.homework.records import Texts
from tinygrad_fa.homework.sandbox.house import CannotStart, House, another_user
from tinygrad_fa.homework.sandbox.inside import confinement, system_calls
from tinygrad_fa.homework.sandbox.limits import Limits
from tinygrad_fa.homework.texts import in_both
from tinygrad_fa.language.errors import SettingError

LETTERS = "ABCD"


@dataclass(frozen=True)
class Tier:
    """One rung of the ladder.

    Attributes:
        letter: ``"A"`` a small world of its own (bubblewrap), ``"B"`` rules on files (Landlock),
            ``"C"`` another user of the machine, ``"D"`` limits alone; A to C with seccomp.
        available: whether it works here.
        reason: what is missing, and what to do about it; empty if it works.
    """

    letter: str
    available: bool
    reason: Texts = field(default_factory=dict, hash=False, compare=False)

    @property
    def title(self) -> Texts:
        """What it is made of, in both languages."""
        return in_both(f"sandbox.tier_{self.letter}")


def probe() -> list[Tier]:
    """Return all rungs, best first, each with the reason why it is not available."""
    return [_try(letter) for letter in LETTERS]


def choose(wanted: str | None = None, trust: bool = False) -> Tier:
    """Return the best protection of this machine, or the one that is wanted.

    Args:
        wanted: a letter.
        trust: allow ``"D"``, in which submissions can read and write whatever you can.

    Raises:
        SettingError: if it is not there; the text says what to install.
    """
    if wanted is not None and wanted not in LETTERS:
        raise SettingError("sandbox.unknown_tier", tier=wanted)
    reasons = []
    for letter in wanted or LETTERS:
        tier = _try(letter)
        if tier.available and (letter != "D" or trust):
            return tier
        if letter != "D" or wanted:
            reasons.append(tier)
    if wanted == "D" and reasons[0].available:
        raise SettingError("sandbox.tier_d_needs_trust")
    raise NoSandboxError(reasons)


class NoSandboxError(SettingError):
    """No protection of those that are wanted is there; the text lists why."""

    def __init__(self, tiers: list[Tier]) -> None:
        super().__init__("sandbox.no_sandbox")
        self.tiers = tiers

    def __str__(self) -> str:
        from tinygrad_fa import language

        lines = [f"- {tier.letter}: {tier.reason[language.get_language()]}" for tier in self.tiers]
        return "\n".join([super().__str__(), *lines])


@lru_cache(maxsize=8)
def _try(letter: str) -> Tier:
    reason = _obstacle(letter)
    if reason is None:
        try:
            House(letter, (), Limits()).close()
        except CannotStart as fault:
            key = "sandbox.no_bubblewrap" if fault.reason == "bwrap" else "sandbox.tier_fails"
            reason = in_both(key, tier=letter, reason=fault.reason)
    return Tier(letter, reason is None, reason or {})


def _obstacle(letter: str) -> Texts | None:
    """Return what is known to be missing before anything is tried."""
    if not hasattr(os, "fork"):
        return in_both("sandbox.no_fork")
    if letter == "D":
        return None
    if sys.platform != "linux" or not system_calls.supported():
        return in_both("sandbox.only_linux", machine=f"{sys.platform} {platform.machine()}")
    if letter == "B" and not confinement.landlock_version():
        return in_both("sandbox.no_landlock")
    if letter == "C" and not another_user():
        return in_both("sandbox.not_root")
    return None
