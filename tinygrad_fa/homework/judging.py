"""What every kind of item is: something that looks at all trials of a question and judges."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from tinygrad_fa.homework.chain import Chain, Known
from tinygrad_fa.homework.plain import Seen
from tinygrad_fa.homework.records import ItemState, Texts

NOTHING = Seen(fault="missing")


@dataclass(frozen=True)
class Trial:
    """What one trial of a question gave.

    Attributes:
        inputs: of the call, and the hidden ones.
        right: the values of the chain for them.
        seen: what the student's function returned, by item.
        further: the same for the further calls that an item asked for, with their inputs.
    """

    inputs: Known
    right: Mapping[str, Any]
    seen: Mapping[str, Seen]
    further: Mapping[str, Sequence[tuple[Known, Mapping[str, Seen]]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Judgement:
    """What an item says: its state, the share of the points, and why."""

    state: ItemState
    share: float = 0.0
    reason: str = ""  # a text of messages/homework.py, or of the item's own
    texts: Texts = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)


RIGHT = Judgement("right", 1.0)


@dataclass(frozen=True)
class Item:
    """One thing that is asked for and marked."""

    points: float

    by_hand: ClassVar[bool] = False

    def is_returned(self, name: str) -> bool:
        """Whether the student's function returns something of this name."""
        return True

    def further(self, inputs: Known, source: random.Random) -> list[dict[str, Any]]:
        """Return the inputs of further calls that the item needs in a trial."""
        return []

    def judge(self, name: str, chain: type[Chain], tolerance: float, trials: Sequence[Trial]
              ) -> Judgement:  # fmt: skip
        """Judge all trials; the item is right only if it is right in each of them."""
        for trial in trials:
            judgement = self.judge_trial(name, chain, tolerance, trial)
            if judgement.state != "right":
                return judgement
        return RIGHT

    def judge_trial(self, name: str, chain: type[Chain], tolerance: float, trial: Trial
                    ) -> Judgement:  # fmt: skip
        """Judge one trial."""
        raise AssertionError(name)  # values of the chain are judged in `scoring`
