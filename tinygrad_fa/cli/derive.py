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
        choices=("text", "markdown", "html"),
        help=language.text("cli.format_help"),
    )
    parser.add_argument("--out", metavar="FILE", help=language.text("cli.out_help"))
    parser.add_argument(
        "--order", type=int, choices=(1, 2), default=1, help=language.text("cli.order_help")
    )
    parser.add_argument("--worksheet", metavar="FILE", help=language.text("cli.worksheet_help"))
    parser.add_argument("--key", metavar="FILE", help=language.text("cli.key_help"))


def run(arguments: argparse.Namespace) -> None:
    """Print the derivation, or write it, a worksheet or its answers to files.

    Raises:
        FileError: for a file whose ending says something else than what is to be written.
    """
    from tinygrad_fa.draw.derivation import WRITTEN, derivation_of
    from tinygrad_fa.draw.picture import path_and_ending

    pages = [
        (path, key) for path, key in ((arguments.worksheet, False), (arguments.key, True)) if path
    ]
    for path, _ in pages:
        path_and_ending(path, (".html",))
    form = arguments.format or "text"
    if arguments.out and not arguments.format:
        form = WRITTEN[path_and_ending(arguments.out, WRITTEN)[1]]
    result, _ = formula.read(arguments)
    derivation = derivation_of(result, {}, order=arguments.order)
    for path, key in pages:
        _write(path, derivation.worksheet(key).html)
    text = getattr(derivation, form)
    if arguments.out:
        _write(arguments.out, text + "\n")
    elif not pages:
        print(text)


def _write(path: str, text: str) -> None:
    print(language.text("cli.written", None, path=files.write_text(path, text)))
