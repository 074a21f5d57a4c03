"""The course's key when a class is graded, and whether it is the one that was handed out with."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tinygrad_fa.homework import course
from tinygrad_fa.homework.source import Homework
from tinygrad_fa.language.errors import SettingError

KEY_FILE = "course.key"
Warn = Callable[..., None]
"""Takes the key of a message of `grading` and its values."""


def key_of(homework: Homework, given: Path | None, out: Path, warn: Warn) -> bytes:
    """Return the course's key: that which was given, or that beside the homework, or a new one.

    Personal numbers were handed out with a key, so a new one would be of no use there.

    Raises:
        TinygradError: if it cannot be read, or is needed and not there.
    """
    if given is not None:
        return course.read_key(given)
    folder = homework.path.resolve().parent
    for path in (folder / KEY_FILE, folder.parent / KEY_FILE):
        if path.is_file():
            return course.read_key(path)
    path = out / KEY_FILE
    if any(question.personal for question in homework.questions) and not path.is_file():
        raise SettingError("grading.needs_key", homework=homework.id)
    if not path.is_file():
        warn("new_key", path=path)
    return course.key_at(path)


def check_built(homework: Homework, key: bytes, warn: Warn) -> None:
    """Compare with what was handed out, where the folder of the key still tells.

    Raises:
        SettingError: if the students' own numbers came from another key.
    """
    try:
        built = json.loads(homework.path.with_name("manifest.json").read_text("utf-8"))
        digest, mark = str(built["sha256"]), str(built["course_key"])
    except (OSError, ValueError, LookupError, TypeError):
        return  # it lies elsewhere
    if digest != homework.digest:
        warn("other_source", homework=homework.id)
    if mark != course.mark_of(key) and any(question.personal for question in homework.questions):
        raise SettingError("grading.other_key", homework=homework.id)
