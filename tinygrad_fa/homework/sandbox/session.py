"""One submission in the sandbox: it is loaded, and its functions are called."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from tinygrad_fa.homework.notebooks import Cell
from tinygrad_fa.homework.records import Call, Reply, ReplyStatus, Texts
from tinygrad_fa.homework.sandbox import answers
from tinygrad_fa.homework.sandbox.handed import Handed, Loaded
from tinygrad_fa.homework.sandbox.house import CannotStart, House
from tinygrad_fa.homework.sandbox.ladder import Tier
from tinygrad_fa.homework.sandbox.limits import Limits
from tinygrad_fa.homework.sandbox.line import Clock, HungUp, Line, TooLate, TooMuch
from tinygrad_fa.homework.texts import in_both
from tinygrad_fa.language.errors import SettingError

CELLS_BYTES = 8_000_000  # what the cells of a notebook may be long, as text for the marker
ATTEMPTS = 6  # how often loading begins again without what ended it
FAILURES = 8  # so often all attempts of one submission together may end badly
PATIENCE = 3  # after so many a whole cell is left out, no longer one statement
LOST = 3  # so often it may be killed from outside before it is the submission's own doing
SLOW = 1.0  # seconds: cells that compute so long are not run again for each question
_SIGKILL, _SIGXCPU = 9, 24


class Session:
    """A sandbox that loads one submission after the other.

    Each question gets a process of its own, in which the cells are run anew: what one question
    breaks, no other one sees, and the marks are the same in whatever order questions are asked.

    Args:
        tier: how it is protected: see `choose`.
        allow: the packages that may be imported.

    Raises:
        SettingError: if the sandbox cannot be started, or a package is not installed.
    """

    def __init__(
        self, tier: Tier, allow: tuple[str, ...] = ("numpy",), limits: Limits | None = None
    ) -> None:
        self.tier, self.allow, self.limits = tier, tuple(allow), limits or Limits()
        self.house = self._build()
        self._line: Line | None = None
        self._handed = Handed()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def load(self, files: Mapping[str, bytes]) -> Loaded:
        """Open a submission: read its files and run its cells.

        What ends the process (an endless loop, an exit) is left out in the next attempt, so that
        it costs no more than itself.
        """
        self.unload()
        handed = self._handed = Handed(dict(files))
        try:
            opened = self._open(self.limits.megabytes, quiet=False)
        except (HungUp, TooMuch, TooLate):
            return self._refuse("cannot_be_read", {})
        refusal = opened.get("refused")
        if refusal:
            return self._refuse(*refusal)
        cells = [Cell(*fields) for fields in opened["cells"]]
        notes = [_text(key, values) for key, values in opened["notes"]]
        errors = self._run_cells(self.limits.megabytes, opened=True)
        handed.runs = errors is not None
        if errors is None:
            notes.append(_text("cells_end_always", {}))
        if handed.skipped:
            numbers = sorted({number + 1 for number, _ in handed.skipped})
            notes.append(_text("cells_left_out", {"cells": ", ".join(map(str, numbers[:20]))}))
        for number, statement in handed.skipped:
            if statement == -1 and 0 <= number < len(cells):  # nobody else shall try to compile it
                cells[number] = replace(cells[number], text="")
        return Loaded(tuple(cells), tuple(notes), tuple(errors or ()))

    def call(self, call: Call) -> Reply:
        """Call a function of the submission that was loaded last."""
        handed = self._handed
        if not handed.runs:
            return Reply("missing")
        if call.question in handed.spoiled:
            return handed.spoiled[call.question]
        is_shared = handed.asked in ("", call.question) or handed.computed > SLOW
        ready = self._line is not None and is_shared and call.megabytes == handed.megabytes
        if not ready and self._run_cells(call.megabytes) is None:
            return self._spoil(call, Reply("died"))
        calls, all_calls = [call], [*handed.answered, call]
        while True:
            try:
                return [self._ask(each) for each in calls][-1]
            except HungUp:
                # What the child was asked before may have left its trace in it.
                calls = all_calls
                if not self._is_lost() or self._run_cells(call.megabytes) is None:
                    return self._spoil(call, Reply("died"))

    def unload(self) -> None:
        """End what the submission may still have running, and forget it."""
        self._end()
        self._handed = Handed()

    def close(self) -> None:
        """End everything that runs in there."""
        self._drop_line()
        self.house.close()

    def _refuse(self, key: str, values: dict[str, Any]) -> Loaded:
        self.unload()
        return Loaded(refused=_text(key, values))

    def _ask(self, call: Call) -> Reply:
        """Ask the living child.

        Raises:
            HungUp: if there is none, or it was killed from outside.
        """
        if self._line is None:
            raise HungUp
        request = {
            "do": "call",
            "function": call.function,
            "arguments": dict(call.arguments),
            "seed": call.seed,
        }
        most = self.limits.reply_bytes + 8 * self.limits.output_bytes + 10_000
        try:
            reply = self._line.ask(request, self._clock(call.seconds), most)
        except TooLate:
            self._end()
            return self._spoil(call, Reply("timeout"))
        except TooMuch:
            self._end()
            return self._spoil(call, Reply("too_big"))
        except HungUp:
            ended = self._end()
            if _was_killed(ended):
                raise
            status, error = _cause(ended)
            return self._spoil(call, Reply(status, error=error))
        self._handed.answered.append(call)
        return self._as_reply(reply)

    def _as_reply(self, reply: dict[str, Any]) -> Reply:
        output = answers.clean(reply.get("output"), self.limits.output_bytes)
        error = answers.clean(reply.get("error"), 500)
        try:
            status = answers.status_of(reply)
            value = answers.plain(reply.get("value"), self.limits.numbers)
        except (answers.NotPlain, RecursionError):
            return Reply("not_plain", output=output)
        return Reply(status, value if status == "ok" else None, error, output)

    def _spoil(self, call: Call, reply: Reply) -> Reply:
        """Note that this question has ended its process: its other calls end the same way."""
        self._handed.spoiled[call.question] = reply
        return reply

    def _run_cells(self, megabytes: int, opened: bool = False) -> list[str] | None:
        """Run the cells in a child; return their errors.

        None if they end it whatever is left out.
        """
        handed = self._handed
        handed.answered.clear()
        for attempt in range(min(ATTEMPTS, FAILURES - handed.failures)):
            try:
                reply = self._run_once(megabytes, opened and attempt == 0)
            except (TooLate, TooMuch, HungUp):
                self._end()
                handed.failures += 1
                if handed.place is None or handed.place in handed.skipped:
                    return None
                cell, statement = handed.place
                handed.skipped.add((cell, statement if handed.failures <= PATIENCE else -1))
                continue
            handed.computed = answers.number(reply.get("cpu"))
            return answers.cell_errors(reply.get("errors"))
        return None

    def _run_once(self, megabytes: int, opened: bool) -> dict[str, Any]:
        """Run the cells, those apart that are left out; return what the child tells of it."""
        handed = self._handed
        while True:
            handed.place = None
            if not opened:
                self._open(megabytes, quiet=True)
            assert self._line is not None
            request = {
                "do": "run",
                "skip": sorted(handed.skipped),
                "definitions_only": len(handed.skipped) > 1,
            }
            try:
                clock = self._clock(self.limits.load_seconds)
                return self._line.ask(request, clock, self.limits.reply_bytes)
            except HungUp:
                if not self._is_lost():
                    raise
                opened = False

    def _open(self, megabytes: int, quiet: bool) -> dict[str, Any]:
        """Hand the submission to a new child; return what it has read."""
        handed = self._handed
        handed.megabytes = megabytes
        files = list(handed.files.items())
        request = {"do": "open", "quiet": quiet, "files": [[n, len(data)] for n, data in files]}
        contents = [data for _, data in files]
        while True:
            self._end()
            self._line = Line(self._fork(megabytes), handed.note_place)
            try:
                clock = self._clock(self.limits.load_seconds)
                return self._line.ask(request, clock, CELLS_BYTES, contents)
            except HungUp:
                if not self._is_lost():
                    raise

    def _fork(self, megabytes: int) -> socket.socket:
        """Return the line to a new child, if need be of a new house: the old one may be gone."""
        if self.house.stands:
            with suppress(OSError, CannotStart):
                return self.house.fork(megabytes)
        self.house.close()
        self.house = self._build()
        try:
            return self.house.fork(megabytes)
        except (OSError, CannotStart):
            raise HungUp from None

    def _clock(self, seconds: float) -> Clock:
        return Clock(seconds, self.limits.patience, self._seconds)

    def _seconds(self) -> float:
        try:
            return self.house.computed()
        except (OSError, CannotStart):
            raise HungUp from None

    def _is_lost(self) -> bool:
        """Return whether the child has hung up because it was killed from outside.

        A machine that runs out of memory kills a child, or its whole house, and no student is to
        pay for that: what was going on is done again.
        """
        if not _was_killed(self._end()):
            return False
        self._handed.lost += 1
        return self._handed.lost < LOST

    def _end(self) -> dict[str, Any]:
        """End the child; return how it ended, nothing if the house is gone."""
        self._drop_line()
        try:
            ended = self.house.end_child()
        except (OSError, CannotStart):
            return {}
        return ended if self.house.stands else {}

    def _drop_line(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _build(self) -> House:
        try:
            return House(self.tier.letter, self.allow, self.limits)
        except CannotStart as fault:
            raise SettingError(
                "sandbox.sandbox_fails", tier=self.tier.letter, reason=fault.reason
            ) from None
        except ModuleNotFoundError as fault:
            raise SettingError("sandbox.package_missing", package=fault.name) from None


def _was_killed(ended: dict[str, Any]) -> bool:
    """Return whether this end of a process may be the doing of others."""
    return not ended or (ended.get("signal") == _SIGKILL and not ended.get("cause"))


def _cause(ended: dict[str, Any]) -> tuple[ReplyStatus, str]:
    """Return what the end of a process means."""
    if ended.get("cause") == "disk":
        return "died", "disk"
    if ended.get("signal") == _SIGXCPU:
        return "timeout", ""
    return "died", ""


def _text(key: str, values: Mapping[str, Any]) -> Texts:
    return in_both(f"sandbox.{key}", **{k: answers.clean(v, 300) for k, v in values.items()})
