"""``tinygrad-fa grade submissions/ --homework hw2 --out results/``: grade a class, safely."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tinygrad_fa import language
from tinygrad_fa.cli.table import aligned
from tinygrad_fa.language.errors import SettingError

if TYPE_CHECKING:
    from tinygrad_fa.homework.executors import Workers
    from tinygrad_fa.homework.grade_class import Wish
    from tinygrad_fa.homework.records import Texts
    from tinygrad_fa.homework.reports import Results

NAME = "grade"
LINES = 10  # lines per grading where there is no screen for a bar


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is graded, where the results go, and how it is done."""

    def option(name: str, **more: Any) -> None:
        key = name.strip("-").replace("-", "_")
        parser.add_argument(name, help=language.text(f"cli_homework.grade_{key}"), **more)

    option("submissions", type=Path, nargs="?")
    option("--homework", metavar="HW")
    option("--out", type=Path, metavar="DIR", default=Path("results"))
    option("--roster", type=Path, metavar="CSV")
    option("--course-key", type=Path, metavar="FILE")
    option("--resume", action="store_true")
    option("--question", action="append", default=[], metavar="ID")
    option("--student", action="append", default=[], metavar="ID")
    option("--jobs", type=int, metavar="N")
    option("--executor", default="", metavar="processes:N|dask://HOST:PORT|mpi")
    option("--tier", choices=("A", "B", "C", "D"))
    option("--trust-submissions", action="store_true")
    option("--tiers", action="store_true")
    option("--nbgrader", metavar="sqlite:///gradebook.db")


def run(arguments: argparse.Namespace) -> None:
    """Grade, showing how far it is, and write the reports."""
    if arguments.tiers:
        _list_tiers()
        return
    for name in ("submissions", "homework"):
        if getattr(arguments, name) is None:
            raise SettingError("cli_homework.grade_incomplete")
    from tinygrad_fa.homework.executors import opened

    with opened(arguments.executor, arguments.jobs) as workers:
        if workers is not None:  # else this process has only helped
            _grade(arguments, workers)


def _grade(arguments: argparse.Namespace, workers: Workers) -> None:
    from tinygrad_fa.homework import grade_class
    from tinygrad_fa.homework.journal import Journal
    from tinygrad_fa.homework.reports.nbgrader import write_back

    prepared = grade_class.prepare(_wish(arguments), workers)
    with Journal(arguments.out) as journal:
        warnings = [*prepared.warnings, *grade_class.journal_warnings(journal)]
        _warn(warnings)
        count = grade_class.todo(prepared, journal)
        already = len(prepared.chosen) - count
        print(_said("grading", count=count, already=already, tier=prepared.tier.letter))
        with _Bar(count) as bar:
            try:
                grade_class.grade(prepared, journal, workers, bar.step)
            except KeyboardInterrupt:
                bar.close()
                print(_said("stopped", out=arguments.out), file=sys.stderr)
                raise
        results, paths = grade_class.report(prepared, journal)
        waiting = grade_class.ungraded(prepared, journal)
    if waiting:
        print(_said("ungraded", count=waiting))
    print(_summary(results))
    for path in paths:
        print(language.text("cli.written", None, path=path))
    if arguments.nbgrader:
        students = write_back(results, arguments.nbgrader, language.get_language())
        print(_said("gradebook", count=students, database=arguments.nbgrader))


def _wish(arguments: argparse.Namespace) -> Wish:
    from tinygrad_fa.homework.grade_class import Wish

    return Wish(
        arguments.submissions.expanduser(),
        arguments.homework,
        arguments.out.expanduser(),
        arguments.roster,
        arguments.course_key,
        arguments.tier,
        arguments.trust_submissions,
        tuple(arguments.question),
        tuple(arguments.student),
        arguments.resume,
    )


def _said(name: str, /, **values: object) -> str:
    return language.text(f"cli_homework.{name}", None, **values)


def _warn(warnings: list[Texts]) -> None:
    """List what the teacher should know, before anything is graded."""
    chosen = language.get_language()
    for texts in warnings:
        warning = texts.get(chosen) or texts["en"]
        print(_said("warning", text=warning), file=sys.stderr)


def _list_tiers() -> None:
    from tinygrad_fa.homework.sandbox import probe

    chosen = language.get_language()
    for tier in probe():
        state = _said("tier_works") if tier.available else tier.reason[chosen]
        print(f"{tier.letter}  {tier.title[chosen]}\n   {state}")


def _summary(results: Results) -> str:
    from tinygrad_fa.homework.reports.results import number

    earned = [row.earned for row in results.handed_in]
    refused = sum(bool(row.verdict and row.verdict.refused) for row in results.rows)
    by_hand = sum(v.state == "by_hand" for row in results.rows for v in row.by_column.values())
    rows = [
        [_said("handed_in"), f"{len(earned)} / {len(results.rows)}"],
        [_said("refused"), str(refused)],
        [_said("by_hand"), str(by_hand)],
    ]
    if earned:
        mean = sum(earned) / len(earned)
        rows.append([_said("mean"), f"{number(mean)} / {number(results.points)}"])
    return aligned(rows)


class _Bar:
    """A bar with the time that is left; in a log file it is a plain line now and then."""

    def __init__(self, count: int) -> None:
        from tqdm import tqdm

        self._count, self._done, self._began = count, 0, time.monotonic()
        self._unit = f" {_said('unit')}"
        is_screen = sys.stderr.isatty()
        self._every = 0 if is_screen else max(1, count // LINES)
        self._bar = tqdm(
            total=count, unit=self._unit, dynamic_ncols=True, file=sys.stderr,
            disable=not count or not is_screen,
        )  # fmt: skip

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def step(self, verdict: object) -> None:
        """Count one more verdict."""
        self._done += 1
        self._bar.update()
        if self._every and (self._done % self._every == 0 or self._done == self._count):
            seconds = time.monotonic() - self._began
            line = self._bar.format_meter(
                self._done, self._count, seconds, ncols=0, unit=self._unit
            )
            print(line, file=sys.stderr, flush=True)

    def close(self) -> None:
        """Leave the bar as it is."""
        self._bar.close()
