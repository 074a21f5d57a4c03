"""A submission that is loaded: what it has shown, and what has become of it so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tinygrad_fa.homework.notebooks import MOST_CELLS, MOST_CODE, Cell, Submitted
from tinygrad_fa.homework.records import Call, Reply, Texts


@dataclass(frozen=True)
class Loaded:
    """What loading a submission has shown.

    Attributes:
        cells: its cells, as they were before anything was run.
        notes: what a teacher should know about them.
        errors: what went wrong in which cell.
        refused: why nothing could be run, else empty.
    """

    cells: tuple[Cell, ...] = ()
    notes: tuple[Texts, ...] = ()
    errors: tuple[str, ...] = ()
    refused: Texts | None = None

    @property
    def code(self) -> str:
        """All its code in one text, without what only IPython understands."""
        return Submitted(list(self.cells)).code

    def written(self, question: str) -> str:
        """Return the prose that answers a question."""
        return Submitted(list(self.cells)).written(question)


@dataclass
class Handed:
    """A submission that is loaded, and what has become of it so far.

    Attributes:
        skipped: statements (cell, number) that ended a process, or whole cells (cell, −1).
        place: the statement that runs.
        spoiled: question → the reply that ended its process.
        answered: the calls that the living process has answered.
        runs: whether the cells came to an end.
        computed: how many seconds the cells have computed.
        megabytes: how much memory the living process may use.
        failures: how often the cells have ended their process.
        lost: how often the process, or the house around it, was killed from outside.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    skipped: set[tuple[int, int]] = field(default_factory=set)
    place: tuple[int, int] | None = None
    spoiled: dict[str, Reply] = field(default_factory=dict)
    answered: list[Call] = field(default_factory=list)
    runs: bool = False
    computed: float = 0.0
    megabytes: int = 0
    failures: int = 0
    lost: int = 0

    @property
    def asked(self) -> str:
        """The question that the living process has answered last; empty if none."""
        return self.answered[-1].question if self.answered else ""

    def note_place(self, place: Any) -> None:
        """Note which statement runs; a student may have said so, who harms nobody else.

        What cannot be is not believed: what is left out does not run, and all cells are compiled
        (−1) before the first one runs.
        """
        if not isinstance(place, list) or [type(n) for n in place] != [int, int]:
            return
        cell, statement = place
        is_late = statement == -1 and self.place is not None and self.place[1] >= 0
        is_there = 0 <= cell < MOST_CELLS and -1 <= statement < MOST_CODE
        if is_there and not is_late and (cell, statement) not in self.skipped:
            self.place = (cell, statement)
