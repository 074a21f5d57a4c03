"""``tinygrad-fa lessons list|run N|open N``: the course."""

from __future__ import annotations

import argparse

from tinygrad_fa import language
from tinygrad_fa.cli.table import aligned

NAME = "lessons"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the three things one can do with lessons."""
    actions = parser.add_subparsers(metavar="list|run|open", required=True, dest="action")
    actions.add_parser("list", help=language.text("cli.lessons_list_help"))
    for action in ("run", "open"):
        own = actions.add_parser(action, help=language.text(f"cli.lessons_{action}_help"))
        own.add_argument("number", type=int, help=language.text("cli.lessons_number_help"))


def run(arguments: argparse.Namespace) -> int:
    """List the lessons, run one here, or open one in JupyterLab."""
    from tinygrad_fa import lessons

    if arguments.action == "run":
        lessons.run(arguments.number)
    elif arguments.action == "open":
        return lessons.open_lesson(arguments.number)
    else:
        chosen = language.get_language()
        rows = [
            [f"{lesson.number:02}", lesson.titles[chosen], _minutes(lesson.minutes)]
            for lesson in lessons.list_lessons()
        ]
        print(aligned(rows))
        print(language.text("cli.lessons_hint"))
    return 0


def _minutes(minutes: int) -> str:
    return language.text("cli.lessons_minutes", None, minutes=minutes)
