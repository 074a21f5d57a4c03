"""``tinygrad-fa check "(x+y)*z" x=-2 y=5 z=-4``: four witnesses for every gradient."""

from __future__ import annotations

import argparse

from tinygrad_fa.cli import formula
from tinygrad_fa.engine.checks import check_gradients
from tinygrad_fa.engine.expression import function_of

NAME = "check"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the formula and its numbers."""
    formula.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the table of the witnesses; the exit code is 1 if they disagree."""
    _, leaves = formula.read(arguments)
    function = function_of(arguments.formula)
    report = check_gradients(
        lambda *nodes: function.compute(dict(zip(leaves, nodes, strict=True))), *leaves.values()
    )
    print(report)
    return 0 if report.ok else 1
