"""The board of a `Value`: numbers, one operation per line."""

from __future__ import annotations

from math import isfinite
from typing import Any

from tinygrad_fa.draw.blocks import Block, Prose, Table
from tinygrad_fa.draw.board import Board
from tinygrad_fa.draw.lines import Line
from tinygrad_fa.draw.steps import Steps, places


class ValueBoard(Board):
    """Puts the steps in order and the words between them."""

    def __init__(self, steps: Steps, lang: str, explained: bool) -> None:
        super().__init__(lang, explained)
        self.steps = steps
        self.result = steps.names[steps.result]

    def write(self) -> list[Block]:
        """Write everything and return it."""
        self.heading("draw.board_title", level=1)
        if not self.steps.computed:
            self._input()
            return self.blocks
        self._formula()
        self.strange([(self.steps.names[x], x.data) for x in self._nodes()], self.result)
        self._forward()
        if self.explained:
            self._local()
        self._chain()
        self._gradients()
        return self.blocks

    def _nodes(self) -> list[Any]:
        return [*self.steps.leaves, *self.steps.computed]

    def _input(self) -> None:
        """Write what there is to say of a number that nothing was computed for."""
        self.prose("derivation.an_input", x=self.result)
        if self.steps.numbers:
            self.prose("draw.board_inputs", values=f"${self.steps.leaf_values()[0]}$")
        self.formulas([[self.steps.final_line(self.steps.result)]])

    def _formula(self) -> None:
        steps = self.steps
        formula = steps.formula()
        self.prose("draw.board_question" if formula else "draw.board_question_long", f=self.result)
        if formula:
            self.formulas([[Line((self.result, formula), ("=",))]])
        if steps.numbers:
            values = [f"${value}$" for value in steps.leaf_values()]
            self.prose("draw.board_inputs", values=self.listed(values))

    def _forward(self) -> None:
        self.heading("draw.board_forward")
        if self.explained:
            self.prose("draw.board_forward_how", f=self.result)
        self.formulas([[line] for line in self.steps.forward_lines()], given=2)

    def _local(self) -> None:
        self.heading("draw.board_local")
        self.prose("draw.board_local_how")
        rows = [self.steps.local_lines(node) for node in self.steps.computed]
        for node in self.steps.computed:
            for x in dict.fromkeys(node.inputs):
                if len(places(node, x)) > 1 and x in self.steps.names:
                    self.prose("draw.board_twice", q=self.steps.names[node], x=self.steps.names[x])
        if any("[" in side for row in rows for line in row for side in line.sides):
            self.prose("draw.board_bracket")
        if self.steps.untold:
            names = [f"`{name}`" for name in self.steps.untold]
            self.prose("derivation.no_formula", ops=self.listed(names))
        self.formulas(rows, given=1)

    def _chain(self) -> None:
        self.heading("draw.board_chain")
        if self.explained:
            self.prose("draw.board_chain_how", f=self.result)
        rows: list[list[Line]] = []
        for x in [*reversed(self.steps.computed), *self.steps.leaves]:
            if len(self.steps.users[x]) > 1:
                self.formulas(rows, given=1)
                rows = []
                self._paths(x)
            rows.append([self.steps.chain_line(x)])
        self.formulas(rows, given=1)

    def _paths(self, x: Any) -> None:
        last = self.text("draw.last_operation")
        names = [
            last if user is self.steps.result else f"${self.steps.names[user]}$"
            for user in self.steps.users[x]
        ]
        count = self.text(f"draw.count_{min(len(names), 4)}")
        ways = self.listed(names)
        self.prose("draw.board_paths", x=self.steps.names[x], f=self.result, ways=ways, count=count)

    def _gradients(self) -> None:
        steps = self.steps
        self.heading("draw.board_gradients")
        self.formulas([[steps.final_line(x)] for x in steps.leaves], given=1)
        if not steps.numbers:
            return
        head = [self.text(f"draw.board_{name}") for name in ("input", "value")]
        head.append(self.text("draw.gradient"))
        rows = [[steps.names[x], steps.value(x), steps.gradient(x)] for x in steps.leaves]
        self.blocks.append(Table(head, rows, given=2))
        if not all(isfinite(x.data) and isfinite(steps.gradients[x]) for x in self._nodes()):
            return  # there is nothing that a small change could be compared with
        steepest = max(steps.leaves, key=lambda x: abs(steps.gradients[x]))
        if self.explained and steps.gradients[steepest]:
            names = {"x": steps.names[steepest], "f": self.result}
            meaning = self.text("draw.board_meaning", slope=steps.gradient(steepest), **names)
            self.blocks.append(Prose(meaning, is_answer=True))
