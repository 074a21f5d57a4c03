"""`CSVLogger`: the epochs as a table that any program can read."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path
from typing import Any

from tinygrad_fa.files import append_whole, make_folder, write_whole
from tinygrad_fa.language.errors import DataError, FileError, SettingError
from tinygrad_fa.solver.callbacks.lasting import LastingCallback
from tinygrad_fa.solver.callbacks.values import plain
from tinygrad_fa.solver.callbacks.warning import WarnOnce

MISSING = "NA"


class CSVLogger(LastingCallback):
    """Writes a line for each epoch: its number (from 0), then the logs in alphabetical order.

        callbacks=[CSVLogger("run.csv")]

    Each line is on the disk before the next epoch begins.  A metric that comes up later makes a
    column of its own (the file is written anew, whole), ``NA`` stands where there is no value.
    A training that is resumed from a snapshot goes on after the lines it had then: none is
    missing, none stands there twice.

    Args:
        filename: the file; missing folders are made.
        separator: what stands between two values, one character.
        append: go on with a file that is there, instead of beginning anew.  A last line that was
            cut off is taken away.

    Raises:
        SettingError: for a separator that is not one character.
        FileError: before the training, if the file cannot be written.  Later trouble with the
            disk is a warning, and the lines follow as soon as it is over.
        DataError: with `append`, if the file is not such a table.
    """

    def __init__(
        self, filename: str | os.PathLike[str], separator: str = ",", append: bool = False
    ) -> None:
        if not isinstance(filename, (str, os.PathLike)):
            raise SettingError("callbacks.not_a_name", name="filename", value=repr(filename))
        if not isinstance(separator, str) or len(separator) != 1 or separator in '"\r\n':
            raise SettingError("callbacks.separator", value=repr(separator))
        self.path = Path(filename)
        self.separator, self.append = separator, bool(append)
        self._warn = WarnOnce()
        self.reset()

    def reset(self) -> None:
        """Begin the file anew (or, with `append`, after what it has) at the next line."""
        self.rows: int | None = None  # how many the file has; None: it is not begun
        self._columns: list[str] | None = None  # None: the file has to be looked at first
        self.waiting: list[dict[str, Any]] = []  # what could not be written yet

    def on_train_begin(self, logs: dict[str, Any]) -> None:
        """See that the file can be written, and is such a table."""
        make_folder(self.path.parent)
        append_whole(self.path, b"")  # an error, if that cannot be done
        if self.rows is None:
            self.rows = max(len(self._read()) - 1, 0) if self.append else 0

    def _begin(self) -> None:
        """Bring the file to where this training stands, and learn its columns."""
        # What a training that was killed wrote after its snapshot is not to stand there twice.
        lines = self._read()[: 1 + self.rows] if self.rows else []
        self._write_anew(lines)
        self._columns = lines[0][1:] if lines else []
        self.rows = max(len(lines) - 1, 0)

    def _read(self) -> list[list[str]]:
        """Return the lines of the file, without a last one that was cut off."""
        try:
            with open(self.path, encoding="utf-8", newline="") as file:
                content = file.read()
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError) as error:
            raise FileError("files.cannot_write", path=self.path, reason=error) from error
        whole = content[: content.rfind("\n") + 1]
        if len(whole) < len(content):
            self._warn("callbacks.line_cut_off", path=self.path, line=content[len(whole) :])
        lines = [line for line in csv.reader(io.StringIO(whole), delimiter=self.separator) if line]
        if lines and lines[0][0] != "epoch":
            raise DataError("callbacks.not_our_table", path=self.path)
        return lines

    def on_epoch_end(self, epoch: int, logs: dict[str, Any]) -> None:
        """Write the line of this epoch."""
        self.waiting.append({"epoch": epoch, **logs})
        try:
            if self._columns is None:
                self._begin()
            self._add_columns(self._columns or [])
            append_whole(self.path, self._text([self._line(row) for row in self.waiting]))
        except OSError as error:
            self._warn("callbacks.log_not_written", path=self.path, reason=error)
            return
        self.rows = (self.rows or 0) + len(self.waiting)
        self.waiting.clear()

    def _add_columns(self, old: list[str]) -> None:
        new = sorted({name for row in self.waiting for name in row} - {*old, "epoch"})
        if not new:
            return
        columns = [*old, *new]
        lines = [line + [MISSING] * (1 + len(columns) - len(line)) for line in self._read()[1:]]
        self._write_anew([["epoch", *columns], *lines])
        self._columns = columns

    def _line(self, row: dict[str, Any]) -> list[str]:
        return [_cell(row.get(name)) for name in ("epoch", *(self._columns or []))]

    def _text(self, lines: list[list[str]]) -> bytes:
        file = io.StringIO(newline="")
        csv.writer(file, delimiter=self.separator).writerows(lines)
        return file.getvalue().encode()

    def _write_anew(self, lines: list[list[str]]) -> None:
        write_whole(self.path, [self._text(lines)])

    def state_dict(self) -> dict[str, Any]:
        """Return how many lines the file has, and those that wait for room on the disk."""
        return {"rows": self.rows, "waiting": plain(self.waiting)}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on after so many lines."""
        super().load_state_dict(state)
        self._columns = None


def _cell(value: Any) -> str:
    value = plain(value)
    return MISSING if value is None else str(value)
