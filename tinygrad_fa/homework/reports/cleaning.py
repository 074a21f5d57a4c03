"""What students have written, made harmless for the place where it is shown.

Names, file names, answers, printed text and error messages may hold anything: commands for a
terminal, marks that turn the direction of reading round, formulas for a spreadsheet, HTML.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

_TERMINAL = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_].*?(?:\x07|\x1b\\|$)|[ -/]*[0-~])|\x9b[0-?]*[ -/]*[@-~]",
    re.DOTALL,
)
_KEPT = "\n\t\u200c\u200d"  # of what cannot be seen; Persian needs the zero-width ones
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}  # controls, marks of direction, halves of letters, …
_MARKS = {"Mn", "Me"}
MOST_MARKS = 4  # over one letter: no language has more
_FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20|%"
# Names that Windows keeps for its devices.
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def visible(text: str, limit: int = 4000) -> str:
    """Return `text` without what cannot be seen, at most `limit` characters of it.

    Colours and other commands for a terminal, marks of direction, invisible letters, halves of
    letters and towers of accents are left out; the joiners of Persian, ends of lines and tabs
    stay.
    """
    cut = text[: 4 * limit]
    cut = _TERMINAL.sub("", cut).replace("\r\n", "\n")
    cut = re.sub("[\r\v\f\x85\u2028\u2029]", "\n", cut)
    kept: list[str] = []
    marks = 0  # over the letter before
    for letter in cut:
        kind = unicodedata.category(letter)
        marks = marks + 1 if kind in _MARKS else 0
        if letter in _KEPT or (kind not in _HIDDEN and marks <= MOST_MARKS):
            kept.append(letter)
    if len(kept) > limit or len(text) > 4 * limit:
        return "".join(kept[:limit]) + " …"
    return "".join(kept)


def one_line(text: str, limit: int = 300) -> str:
    """Return `text` as one visible line."""
    return " ".join(visible(text, limit).split())


def cell(text: str) -> str:
    """Return `text` for a cell of a spreadsheet, which must not take it for a formula."""
    line = one_line(text, 1000)
    return f"'{line}" if line[:1] and line[0] in _FORMULA else line


def file_name(student: str) -> str:
    """Return a file name for a student's id: no folder, no device, another one for each id."""
    plain = unicodedata.normalize("NFC", student)
    safe = "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in plain)
    safe = safe.strip(".")[:60]
    if safe and safe == student and safe == safe.lower() and not _DEVICE.match(safe):
        return safe
    # Two ids that differ only in what was left out, or in capitals, keep two files.
    own = hashlib.sha256(student.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{safe or 'student'}-{own}"
