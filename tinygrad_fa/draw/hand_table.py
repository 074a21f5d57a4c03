"""The first steps of a race as one works them out by hand: gradient, memory, update, point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from tinygrad_fa.draw.numerals import BOARD_DIGITS, number_text
from tinygrad_fa.language import text

if TYPE_CHECKING:
    from tinygrad_fa.draw.races import Race, Run, Step


BEFORE, AFTER = ("step", "point", "gradient"), ("update", "after")  # columns around the slots


@dataclass(frozen=True)
class HandTable:
    """The first steps of some optimizers.

    Attributes:
        runs: whose.
        count: how many steps.
        lang: the language of the headings; the digits are Latin ones, as in all tables of results.
    """

    runs: Sequence[Run]
    count: int
    lang: str

    @property
    def rows(self) -> list[tuple[str, Step]]:
        """(label, step) in order; the numbers are the optimizer's own, to the last digit."""
        return [(run.label, step) for run in self.runs for step in run.steps[: self.count]]

    @property
    def text(self) -> str:
        """The table for a terminal."""
        return "\n\n".join(self._text(run) for run in self.runs)

    @property
    def markdown(self) -> str:
        """The table for a notebook or a page, with the rule of each optimizer as a formula."""
        return "\n\n".join(self._markdown(run) for run in self.runs)

    @property
    def html(self) -> str:
        """The tables as HTML, one for each optimizer; nothing in them is markup of the reader's."""
        return "".join(self._html(number, run) for number, run in enumerate(self.runs))

    def columns(self, run: Run) -> list[str]:
        """Return the headings; a slot has the name that it has in the Solver."""
        before = [text(f"races.{name}", self.lang) for name in BEFORE]
        after = [text(f"races.{name}", self.lang) for name in AFTER]
        return [*before, *run.rule.slots, *after]

    def cells(self, step: Step) -> list[str]:
        """Return the numbers of one step, as one writes them."""
        kept = [vector(entries) for entries in step.slots.values()]
        before = [str(step.number), vector(step.point), vector(step.gradient)]
        return [*before, *kept, vector(step.update), vector(step.after)]

    def _lines(self, run: Run) -> list[list[str]]:
        return [self.columns(run), *(self.cells(step) for step in run.steps[: self.count])]

    def _text(self, run: Run) -> str:
        lines = self._lines(run)
        widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
        rows = ["  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) for line in lines]
        rows = [row.rstrip() for row in rows]
        return "\n".join([heading(run, self.lang), *rows, *self._remarks(run)])

    def _markdown(self, run: Run) -> str:
        header, *body = self._lines(run)
        rows = [header, ["---"] * len(header), *body]
        table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
        return "\n\n".join(
            [f"**{heading(run, self.lang)}**", f"${run.rule.tex}$", table, *self._remarks(run)]
        )

    def _html(self, number: int, run: Run) -> str:
        """Return one table; ``data-…`` tells the player which words are to be put in."""
        header, *body = self._lines(run)
        named = [*BEFORE, *[""] * len(run.rule.slots), *AFTER]
        top = "".join(
            f'<th data-word="{word}">{escape(cell)}' if word else f"<th>{escape(cell)}"
            for word, cell in zip(named, header, strict=True)
        )
        rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}" for cell in row) for row in body)
        caption = f'<caption data-run="{number}">{escape(heading(run, self.lang))}</caption>'
        remarks = "".join(f"<p>{escape(remark)}</p>" for remark in self._remarks(run))
        return f"<table>{caption}<tr>{top}{rows}</table>{remarks}"

    def _remarks(self, run: Run) -> list[str]:
        return [] if run.steps else [text("races.no_steps", self.lang)]

    def __str__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        return self.markdown

    def _repr_html_(self) -> str:
        direction = "rtl" if self.lang == "fa" else "ltr"
        style = "<style>.tinygrad-fa td{direction:ltr}</style>"
        opening = f'<div class="tinygrad-fa" dir="{direction}" lang="{self.lang}">'
        return f"{opening}{style}{self.html}</div>"


def heading(run: Run, lang: str) -> str:
    """Return the line above the table of one optimizer."""
    said = text("races.with_rate", lang, label=f"`{run.label}`", rate=f"`{run.rate_text}`")
    return said.replace("`", "")


def vector(entries: Sequence[float]) -> str:
    """Return numbers as a vector, ``(−1.25, 0.02)``; none of them as a dash."""
    if not entries:
        return "–"
    inner = ", ".join(number_text(entry, BOARD_DIGITS) for entry in entries)
    return f"({inner})"


def standings(race: Race) -> str:
    """Return where everybody is at the end, the lowest first, as a table for a terminal."""
    lang = race.lang
    header = [
        text(f"races.{n}", lang) for n in ("optimizer", "rate", "end_point", "height", "note")
    ]
    order = sorted(race.runs, key=lambda run: (run.heights[-1] != run.heights[-1], run.heights[-1]))
    rows = [
        [
            run.label,
            run.rate_text,
            vector(run.points[-1]),
            number_text(run.heights[-1], BOARD_DIGITS),
            run.end_in(lang),
        ]
        for run in order
    ]
    lines = [header, *rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(header))]
    title = text("races.title", lang, surface=race.surface.title_in(lang))
    steps = text("races.after_steps", lang, steps=race.steps)
    body = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    return "\n".join([f"{title} ({steps})", *body])
