"""What belongs to a course and not to one homework: its key, and the list of its students."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import secrets
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tinygrad_fa.files import make_folder
from tinygrad_fa.homework.seeds import Key, normal_name
from tinygrad_fa.language.errors import DataError, FileError

KEY_BYTES = 32
# How the columns of a roster are called, by ourselves and in the exports of Canvas and Moodle,
# the likeliest first.
ID_COLUMNS = (
    "id", "student_id", "sid", "sis_login_id", "id_number", "شماره_دانشجویی", "شماره", "شناسه",
    "username", "student", "email",
)  # fmt: skip
NAME_COLUMNS = ("name", "full_name", "student_name", "نام_و_نام_خانوادگی", "student")
FIRST_NAMES, LAST_NAMES = ("first_name", "نام"), ("last_name", "surname", "نام_خانوادگی")
NAMES = {*NAME_COLUMNS, *FIRST_NAMES, *LAST_NAMES}
EMAIL_COLUMNS = ("email", "email_address", "e-mail", "رایانامه", "ایمیل")
_KEYBOARDS = str.maketrans("يكۀ", "یکه", "\u0654")  # Arabic letters, and the sign of the ezafe
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


def mark_of(key: bytes) -> str:
    """Return what tells one key from another and does not tell the key."""
    return hashlib.sha256(key).hexdigest()[:16]


@dataclass(frozen=True)
class Person:
    """A student of the course: her id, and her name and address where the roster has them."""

    id: str
    name: str = ""
    email: str = ""


def read_roster(path: str | Path) -> list[str]:
    """Return the ids of the students in a CSV file, in its order; see `read_people`."""
    return [person.id for person in read_people(path)]


def read_people(path: str | Path) -> list[Person]:
    """Return the students in a CSV file, in its order.

    The id stands in the first column that is called as one of `ID_COLUMNS`; a file with one
    column needs no heading.

    Raises:
        FileError: if it cannot be read.
        DataError: if it has no ids, or one of them twice.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FileError("building.no_roster", path=path, reason=reason) from error
    comma = max(",;\t", key=text.split("\n")[0].count)
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=comma) if any(row)]
    if not rows:
        raise DataError("building.roster_empty", path=path)
    heads = [_heading(head) for head in rows[0]]
    id_column = _column(heads, ID_COLUMNS)
    if id_column is None and (len(heads) > 1 or heads[0] in NAMES):
        known = ", ".join(ID_COLUMNS).replace("_", " ")
        raise DataError("building.roster_column", path=path, known=known)
    body = rows if id_column is None else rows[1:]
    people = [_person(row, heads, id_column) for row in body]
    people = [person for person in people if person.id]
    if not people:
        raise DataError("building.roster_empty", path=path)
    counts = Counter(normal_name(person.id) for person in people)
    twice = sorted({person.id for person in people if counts[normal_name(person.id)] > 1})
    if twice:
        raise DataError("building.roster_twice", path=path, ids=", ".join(twice))
    return people


def _person(row: list[str], heads: list[str], id_column: int | None) -> Person:
    def entry(column: int | None) -> str:
        return row[column].strip() if column is not None and column < len(row) else ""

    if id_column is None:
        return Person(entry(0))
    names = _column(heads, NAME_COLUMNS)
    first, last = _column(heads, FIRST_NAMES), _column(heads, LAST_NAMES)
    name = entry(names) if names not in (None, id_column) else f"{entry(first)} {entry(last)}"
    return Person(entry(id_column), name.strip(), entry(_column(heads, EMAIL_COLUMNS)))


def _heading(text: str) -> str:
    """Return a heading as `ID_COLUMNS` has it, whatever keyboard it was typed on."""
    bare = text.strip().casefold().translate(_KEYBOARDS)
    return re.sub(r"[\s\u200c]+", "_", bare)


def _column(heads: list[str], known: tuple[str, ...]) -> int | None:
    """Return the place of the first known heading that is there, or None."""
    return next((heads.index(name) for name in known if name in heads), None)
