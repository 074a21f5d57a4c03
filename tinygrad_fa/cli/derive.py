"""``tinygrad-fa derive "(x+y)*z" x=-2 y=5 z=-4``: the derivation as one writes it by hand."""

from __future__ import annotations

import argparse

from tinygrad_fa import language
from tinygrad_fa.cli import files, formula

NAME = "derive"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the formula, the form of the answer and where it goes."""
    formula.add_arguments(parser)
    parser.add_argument(
        "--format",
        choices=("text", "markdown"),
        default="text",
        help=language.text("cli.format_help"),
    )
    parser.add_argument("--out", metavar="FILE", help=language.text("cli.out_help"))


def run(arguments: argparse.Namespace) -> None:
    """Print the derivation, or write it to a file."""
    from tinygrad_fa.draw import derive

    result, _ = formula.read(arguments)
    derivation = derive(result)
    text = derivation.markdown if arguments.format == "markdown" else derivation.text
    if arguments.out:
        path = files.write_text(arguments.out, text + "\n")
        print(language.text("cli.written", None, path=path))
    else:
        print(text)
