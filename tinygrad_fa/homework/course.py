"""What belongs to a course and not to one homework: its key, and the list of its students."""

from __future__ import annotations

import csv
import io
import os
import re
import secrets
from collections import Counter
from pathlib import Path

from tinygrad_fa.files import make_folder
from tinygrad_fa.homework.seeds import Key, normal_name
from tinygrad_fa.language.errors import DataError, FileError

KEY_BYTES = 32
ID_COLUMNS = ("id", "student", "student_id", "sid", "username", "email", "شماره", "شمارهٔ دانشجویی")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){16,}")


def read_key(path: str | Path) -> Key:
    """Return the course key in a file: hexadecimal digits and nothing else.

    Raises:
        FileError: if it cannot be read.
        DataError: if it is none.
    """
    try:
        text = Path(path).read_text(encoding="ascii").strip()
    except OSError as error:
        reason = error.strerror or error
        raise FileError("building.no_key", path=path, reason=reason) from error
    except UnicodeDecodeError:
        text = ""
    if not _HEX.fullmatch(text):
        raise DataError("building.bad_key", path=path)
    return Key(bytes.fromhex(text))


def key_at(path: str | Path) -> Key:
    """Return the course key in a file; where there is no file, draw one and write it.

    Nobody else can read the file (mode 0600), not even for a moment.

    Raises:
        FileError, DataError: as `read_key`, or if it cannot be written.
    """
    path = Path(path)
    if not path.exists():
        make_folder(path.parent)
        drawn = secrets.token_hex(KEY_BYTES) + "\n"
        try:
            number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return read_key(path)  # somebody else was faster: that is the key now
        except OSError as error:
            reason = error.strerror or error
            raise FileError("files.cannot_write", path=path, reason=reason) from error
        with os.fdopen(number, "w", encoding="ascii") as file:
            file.write(drawn)
            file.flush()
            os.fsync(file.fileno())
    return read_key(path)


def read_roster(path: str | Path) -> list[str]:
    """Return the ids of the students in a CSV file, in its order.

    The column is the first one that is called as one of `ID_COLUMNS`; a file with one column
    needs no heading.

    Raises:
        FileError: if it cannot be read.
        DataError: if it has no ids, or one of them twice.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FileError("building.no_roster", path=path, reason=reason) from error
    dialect = ";" if text.split("\n")[0].count(";") > text.split("\n")[0].count(",") else ","
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=dialect) if any(row)]
    if not rows:
        raise DataError("building.roster_empty", path=path)
    heads = [head.strip().casefold().replace(" ", "_") for head in rows[0]]
    known = [name.replace(" ", "_") for name in ID_COLUMNS]
    column = next((heads.index(name) for name in known if name in heads), None)
    if column is None and len(rows[0]) > 1:
        raise DataError("building.roster_column", path=path, known=", ".join(ID_COLUMNS))
    body = rows if column is None else rows[1:]
    ids = [row[column or 0].strip() for row in body if len(row) > (column or 0)]
    ids = [student for student in ids if student]
    if not ids:
        raise DataError("building.roster_empty", path=path)
    counts = Counter(normal_name(student) for student in ids)
    twice = sorted({student for student in ids if counts[normal_name(student)] > 1})
    if twice:
        raise DataError("building.roster_twice", path=path, ids=", ".join(twice))
    return ids
