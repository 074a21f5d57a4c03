"""`derive`: the derivation that a good teacher writes on the board, in Persian or English."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tinygrad_fa.draw.array_board import ArrayBoard
from tinygrad_fa.draw.array_steps import ArraySteps
from tinygrad_fa.draw.blocks import Block, markdown_of, text_of
from tinygrad_fa.draw.graph import MAX_NODES
from tinygrad_fa.draw.names import variables
from tinygrad_fa.draw.picture import chosen_language, path_and_ending
from tinygrad_fa.draw.second import second_derivatives
from tinygrad_fa.draw.steps import Steps
from tinygrad_fa.draw.value_board import ValueBoard
from tinygrad_fa.draw.worksheets import Worksheet, page
from tinygrad_fa.engine.op import Node
from tinygrad_fa.engine.value import Value
from tinygrad_fa.files import write_whole
from tinygrad_fa.language.errors import GraphError, SettingError

WRITTEN = {".md": "markdown", ".txt": "text", ".html": "html"}


@dataclass(frozen=True, repr=False)
class Derivation:
    """A derivation, written out.

    Attributes:
        blocks: its headings, paragraphs, formulas and tables, in order.
        lang: "fa" or "en".
        markdown: Markdown with LaTeX, as notebooks and GitHub show it.
        text: plain text for a terminal.
        html: a page of its own, whose formulas need neither network nor script (MathML).
    """

    blocks: Sequence[Block] = field(repr=False)
    lang: str

    @property
    def markdown(self) -> str:
        """Markdown with LaTeX: Persian prose runs from right to left, formulas do not."""
        return markdown_of(self.blocks, self.lang)

    @property
    def text(self) -> str:
        """Plain text: ``∂f/∂x = ∂f/∂q · ∂q/∂x = −4·1 = −4``."""
        return text_of(self.blocks, self.lang)

    @property
    def html(self) -> str:
        """A whole page that stands alone, for a browser or a printer."""
        return page(self.blocks, self.lang)

    def worksheet(self, key: bool = False) -> Worksheet:
        """Return the derivation as an A4 page with blanks in the place of results.

        Args:
            key: fill the blanks in: the answers, in the same places.

        Raises:
            GraphError: if nothing was computed, so that there is nothing to work out.
        """
        if not any(getattr(block, "given", None) is not None for block in self.blocks):
            raise GraphError("derivation.nothing_to_blank")
        return Worksheet(self.blocks, self.lang, key)

    def save(self, path: str | Path) -> Path:
        """Write the derivation to ``….md``, ``….txt`` or ``….html`` and return the path.

        Raises:
            FileError: for another ending, or a folder that cannot be written to.
        """
        path, ending = path_and_ending(path, WRITTEN)
        content = getattr(self, WRITTEN[ending])
        content = content if content.endswith("\n") else content + "\n"
        write_whole(path, [content.encode()])
        return path

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """Return Markdown with LaTeX for notebooks, and plain text for those who show none.

        There is no ``text/latex`` beside them: what shows it (nbconvert's own order prefers it to
        Markdown) sets formulas, and knows no prose, least of all from right to left.
        """
        return {"text/markdown": self.markdown, "text/plain": self.text}

    def __str__(self) -> str:
        return self.text

    __repr__ = __str__


def derive(
    result: Any,
    lang: str | None = None,
    steps: str = "all",
    numbers: bool = True,
    order: int = 1,
    gradient: Any = None,
    most: int = MAX_NODES,
) -> Derivation:
    """Return the hand derivation of ∂result/∂input for every input of `result`.

    It is read off the graph, whether or not ``backward()`` has run, and changes no ``.grad``.
    Numbers are shown with four significant digits; ≈ stands where that rounds.  Nodes without a
    name of their own are called as the caller's variables are.

    Args:
        result: a `Value` or a `Tensor` (whose graph was kept: ``backward(retain_graph=True)``).
        lang: "fa" or "en"; None takes the language in use.
        steps: "all", or "short" to leave out the local derivatives and the explanations.
        numbers: False leaves the symbols only.
        order: 2 writes the second derivatives of a `Value`, too.
        gradient: the upstream gradient at a `Tensor` of many numbers, of its shape.
        most: how many nodes the graph may have; more make a text that is written, not read.

    Raises:
        GraphError: if `result` is no node, its graph is too large to read or was given back, if
            it has many numbers and no `gradient`, or if an op of one's own has a wrong formula.
        DomainError: if an op has no finite slope at these numbers.
        SettingError: for other `steps` or another `order`, or an unknown language.
    """
    called = variables(sys._getframe(1))
    return derivation_of(result, called, lang, steps, numbers, order, gradient, most)


def worksheet(
    result: Any, lang: str | None = None, key: bool = False, gradient: Any = None
) -> Worksheet:
    """Return the derivation of `result` as an A4 page with blanks; see `Derivation.worksheet`."""
    called = variables(sys._getframe(1))
    return derivation_of(result, called, lang, gradient=gradient).worksheet(key)


def derivation_of(
    result: Any,
    called: Mapping[int, str],
    lang: str | None = None,
    steps: str = "all",
    numbers: bool = True,
    order: int = 1,
    gradient: Any = None,
    most: int = MAX_NODES,
) -> Derivation:
    """Return what `derive` does, with names (by ``id``) for nodes that have none."""
    if not isinstance(steps, str) or steps not in ("all", "short"):
        raise SettingError("draw.unknown_steps", steps=steps)
    if order not in (1, 2):
        raise SettingError("derivation.order", order=order)
    if isinstance(most, bool) or not isinstance(most, int) or most < 1:
        raise SettingError("derivation.most", most=most)
    lang, explained = chosen_language(lang), steps == "all"
    if isinstance(result, Node) and not isinstance(result, Value):
        if order != 1:
            raise SettingError("derivation.order_of_tensor")
        array_steps = ArraySteps(result, numbers, gradient, called, most)
        return Derivation(tuple(ArrayBoard(array_steps, lang, explained).write()), lang)
    if gradient is not None:
        raise GraphError("derivation.gradient_for_tensors")
    value_steps = Steps(result, numbers, called, most)
    blocks = ValueBoard(value_steps, lang, explained).write()
    if order == 2:
        blocks += second_derivatives(value_steps, lang, explained)
    return Derivation(tuple(blocks), lang)
