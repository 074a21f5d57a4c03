"""`derive`: the derivation that a good teacher writes on the board, in Persian or English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tinygrad_fa import language
from tinygrad_fa.draw.blocks import (
    Block,
    Formulas,
    Heading,
    Prose,
    Table,
    aligned,
    markdown_table,
    text_rows,
    text_table,
)
from tinygrad_fa.draw.picture import chosen_language, save_text
from tinygrad_fa.draw.steps import Line, Steps, places
from tinygrad_fa.draw.words import unmarked
from tinygrad_fa.language.errors import SettingError


@dataclass(frozen=True)
class Derivation:
    """A derivation, written out.

    Attributes:
        blocks: its headings, paragraphs, formulas and tables, in order.
        lang: "fa" or "en".
        markdown: Markdown with LaTeX, as notebooks and GitHub show it.
        text: plain text for a terminal.
    """

    blocks: Sequence[Block] = field(repr=False)
    lang: str

    @property
    def markdown(self) -> str:
        """Markdown with LaTeX: Persian prose runs from right to left, formulas do not."""
        pieces: list[str] = []
        prose: list[str] = []
        for block in [*self.blocks, None]:
            if isinstance(block, (Heading, Prose)):
                mark = "#" * (block.level + 1) + " " if isinstance(block, Heading) else ""
                prose.append(mark + block.text)
                continue
            if prose:
                words = "\n\n".join(prose)
                # The blank lines inside let Markdown see that there is Markdown inside.
                rtl = f'<div dir="rtl" lang="fa">\n\n{words}\n\n</div>'
                pieces.append(rtl if self.lang == "fa" else words)
                prose = []
            if isinstance(block, Formulas):
                pieces.append(aligned(block.rows))
            elif isinstance(block, Table):
                pieces.append(markdown_table(block))
        return "\n\n".join(pieces) + "\n"

    @property
    def text(self) -> str:
        """Plain text: ``∂f/∂x = ∂f/∂q · ∂q/∂x = −4·1 = −4``."""
        pieces = []
        for block in self.blocks:
            if isinstance(block, Heading):
                title = unmarked(block.text, self.lang)
                pieces.append(f"{title}\n{('=' if block.level == 1 else '-') * len(title)}")
            elif isinstance(block, Prose):
                pieces.append(unmarked(block.text, self.lang))
            elif isinstance(block, Formulas):
                pieces.append(text_rows(block.rows))
            else:
                pieces.append(text_table(block))
        return "\n\n".join(pieces)

    def save(self, path: str | Path) -> Path:
        """Write the derivation to ``….md`` or ``….txt`` and return the path.

        Raises:
            FileError: for another ending, or a folder that cannot be written to.
        """
        path = Path(path)
        content = self.markdown if path.suffix == ".md" else self.text + "\n"
        return save_text(path, content, (".md", ".txt"))

    def _repr_markdown_(self) -> str:
        return self.markdown

    def __str__(self) -> str:
        return self.text


def derive(
    result: Any, lang: str | None = None, steps: str = "all", numbers: bool = True
) -> Derivation:
    """Return the hand derivation of ∂result/∂input for every input of `result`.

    It is read off the graph, whether or not ``backward()`` has run, and changes no ``.grad``.
    Numbers are shown with four significant digits; ≈ stands where that rounds.

    Args:
        result: a `Value`.
        lang: "fa" or "en"; None takes the language in use.
        steps: "all", or "short" to leave out the local derivatives and the explanations.
        numbers: False leaves the symbols only.

    Raises:
        GraphError: if `result` is no `Value`, or its graph is too large to read.
        DomainError: if an op has no finite slope at these numbers.
        SettingError: for other `steps`, or an unknown language.
    """
    if steps not in ("all", "short"):
        raise SettingError("draw.unknown_steps", steps=steps)
    return _Board(Steps(result, numbers), chosen_language(lang), steps == "all").derivation()


class _Board:
    """Puts the steps in order and the words between them."""

    def __init__(self, steps: Steps, lang: str, explained: bool) -> None:
        self.steps = steps
        self.lang = lang
        self.explained = explained
        self.blocks: list[Block] = []
        self.result = steps.names[steps.result]

    def derivation(self) -> Derivation:
        """Write everything and return it."""
        self._heading("title", level=1)
        self._formula()
        if self.steps.computed:
            self._forward()
            if self.explained:
                self._local()
            self._chain()
        self._gradients()
        return Derivation(tuple(self.blocks), self.lang)

    def _formula(self) -> None:
        steps = self.steps
        formula = steps.formula()
        self._prose("question" if formula else "question_long", f=self.result)
        if formula and steps.computed:
            self.blocks.append(Formulas([[Line((self.result, formula), ("=",))]]))
        if steps.numbers:
            self._prose("inputs", values=self._listed([f"${v}$" for v in steps.leaf_values()]))

    def _forward(self) -> None:
        self._heading("forward")
        if self.explained:
            self._prose("forward_how", f=self.result)
        self.blocks.append(Formulas([[line] for line in self.steps.forward_lines()]))

    def _local(self) -> None:
        self._heading("local")
        self._prose("local_how")
        rows = [self.steps.local_lines(node) for node in self.steps.computed]
        for node in self.steps.computed:
            for x in dict.fromkeys(node.inputs):
                if len(places(node, x)) > 1 and x in self.steps.names:
                    self._prose("twice", q=self.steps.names[node], x=self.steps.names[x])
        if any("[" in side for row in rows for line in row for side in line.sides):
            self._prose("bracket")
        self.blocks.append(Formulas(rows))

    def _chain(self) -> None:
        self._heading("chain")
        if self.explained:
            self._prose("chain_how", f=self.result)
        rows: list[list[Line]] = []
        for x in [*reversed(self.steps.computed), *self.steps.leaves]:
            if len(self.steps.users[x]) > 1:
                if rows:
                    self.blocks.append(Formulas(rows))
                rows = []
                self._paths(x)
            rows.append([self.steps.chain_line(x)])
        self.blocks.append(Formulas(rows))

    def _paths(self, x: Any) -> None:
        last = language.text("draw.last_operation", self.lang)
        names = [
            last if user is self.steps.result else f"${self.steps.names[user]}$"
            for user in self.steps.users[x]
        ]
        count = language.text(f"draw.count_{min(len(names), 4)}", self.lang)
        ways = self._listed(names)
        self._prose("paths", x=self.steps.names[x], f=self.result, ways=ways, count=count)

    def _listed(self, things: list[str]) -> str:
        """Return "a, b and c"."""
        if len(things) == 1:
            return things[0]
        comma = language.text("draw.comma", self.lang)
        return comma.join(things[:-1]) + language.text("draw.and", self.lang) + things[-1]

    def _gradients(self) -> None:
        steps = self.steps
        self._heading("gradients")
        self.blocks.append(Formulas([[steps.final_line(x)] for x in steps.leaves]))
        if not steps.numbers:
            return
        head = [language.text(f"draw.board_{name}", self.lang) for name in ("input", "value")]
        head.append(language.text("draw.gradient", self.lang))
        rows = [[steps.names[x], steps.value(x), steps.gradient(x)] for x in steps.leaves]
        self.blocks.append(Table(head, rows))
        steepest = max(steps.leaves, key=lambda x: abs(steps.gradients[x]))
        if self.explained and steps.gradients[steepest] and steps.computed:
            names = {"x": steps.names[steepest], "f": self.result}
            self._prose("meaning", slope=steps.gradient(steepest), **names)

    def _heading(self, name: str, level: int = 2) -> None:
        self.blocks.append(Heading(language.text(f"draw.board_{name}", self.lang), level))

    def _prose(self, name: str, **values: str) -> None:
        self.blocks.append(Prose(language.text(f"draw.board_{name}", self.lang, **values)))
