"""The glossary of the course: one Persian term for each concept (``reference/glossary.tsv``)."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from tinygrad_fa.language.errors import DataError
from tinygrad_fa.lessons.source import text_of

_IN_BRACKETS = re.compile(r" ?\([^)]*\)")


@dataclass(frozen=True)
class Term:
    """One concept.

    Attributes:
        english: the English term.
        persian: the Persian term that the lessons use.
        also: other Persian words for it, which a lesson mentions at most after «هم‌چنین: ».
        avoid: words that are mistaken for it.
        everyday: whether the Persian term is also an everyday word, which needs no English.
    """

    english: str
    persian: str
    also: tuple[str, ...]
    avoid: tuple[str, ...]
    everyday: bool

    @property
    def spoken(self) -> str:
        """The Persian term without what stands in brackets."""
        return _IN_BRACKETS.sub("", self.persian)


def read_glossary(folder: Path) -> list[Term]:
    """Return the terms of ``reference/glossary.tsv`` in the folder of the lessons.

    Raises:
        DataError: if there is no such file, or it has other columns.
    """
    path = folder / "reference" / "glossary.tsv"
    rows = csv.DictReader(text_of(path).splitlines(), delimiter="\t")
    missing = {"en", "fa", "also", "avoid", "everyday"} - set(rows.fieldnames or ())
    if missing:
        raise DataError("lessons.header", path=path.name, missing=", ".join(sorted(missing)))
    return [
        Term(
            row["en"],
            row["fa"],
            _words(row["also"]),
            _words(row["avoid"]),
            row["everyday"] == "yes",
        )
        for row in rows
    ]


def _words(listed: str) -> tuple[str, ...]:
    return tuple(word for word in listed.split("، ") if word)
