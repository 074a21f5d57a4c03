"""Problems of a homework, as its proof tells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tinygrad_fa import language
from tinygrad_fa.homework.questions import Question
from tinygrad_fa.homework.records import Texts

Level = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """Something that is wrong with a homework (an error) or may be (a warning)."""

    level: Level
    question: str
    item: str
    texts: Texts


def problem(level: Level, question: Question, item: str, name: str, **values: object) -> Problem:
    """Return a problem with its texts; a value may itself be a text in both languages."""
    said = {
        chosen: language.text(
            f"homework.{name}", chosen, item=item,
            **{x: v.get(chosen, "") if isinstance(v, Mapping) else v for x, v in values.items()},
        )
        for chosen in language.LANGUAGES
    }  # fmt: skip
    return Problem(level, question.id, item, said)
