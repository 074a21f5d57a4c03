"""The journal of a grading: every verdict is on the disk before the next one is counted.

It is a file of JSON lines that only grows.  A grader that is killed at any moment leaves at most
one line torn, which is cut off before anything is written behind it; what stands in the journal
is never graded again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO

from tinygrad_fa.files import append_whole
from tinygrad_fa.homework.records import SubmissionVerdict
from tinygrad_fa.language.errors import FileError, StateError

FILE = "verdicts.jsonl"
_LOCK = ".verdicts.lock"


class Journal:
    """The verdicts in a folder of results; only one grader at a time may have it open.

    Args:
        folder: the folder of results, which exists.

    Raises:
        StateError: if another grader is at work in the same folder.
        FileError: if the journal cannot be read.
    """

    def __init__(self, folder: str | Path) -> None:
        self.path = Path(folder) / FILE
        self._lock = _locked(Path(folder) / _LOCK)
        self._verdicts: dict[str, SubmissionVerdict] = {}
        self.unreadable: list[int] = []
        """The numbers of the lines that are no verdicts, counted from 1: the disk was full, or
        somebody has edited them.  What they said is graded again."""
        try:
            self._cut_torn_line()
            self._read()
        except BaseException as error:
            self.close()
            if isinstance(error, OSError) and not isinstance(error, FileError):
                reason = error.strerror or error
                raise FileError("grading.no_journal", path=self.path, reason=reason) from error
            raise

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let other graders have the folder."""
        self._lock.close()

    def __contains__(self, key: str) -> bool:
        return key in self._verdicts

    def __len__(self) -> int:
        return len(self._verdicts)

    def __iter__(self) -> Iterator[SubmissionVerdict]:
        """The verdicts that hold, in the order in which their submissions were first graded."""
        return iter(self._verdicts.values())

    def find(self, key: str) -> SubmissionVerdict | None:
        """Return the last verdict with this key, or None."""
        return self._verdicts.get(key)

    def find_submission(self, student: str, digest: str) -> SubmissionVerdict | None:
        """Return the last verdict on these bytes of this student, under whatever key."""
        found = None
        for verdict in self:
            if (verdict.student, verdict.digest) == (student, digest) and not verdict.refused:
                found = verdict
        return found

    def append(self, verdict: SubmissionVerdict) -> None:
        """Write a verdict behind the others and wait until the disk has it.

        Raises:
            FileError: if it cannot be written; the journal is then as it was.
        """
        line = json.dumps(verdict.as_plain(), ensure_ascii=False, sort_keys=True)
        # Half a surrogate pair, which JSON allows and UTF-8 does not, may come in a name.
        append_whole(self.path, line.encode("utf-8", "replace") + b"\n")
        self._keep(verdict)

    def _keep(self, verdict: SubmissionVerdict) -> None:
        self._verdicts.pop(verdict.key, None)
        self._verdicts[verdict.key] = verdict

    def _cut_torn_line(self) -> None:
        """Remove what a killed grader has left behind the last whole line."""
        if not self.path.exists():
            return
        with open(self.path, "r+b") as file:
            content_end = file.seek(0, 2)
            whole = _end_of_last_line(file, content_end)
            if whole < content_end:
                file.truncate(whole)

    def _read(self) -> None:
        if not self.path.exists():
            return
        with open(self.path, "rb") as file:
            for number, line in enumerate(file, start=1):
                try:
                    self._keep(SubmissionVerdict.from_plain(json.loads(line)))
                except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                    self.unreadable.append(number)


def _end_of_last_line(file: IO[bytes], end: int, block: int = 65536) -> int:
    """Return where the last line that ends in a line feed ends; 0 if there is none."""
    while end > 0:
        start = max(0, end - block)
        file.seek(start)
        found = file.read(end - start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0


def _locked(path: Path) -> IO[bytes]:
    """Open a file and hold it alone until it is closed or the process ends, however it ends."""
    try:
        file = open(path, "ab")  # noqa: SIM115 (it stays open as long as the journal)
    except OSError as error:
        reason = error.strerror or error
        raise FileError("grading.no_journal", path=path, reason=reason) from error
    with suppress(ImportError):  # Windows has no such locks: there the teacher takes care
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise StateError("grading.already_running", folder=path.parent) from None
        except OSError:
            pass  # some network disks cannot lock, and grading alone on one is fine
    return file
