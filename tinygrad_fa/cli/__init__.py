"""The command line: ``tinygrad-fa demo``, ``derive``, ``draw``, ``check``, ``train``, …

Each command is one file here with three things: `NAME`, `add_arguments(parser)` and
`run(arguments)`.  What goes wrong for the reader is said in one message on stderr, in her
language, and the exit code is 2; a traceback is shown with ``--debug`` only.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from tinygrad_fa import language
from tinygrad_fa.cli import (
    check,
    data,
    demo,
    derive,
    draw,
    grade,
    homework,
    lessons,
    race,
    replay,
    train,
)
from tinygrad_fa.language.errors import SettingError, TinygradError

COMMANDS = (demo, derive, draw, replay, race, check, train, data, lessons, homework, grade)
USER_ERROR, INTERRUPTED, BROKEN_PIPE = 2, 130, 141  # the last two as a shell counts signals


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    Args:
        argv: the words after ``tinygrad-fa``; by default those of the real command line.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8()
    # Our matrices are small: a second BLAS thread doubles the work and does not save time, and
    # on a busy machine the threads wait for each other.  NumPy reads this when it is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        _choose_language(words)
        arguments = _parser().parse_args(_protect_formulas(words))
        code = arguments.run(arguments)
        sys.stdout.flush()  # here, where a reader who has gone away does no harm
        return int(code or 0)
    except BrokenPipeError:
        # Python would try once more at its end, so give it somewhere to write to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except KeyboardInterrupt:
        print(language.text("cli.interrupted"), file=sys.stderr)
        return INTERRUPTED
    except (TinygradError, OSError) as error:
        if "--debug" in words:
            raise
        print(_explained(error), file=sys.stderr)
        return USER_ERROR


class _Parser(argparse.ArgumentParser):
    """An argument parser that complains in the reader's language."""

    def error(self, message: str) -> NoReturn:
        raise SettingError("cli.misunderstood", reason=message, program=self.prog)

    def format_help(self) -> str:
        plain = super().format_help()
        for word, key in _HEADINGS.items():
            plain = re.sub(f"^{word}:", f"{language.text(key)}:", plain, flags=re.MULTILINE)
        return plain


_HEADINGS = {  # argparse's own words
    "usage": "cli.usage",
    "positional arguments": "cli.positional_arguments",
    "options": "cli.options",
}

# Help is an option like any other here, and options are written out in full.
_PLAIN: dict[str, Any] = {"add_help": False, "allow_abbrev": False}


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="tinygrad-fa", description=language.text("cli.about"), **_PLAIN)
    _add_common(parser)
    commands = parser.add_subparsers(
        title=language.text("cli.commands"), metavar="…", required=True, dest="command"
    )
    for command in COMMANDS:
        about = language.text(f"cli.{command.NAME}_about")
        own = commands.add_parser(command.NAME, help=about, description=about, **_PLAIN)
        command.add_arguments(own)
        own.set_defaults(run=command.run)
        _add_common(own)
    return parser


def _add_common(parser: argparse.ArgumentParser) -> None:
    """Add the options that may stand before the command and after it."""
    group = parser.add_argument_group(language.text("cli.everywhere"))
    group.add_argument(
        "--lang",
        choices=language.LANGUAGES,
        default=argparse.SUPPRESS,
        help=language.text("cli.lang_help"),
    )
    group.add_argument(
        "--debug",
        action="store_true",
        default=argparse.SUPPRESS,
        help=language.text("cli.debug_help"),
    )
    group.add_argument("-h", "--help", action="help", help=language.text("cli.help_help"))


def _choose_language(words: Sequence[str]) -> None:
    """Take the language from the words before they are parsed: the help speaks it, too."""
    found = re.search(r"(?:^|\0)--lang[=\0](\w+)", "\0".join(words))
    if found and found.group(1) in language.LANGUAGES:
        language.set_language(found.group(1))


def _protect_formulas(words: Sequence[str]) -> list[str]:
    """Let a formula begin with a minus: a blank before ``-x*y`` shows it is no option."""
    if not {"derive", "draw", "replay", "check"} & set(words):
        return list(words)
    return [f" {word}" if re.match(r"-[^-h]|-h.", word) else word for word in words]


def _speak_utf8() -> None:
    """Write Persian whatever the locale says; a terminal without it shows question marks."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure") and stream.encoding.lower() != "utf-8":
            stream.reconfigure(encoding="utf-8", errors="replace")


def _explained(error: Exception) -> str:
    if isinstance(error, TinygradError):
        return language.text("cli.error", None, message=error)
    return language.text("cli.system_error", None, reason=error)
