"""``tinygrad-fa replay "(x+y)*z" x=-2 y=5 z=-4 --out page.html``: a formula, step by step."""

from __future__ import annotations

import argparse

from tinygrad_fa import language
from tinygrad_fa.cli import files, formula

NAME = "replay"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the formula and the file of the page."""
    formula.add_arguments(parser)
    parser.add_argument(
        "--out", metavar="FILE", default="f.html", help=language.text("cli.page_help")
    )


def run(arguments: argparse.Namespace) -> None:
    """Write the page that plays the forward and the backward pass."""
    from tinygrad_fa.draw import replay

    result, _ = formula.read(arguments)
    path = files.folder_of(arguments.out)
    replay(result).save(path)
    print(language.text("cli.written", None, path=path))
