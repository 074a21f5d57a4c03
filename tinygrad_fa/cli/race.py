"""``tinygrad-fa race --surface beale --out race.html``: optimizers down a hill."""

from __future__ import annotations

import argparse
from typing import Any

from tinygrad_fa import language
from tinygrad_fa.files import make_folder
from tinygrad_fa.language.errors import SettingError

NAME = "race"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the surface, who takes part, how fast and how long, and the file."""
    parser.add_argument("--surface", default="saddle", help=language.text("races.surface_help"))
    parser.add_argument(
        "--optimizers", nargs="+", metavar="NAME", help=language.text("races.optimizers_help")
    )
    parser.add_argument("--steps", type=int, help=language.text("races.steps_help"))
    parser.add_argument(
        "--rates", nargs="+", metavar="RATE", default=[], help=language.text("races.rates_help")
    )
    parser.add_argument(
        "--start", nargs=2, type=float, metavar=("X", "Y"), help=language.text("races.start_help")
    )
    parser.add_argument(
        "--view", default="plane", choices=("plane", "space"), help=language.text("races.view_help")
    )
    parser.add_argument(
        "--out", metavar="FILE", default="race.html", help=language.text("races.out_help")
    )


def run(arguments: argparse.Namespace) -> None:
    """Run the race, write the file, and print the first steps and where everybody is at the end."""
    from tinygrad_fa.draw import race
    from tinygrad_fa.draw.picture import path_and_ending
    from tinygrad_fa.draw.race_film import ENDINGS

    path, _ = path_and_ending(arguments.out, ENDINGS)  # before anybody runs
    names = arguments.optimizers
    made = race(
        arguments.surface,
        "all" if names == ["all"] else names,
        arguments.steps,
        rates_of(arguments.rates),
        start=arguments.start,
    )
    make_folder(path.parent)
    made.save(path, arguments.view)
    print(made.table(optimizers=[run.label for run in made.runs[:3]]))
    print(f"\n{made}\n")
    print(language.text("cli.written", None, path=path))


def rates_of(words: list[str]) -> Any:
    """Return the rates of a command line: none, one for all, or ``Adam=0.1 SGD=0.01``.

    Raises:
        SettingError: for a word that is neither.
    """
    rates: dict[str, float] = {}
    for word in words:
        label, equals, number = word.rpartition("=")
        try:
            rate = float(language.latin_digits(number))
        except ValueError as error:
            raise SettingError("races.bad_rate", word=word) from error
        if not equals and len(words) == 1:
            return rate
        if not label:
            raise SettingError("races.bad_rate", word=word)
        rates[label] = rate
    return rates or None
