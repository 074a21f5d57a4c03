"""Tables of numbers as CSV: one line of column names, then one line per row."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tinygrad_fa.data import files
from tinygrad_fa.data.text import decode
from tinygrad_fa.language.errors import DataError

MAX_BYTES = 1 << 24


class Table(NamedTuple):
    """Rows of features and the target of each row.

    Attributes:
        inputs: (rows, features), float32, as written in the file: nothing is normalised.
        targets: (rows,), int64 if all are whole numbers, else float32.
        feature_names: the names of the columns of `inputs`.
    """

    inputs: NDArray[np.float32]
    targets: NDArray[Any]
    feature_names: tuple[str, ...]


def read_csv(path: str | Path, target: str = "target") -> Table:
    """Read a CSV file of numbers (UTF-8, comma, names in the first line).

    Args:
        path: the file.
        target: the name of the column to predict; all others are features.

    Raises:
        FileError: if the file is missing or cannot be read.
        DataError: if a line has the wrong number of fields, a field is not a finite number,
            there are no rows, or there is no such target column.
    """
    return parse_csv(files.read_content(path, MAX_BYTES), path, target)


def parse_csv(content: bytes | bytearray, path: str | Path, target: str = "target") -> Table:
    """Read the bytes of a CSV file; `path` is only for messages.  See `read_csv`."""
    reader = csv.reader(decode(content, path).split("\n"))
    try:
        names = [name.strip() for name in next(reader, [])]
        rows = [_numbers(line, names, reader.line_num, path) for line in reader if line]
    except csv.Error as error:
        raise DataError("data.csv_line", path=path, line=reader.line_num, reason=error) from error
    if target not in names or len(names) < 2:
        raise DataError("data.csv_target", path=path, target=target, names=", ".join(names))
    if not rows:
        raise DataError("data.empty_data")
    values = np.array(rows, dtype=np.float64)
    column = names.index(target)
    targets = values[:, column]
    whole = bool(np.all(targets == np.rint(targets)) and np.all(np.abs(targets) < 2**53))
    return Table(
        inputs=np.delete(values, column, axis=1).astype(np.float32),
        targets=targets.astype(np.int64 if whole else np.float32),
        feature_names=tuple(name for index, name in enumerate(names) if index != column),
    )


def _numbers(line: list[str], names: list[str], number: int, path: str | Path) -> list[float]:
    if len(line) != len(names):
        raise DataError(
            "data.csv_fields", path=path, line=number, expected=len(names), found=len(line)
        )
    row = []
    for field, name in zip(line, names, strict=True):
        try:
            value = float(field)
        except ValueError:
            value = math.nan
        # float32 is what the table becomes: a number beyond it would turn into infinity.
        if not abs(value) <= float(np.finfo(np.float32).max):
            raise DataError(
                "data.csv_number", path=path, line=number, column=name, field=field[:40]
            )
        row.append(value)
    return row
