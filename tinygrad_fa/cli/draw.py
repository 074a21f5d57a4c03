"""``tinygrad-fa draw "(x+y)*z" x=-2 y=5 z=-4 --out f.svg``: the picture of a formula.

The ending of the file decides its form: see `Picture.save`.
"""

from __future__ import annotations

import argparse

from tinygrad_fa import language
from tinygrad_fa.cli import files, formula

NAME = "draw"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the formula and the file of the picture."""
    formula.add_arguments(parser)
    parser.add_argument(
        "--out", metavar="FILE", default="f.svg", help=language.text("cli.picture_help")
    )


def run(arguments: argparse.Namespace) -> None:
    """Write the picture, with every value and every gradient on it."""
    from tinygrad_fa.draw import draw

    result, _ = formula.read(arguments)
    path = files.folder_of(arguments.out)
    draw(result).save(path)
    print(language.text("cli.written", None, path=path))
