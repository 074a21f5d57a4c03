"""Where the numbers of a homework come from: the course's key, and three spaces that never meet.

The teacher keeps one course key.  From it come, for each homework, three keys of which none can
be computed from another: that of the grading, which nobody sees; that of the public checks, and
that of the personal numbers, which both travel in the student's notebook.  Whoever knows the
numbers of the public checks therefore knows nothing about those of the grading.

    key(space) = HMAC-SHA256(course key, "tinygrad_fa homework" | homework | space)
    seed       = HMAC-SHA256(key(space), student | question | trial)
"""

from __future__ import annotations

import hashlib
import hmac
import random
import unicodedata
from typing import Literal

from tinygrad_fa.language import latin_digits
from tinygrad_fa.language.errors import SettingError

Space = Literal["grading", "public", "personal"]
SPACES: tuple[Space, ...] = ("grading", "public", "personal")
SHORTEST_KEY = 16  # bytes


class Key(bytes):
    """A course key or the key of a space; it is not shown by accident.

    Raises:
        SettingError: if it is shorter than 16 bytes.
    """

    def __new__(cls, key: bytes) -> Key:
        """Return the key, unless it is too short."""
        if len(key) < SHORTEST_KEY:
            raise SettingError("homework.short_key", length=len(key), least=SHORTEST_KEY)
        return super().__new__(cls, key)

    def __repr__(self) -> str:
        return f"Key(… {len(self)} bytes)"

    __str__ = __repr__


def space(course_key: bytes, homework_id: str, name: Space) -> Key:
    """Return the key of one space of one homework.

    Raises:
        SettingError: if the course key is shorter than 16 bytes, or there is no such space.
    """
    if name not in SPACES:
        raise SettingError("homework.unknown_space", name=name, known=", ".join(SPACES))
    return Key(_digest(Key(course_key), "tinygrad_fa homework", homework_id, name))


def random_source(space_key: bytes, student: str, question: str, trial: int) -> random.Random:
    """Return a source of random numbers that is the same on every machine and for ever.

    Python promises that for `random.Random.random`; the kinds of `drawing` use nothing else.
    """
    digest = _digest(space_key, normal_name(student), question, str(trial))
    return random.Random(int.from_bytes(digest, "big"))


def normal_name(student: str) -> str:
    """Return a student's id as it is compared: digits, letters, blanks and case made alike.

    ``"۴۰۰ ۱۲۳"`` is ``"400123"``; Arabic ي and ك are Persian ی and ک.
    """
    text = unicodedata.normalize("NFKC", latin_digits(str(student)))
    text = text.translate({0x64A: "ی", 0x649: "ی", 0x643: "ک"})
    seen = (sign for sign in text if not sign.isspace() and unicodedata.category(sign) != "Cf")
    return "".join(seen).casefold()


def _digest(key: bytes, *parts: str) -> bytes:
    # The length before each part keeps "ab" + "c" apart from "a" + "bc".
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    message = b"".join(len(part).to_bytes(4, "big") + part for part in encoded)
    return hmac.new(key, message, hashlib.sha256).digest()
