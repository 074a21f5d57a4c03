"""Whose file it is: the names that Moodle, Canvas, Gradescope and teachers' folders give."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tinygrad_fa.homework.sandbox.answers import clean
from tinygrad_fa.homework.seeds import normal_name

# "Sara Ahmadi_123456_assignsubmission_file_", and without folders the file's name behind it
_MOODLE = re.compile(r"(?P<name>.+)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<rest>.*)")
# "ahmadisara_LATE_1234_56789_hw2-1.ipynb"
_CANVAS = re.compile(r"(?P<name>[^_]+)_(?P<late>LATE_)?(?P<id>\d+)_(?P<file>\d+)_(?P<rest>.+)")
_GRADESCOPE = re.compile(r"submission_\d+")


@dataclass(frozen=True)
class Owner:
    """Whose it is, as far as names tell.

    Attributes:
        key: what belongs together has the same key.
        candidates: what may be the student's id, likeliest first.
        rest: the parts of the path that are left inside the submission.
        layout: ``"moodle"``, ``"canvas"``, ``"gradescope"`` or ``"folder"``.
        late: whether the name says that it came late.
    """

    key: str
    candidates: tuple[str, ...]
    rest: tuple[str, ...]
    layout: str = "folder"
    late: bool = False


def owner_of(parts: tuple[str, ...], submitters: Mapping[str, tuple[str, ...]]) -> Owner:
    """Return whose file this is.

    Args:
        parts: its path inside the folder or archive of all submissions.
        submitters: what Gradescope's list says: folder → ids.
    """
    first, rest = parts[0], parts[1:]
    moodle = _MOODLE.fullmatch(first)
    if moodle:
        inside = rest or (moodle["rest"] or first,)
        return Owner(first[: moodle.end("id")], (moodle["id"], moodle["name"]), inside, "moodle")
    if _GRADESCOPE.fullmatch(first) and rest:
        ids = submitters.get(first, ())
        return Owner(first, (*ids, first), rest, "gradescope")
    canvas = None if rest else _CANVAS.fullmatch(first)
    if canvas:
        key = f"{canvas['name']}_{canvas['id']}"
        late = bool(canvas["late"])
        return Owner(key, (canvas["id"], canvas["name"]), (canvas["rest"],), "canvas", late)
    if rest:
        return Owner(first, (first,), rest)
    stem = re.sub(r"\.(?:ipynb|py|zip)$", "", first, flags=re.IGNORECASE)
    return Owner(first, (stem,), (first,))


def submitters_of(listing: str) -> dict[str, tuple[str, ...]]:
    """Return who handed in which folder, from Gradescope's ``submission_metadata.yml``.

    Only the lines that are needed are read: the folder's name, and below it ids and addresses.
    """
    found, folder = dict[str, list[str]](), ""
    for line in listing.splitlines()[:200_000]:
        head = re.match(r"(submission_\d+):", line)
        if head:
            folder = head[1]
            found[folder] = []
        person = re.match(r"\s+(?:- )?:(sid|email|name):(.*)", line)
        told = person[2].strip().strip("'\"") if person else ""
        if person and folder and told not in ("", "null", "~"):
            at_front = person[1] == "sid"
            found[folder].insert(0 if at_front else len(found[folder]), told)
    return {name: tuple(ids[:6]) for name, ids in found.items()}


def displayed(name: str) -> str:
    """Return a name as it may be shown: composed, without signs that turn or hide text."""
    return clean(unicodedata.normalize("NFC", name), 100).strip()


class Roster:
    """The students of a course, found again in names that are written otherwise."""

    def __init__(self, ids: Iterable[str], names: Mapping[str, str] | None = None) -> None:
        """Take the ids, and where they are known the names of the students, by id."""
        self.by_name = {normal_name(student): student for student in ids}
        self.by_full_name: dict[str, str] = {}
        shared = set[str]()
        for student, name in (names or {}).items():
            for written in _ways_to_write(name):
                if self.by_full_name.setdefault(written, student) != student:
                    shared.add(written)
        for written in shared:  # two students of one name: neither of them is meant for sure
            del self.by_full_name[written]

    def find(self, candidates: Iterable[str]) -> str | None:
        """Return the student that one of the names means, or None.

        A name that only contains an id (``hw2_98123456``) counts if it contains no other one.
        Moodle and Canvas write names, and numbers of their own that no roster has.
        """
        for candidate in candidates:
            whole = self.by_name.get(normal_name(candidate))
            if whole is not None:
                return whole
        for candidate in candidates:
            words = {normal_name(word) for word in re.split(r"[\s_\-.,()@]+", candidate)}
            inside = {self.by_name[word] for word in words if word in self.by_name}
            if len(inside) == 1:
                return inside.pop()
        for candidate in candidates:
            named = self.by_full_name.get(normal_name(candidate))
            if named is not None:
                return named
        return None


def _ways_to_write(name: str) -> set[str]:
    """Return a name as platforms have it: "Sara Ahmadi", and Canvas's "ahmadisara"."""
    words = name.replace(",", " ").split()
    turned = [" ".join(words[i:] + words[:i]) for i in range(len(words))]
    return {normal_name(x) for x in turned}
