"""``tinygrad-fa lessons list|run N|open N|html|check|build``: the course and its workshop."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from tinygrad_fa import language
from tinygrad_fa.cli.table import aligned

NAME = "lessons"
FOUND = 1  # the exit code of ``check`` when something is to be mended


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what one can do with lessons: read them, and make them."""
    actions = parser.add_subparsers(
        metavar="list|run|open|html|check|build", required=True, dest="action"
    )
    actions.add_parser("list", help=language.text("cli.lessons_list_help"))
    for action in ("run", "open"):
        own = actions.add_parser(action, help=language.text(f"cli.lessons_{action}_help"))
        own.add_argument("number", type=int, help=language.text("cli.lessons_number_help"))
        if action == "open":
            own.add_argument("options", nargs="*", help=language.text("cli.lessons_options_help"))
    book = actions.add_parser("html", help=language.text("cli.lessons_html_help"))
    book.add_argument("folder", type=Path, nargs="?", help=language.text("cli.lessons_folder_help"))
    check = actions.add_parser("check", help=language.text("cli.lessons_check_help"))
    check.add_argument("--fast", action="store_true", help=language.text("cli.lessons_fast_help"))
    build = actions.add_parser("build", help=language.text("cli.lessons_build_help"))
    build.add_argument(
        "numbers", type=int, nargs="*", help=language.text("cli.lessons_numbers_help")
    )


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked, and return the exit code."""
    actions: dict[str, Callable[[argparse.Namespace], int]] = {
        "list": _list, "run": _run, "open": _open, "html": _html, "check": _check, "build": _build,
    }  # fmt: skip
    return actions[arguments.action](arguments)


def _list(arguments: argparse.Namespace) -> int:
    from tinygrad_fa import lessons

    chosen = language.get_language()
    rows = [
        [
            f"{lesson.number:02}",
            lesson.titles[chosen],
            language.text("cli.lessons_minutes", None, minutes=lesson.minutes),
        ]
        for lesson in lessons.list_lessons()
    ]
    print(aligned(rows))
    print(language.text("cli.lessons_hint"))
    return 0


def _run(arguments: argparse.Namespace) -> int:
    from tinygrad_fa import lessons

    lessons.run(arguments.number)
    return 0


def _open(arguments: argparse.Namespace) -> int:
    from tinygrad_fa import lessons

    return lessons.open_lesson(arguments.number, options=arguments.options)


def _html(arguments: argparse.Namespace) -> int:
    from tinygrad_fa import lessons

    page = lessons.write_book(arguments.folder)
    print(language.text("cli.lessons_written", None, path=page))
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from tinygrad_fa import lessons

    found = lessons.check(execute=not arguments.fast)
    print("\n".join(found) if found else language.text("cli.lessons_in_order"))
    return FOUND if found else 0


def _build(arguments: argparse.Namespace) -> int:
    from tinygrad_fa import lessons

    for path in lessons.build(numbers=arguments.numbers):
        print(language.text("cli.lessons_written", None, path=path))
    return 0
