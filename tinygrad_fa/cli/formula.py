"""What ``derive``, ``draw`` and ``check`` share: a formula and the numbers for its names."""

from __future__ import annotations

import argparse
from typing import Any

from tinygrad_fa import language
from tinygrad_fa.engine.expression import parse
from tinygrad_fa.engine.value import Value
from tinygrad_fa.language.errors import ExpressionError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the formula and its numbers to a command."""
    parser.add_argument("formula", help=language.text("cli.formula_help"))
    parser.add_argument("numbers", nargs="*", metavar="x=1", help=language.text("cli.numbers_help"))


def read(arguments: argparse.Namespace) -> tuple[Value, dict[str, Any]]:
    """Return the result of the typed formula, with its backward pass done, and its leaves.

    Raises:
        ExpressionError: if the formula or a number cannot be read.
    """
    numbers = read_numbers(arguments.numbers)
    result, leaves = parse(arguments.formula, **numbers)
    if result.op is not None and "f" not in leaves:
        result.name = "f"
    result.backward()
    return result, leaves


def read_numbers(words: list[str]) -> dict[str, float]:
    """Return the numbers of words such as ``x=-2``; ``x=1/3`` and ``x=pi/4`` are numbers too."""
    numbers: dict[str, float] = {}
    for word in words:
        name, sign, number = (part.strip() for part in word.partition("="))
        if not sign or not name.isidentifier():
            raise ExpressionError("cli.not_a_pair", word=word.strip())
        if name in numbers:
            raise ExpressionError("cli.twice", name=name)
        numbers[name] = parse(number)[0].data
    return numbers
