"""The board of a `Tensor`: whole arrays, their shapes under their names."""

from __future__ import annotations

import re
from typing import Any

from tinygrad_fa.draw.array_steps import ArraySteps, Copied
from tinygrad_fa.draw.arrays import array_tex, norm_tex, shape_tex
from tinygrad_fa.draw.blocks import Block, Table
from tinygrad_fa.draw.board import Board
from tinygrad_fa.draw.lines import Line
from tinygrad_fa.language.messages.derivation import MESSAGES

_NOTATION = {  # the key of an explanation → what it explains, as it stands in TeX
    "odot": r"\\odot|\\frac\{\\underset|\^\{2\}|\\max\(|\\sigma\(",
    "sum": r"\\operatorname\{sum\}",
    "mean": r"\\operatorname\{(mean|var)\}_\{\d",
    "copy": r"\\operatorname\{copy\}",
    "ones": r"\\mathbf\{1\}",
    "bracket": r"\[[^]]*([<>=]|\\[lg]e\b)",
    "star": r"\\star",
}
_SAME_REASON = {
    "Conv2dBias": "Conv2d",
    "Maximum": "Max",
    "Gather": "GetItem",
    "Embedding": "GetItem",
}


class ArrayBoard(Board):
    """Puts the steps of a Tensor's derivation in order, and the words between them."""

    def __init__(self, steps: ArraySteps, lang: str, explained: bool) -> None:
        super().__init__(lang, explained)
        self.steps = steps
        self.result = steps.names[steps.result]
        self._explained: set[str] = set()  # signs

    def write(self) -> list[Block]:
        """Write everything and return it."""
        self.heading("draw.board_title", level=1)
        if not self.steps.computed and not self.steps.given:
            self.prose("derivation.an_input", x=self.result)
            if self.steps.numbers:
                self.formulas(self.steps.value_rows(self.steps.leaves))
            self.formulas(self.steps.chain_rows(self.steps.result))
            return self.blocks
        key = "question_given" if self.steps.given else "question"
        self.prose(f"derivation.{key}", f=self.steps.loss, y=self.result)
        self._inputs()
        nodes = [*self.steps.constants, *self.steps.leaves, *self.steps.computed]
        self.strange([(self.steps.names[x], x.data) for x in nodes], self.steps.loss)
        if self.steps.computed:
            self._forward()
            if self.explained:
                self._rules()
        self._chain()
        self._gradients()
        return self.blocks

    def _inputs(self) -> None:
        steps = self.steps
        if steps.names.long:
            names = [
                self.text("derivation.short_for", short=short, long=long)
                for short, long in steps.names.long.items()
            ]
            self.prose("derivation.long_names", names=self.listed(names))
        if steps.numbers:
            self.prose("derivation.inputs")
            rows = steps.value_rows([*steps.constants, *steps.leaves]) + self._labels()
            self.formulas(rows)
        if steps.constants:
            names = [f"${steps.names[x]}$" for x in steps.constants]
            self.prose("derivation.constants", names=self.listed(names))
        attributes = [name for node in steps.computed for name in node.attributes]
        if "labels" in attributes:
            self.prose("derivation.labels", y=steps.truth.lower(), Y=steps.truth)
        if any(node.attributes.get("weights") is not None for node in steps.computed):
            self.prose("derivation.label_weights")

    def _labels(self) -> list[list[Line]]:
        found = [
            node.attributes["labels"] for node in self.steps.computed if "labels" in node.attributes
        ]
        written = [array_tex(labels) for labels in found]
        return [[Line((self.steps.truth.lower(), tex), ("=",))] for tex in written if tex]

    def _forward(self) -> None:
        self.heading("draw.board_forward")
        if self.explained:
            self.prose("derivation.forward_how")
        self._notation(
            [row for node in self.steps.computed for row in self.steps.forward_rows(node)]
        )
        for node in self.steps.computed:
            self.formulas(self.steps.forward_rows(node), given=2)

    def _notation(self, rows: list[list[Line]]) -> None:
        """Explain the signs in these rows that were not explained before."""
        tex = " ".join(side for row in rows for line in row for side in line.sides)
        for name, pattern in _NOTATION.items():
            if name not in self._explained and re.search(pattern, tex):
                self._explained.add(name)
                if self.explained:
                    self.prose(f"derivation.notation_{name}")

    def _rules(self) -> None:
        steps = self.steps
        self.heading("derivation.rules")
        self.prose("derivation.rules_how", f=steps.loss, G=steps.upstream_letter)
        self._notation([row for node in steps.computed for row in steps.rule_rows(node)])
        untold = sorted(
            {
                node.op.__name__
                for node in steps.computed
                if not steps.is_told(node) and not self._why(node)
            }
        )
        if untold:
            self.prose("derivation.no_formula", ops=self.listed([f"`{name}`" for name in untold]))
        told: set[str] = set()
        for node in reversed(steps.computed):
            rows = steps.rule_rows(node)
            if not rows:
                continue
            formula = f"{steps.names[node]} = {steps.formula(node, shapes=False)}"
            why = "" if node.op.__name__ in told else self._why(node)
            told.add(node.op.__name__)
            if why:
                self.prose("derivation.through_why", formula=formula, why=why)
            else:
                self.prose("derivation.through", formula=formula)
            self.formulas(rows, given=1)

    def _why(self, node: Any) -> str:
        name = _SAME_REASON.get(node.op.__name__, node.op.__name__)
        if f"why_{name}" not in MESSAGES:
            return ""
        x = next(iter(node.inputs))
        names = {"x": self.steps.names[x], "out": self.steps.names[node]}
        names["G"] = self.steps.upstream_letter
        why = self.text(f"derivation.why_{name}", **names)
        if name == "Conv2d":
            for setting, nothing in (("stride", 1), ("padding", 0)):
                value = node.attributes[setting]
                if set(value) != {nothing}:
                    shown = f"${value[0] if len(set(value)) == 1 else shape_tex(value)}$"
                    words = {**names, setting: shown}
                    why += " " + self.text(f"derivation.conv_{setting}", **words)
        return why

    def _chain(self) -> None:
        steps = self.steps
        self.heading("draw.board_chain")
        if self.explained:
            key = "chain_how_given" if steps.given else "chain_how"
            self.prose(f"derivation.{key}", f=steps.loss, y=self.result, G=steps.upstream_letter)
        nodes = [*reversed(steps.computed), *steps.leaves]
        self._notation([row for x in nodes for row in steps.chain_rows(x)])
        told: set[tuple[Any, tuple[int, ...]]] = set()
        for x in nodes:
            if len(steps.users[x]) > 1:
                self._paths(x)
            for copied in steps.copied:
                if copied.x is x and copied.axes and (x, tuple(copied.axes)) not in told:
                    told.add((x, tuple(copied.axes)))
                    self._copied(copied)
            self.formulas(steps.chain_rows(x), given=1)

    def _paths(self, x: Any) -> None:
        steps = self.steps
        last = self.text("draw.last_operation")
        users = list(dict.fromkeys(node for node, _ in steps.users[x]))
        for node in users:
            if sum(other is node for other, _ in steps.users[x]) > 1:
                self.prose("draw.board_twice", q=steps.names[node], x=steps.names[x])
        if len(users) == 1:
            return
        names = [last if node is steps.result else f"${steps.names[node]}$" for node in users]
        count = self.text(f"draw.count_{min(len(users), 4)}")
        self.prose(
            "draw.board_paths",
            x=steps.names[x], f=steps.loss, ways=self.listed(names), count=count,
        )  # fmt: skip

    def _copied(self, copied: Copied) -> None:
        if not self.explained:
            return
        x, large = self.steps.names[copied.x], shape_tex(copied.node.shape)
        if copied.x.size == 1:
            self.prose("derivation.copied_number", x=x, large=large)
            return
        numbers = "$" + ", ".join(map(str, copied.axes)) + "$"
        axes = self.text(
            "derivation.axis" if len(copied.axes) == 1 else "derivation.axes", axes=numbers
        )
        self.prose(
            "derivation.copied", x=x, small=shape_tex(copied.x.shape), large=large, axes=axes
        )

    def _gradients(self) -> None:
        steps = self.steps
        self.heading("draw.board_gradients")
        if self.explained:
            self.prose("derivation.gradients_how")
            if steps.numbers:
                self.prose("derivation.lengths_how")
        head = [self.text("draw.gradient"), self.text("derivation.formula_head")]
        head.append(self.text("derivation.shape_head"))
        rows = []
        for x in steps.leaves:
            formula = steps.chain_rows(x)[0][0].sides[-1] if steps.users[x] else "1"
            formula = re.sub(r"\\underset\{[^{}]*\}", "", formula) if steps.users[x] else formula
            rows.append([steps.derivative(x, shapes=False), formula, shape_tex(x.shape) or "1"])
        if steps.numbers:
            head.append(self.text("derivation.norm_head"))
            for row, x in zip(rows, steps.leaves, strict=True):
                row.append(norm_tex(steps.gradients[x]))
        self.blocks.append(Table(head, rows, given=1))
