"""What the boards of values and of tensors share: headings, sentences, lists of things."""

from __future__ import annotations

from math import isfinite
from typing import Any

from tinygrad_fa import language
from tinygrad_fa.draw.blocks import Block, Formulas, Heading, Prose
from tinygrad_fa.draw.lines import Line


class Board:
    """Collects the blocks of a derivation.

    Args:
        lang: "fa" or "en".
        explained: whether the explanations are wanted, or only the formulas.
    """

    def __init__(self, lang: str, explained: bool) -> None:
        self.lang = lang
        self.explained = explained
        self.blocks: list[Block] = []

    def text(self, key: str, **values: object) -> str:
        """Return a text in the board's language."""
        return language.text(key, self.lang, **values)

    def heading(self, key: str, level: int = 2) -> None:
        """Write the title of a section."""
        self.blocks.append(Heading(self.text(key), level))

    def prose(self, key: str, **values: object) -> None:
        """Write a paragraph."""
        self.blocks.append(Prose(self.text(key, **values)))

    def formulas(self, rows: list[list[Line]], given: int | None = None) -> None:
        """Write rows of mathematics, of which a worksheet gives `given` sides."""
        if rows:
            self.blocks.append(Formulas(rows, given))

    def strange(self, named: list[tuple[str, Any]], result: str) -> None:
        """Say what NaN and ∞ mean for the lines that follow, if there is any among the values.

        Args:
            named: name and value of each node, in the order of the forward pass.
        """
        for name, value in named:
            numbers = value.reshape(-1).tolist() if hasattr(value, "reshape") else [value]
            odd = [x for x in numbers if not isfinite(x)]
            if odd:
                key = "not_a_number" if any(x != x for x in odd) else "infinite"
                self.prose(f"derivation.{key}", x=name, f=result)
                return

    def listed(self, things: list[str]) -> str:
        """Return "a, b and c"."""
        if len(things) == 1:
            return things[0]
        return self.text("draw.comma").join(things[:-1]) + self.text("draw.and") + things[-1]
