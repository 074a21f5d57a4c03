"""Taking in what was handed in: folders and archives of any platform become submissions.

Nothing here runs or unpacks anything onto the disk.  What cannot be taken is in `Intake.refused`,
what a teacher should know before grading starts in `Intake.warnings`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from tinygrad_fa import language
from tinygrad_fa.homework.intake_files import (
    MOST_BYTES,
    MOST_FILES,
    Entry,
    Files,
    Refusal,
    list_archive,
    list_folder,
    read,
)
from tinygrad_fa.homework.intake_names import Owner, Roster, displayed, owner_of, submitters_of
from tinygrad_fa.homework.records import Texts
from tinygrad_fa.homework.texts import in_both
from tinygrad_fa.language.errors import DataError, FileError

_LISTING = "submission_metadata.yml"


@dataclass(frozen=True)
class Submission:
    """What one student handed in.

    Attributes:
        student: the id, as the roster writes it; without a roster, as the names tell.
        file: the name of the file or folder among all submissions.
        files: its files, read when they are asked for.
        digest: sha-256 of names and contents, hex.
        notes: what a teacher should know about it.
        layout: of which platform the names are: see `intake_names.Owner`.
        names: what else the names tell: the number or the name on the platform.
        late: whether the platform says that it came late.
    """

    student: str
    file: str
    files: Mapping[str, bytes]
    digest: str
    notes: tuple[Texts, ...] = ()
    layout: str = "folder"
    names: tuple[str, ...] = ()
    late: bool = False


@dataclass(frozen=True)
class Refused:
    """What was handed in and cannot be opened: whose it is, which file, and why."""

    student: str
    file: str
    reason: Texts
    layout: str = "folder"
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Intake:
    """All submissions, one for each student, in the order of their ids.

    Attributes:
        missing: who stands in the roster and handed in nothing.
        unknown: ids that do not stand in the roster; their submissions are there all the same.
        older: what was handed in a second time, and does not count.
        warnings: all this in words, for the teacher, before grading starts.
    """

    submissions: tuple[Submission, ...] = ()
    refused: tuple[Refused, ...] = ()
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    older: tuple[str, ...] = ()
    warnings: tuple[Texts, ...] = ()


@dataclass
class _Pile:
    """The files that belong together."""

    owner: Owner
    student: str
    entries: list[tuple[str, Entry]] = field(default_factory=list)

    @property
    def newest(self) -> tuple[float, str]:
        return max(entry.time for _, entry in self.entries), self.owner.key


def collect(
    source: str | Path,
    roster: Iterable[str] | None = None,
    names: Mapping[str, str] | None = None,
) -> Intake:
    """Return the submissions in a folder or a zip archive.

    Args:
        source: the folder or archive: one folder or file per student, or an export of Moodle,
            Canvas or Gradescope.
        roster: the ids of the students, if they are known.
        names: their names, by id, as far as they are known.

    Raises:
        FileError: if it is not there.
        DataError: if it is neither, is damaged, or holds no submission.
    """
    source = Path(source)
    if not source.exists():
        raise FileError("intake.not_there", path=source)
    try:
        entries = list_folder(source) if source.is_dir() else list_archive((str(source),), True)
    except Refusal as refusal:
        raise DataError("intake.cannot_take", path=source, reason=_Words(refusal)) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise FileError("intake.cannot_list", path=source, reason=reason) from error
    known = Roster(roster, names) if roster is not None else None
    piles = _piles(_without_common_folder(entries), known)
    if not piles:
        raise DataError("intake.empty", path=source)
    return _taken(piles, known)


def _without_common_folder(entries: list[Entry]) -> list[Entry]:
    """Leave out a single folder around everything, as archives often have."""
    while len({entry.parts[0] for entry in entries}) == 1:
        has_listing = any(entry.parts[1:] == (_LISTING,) for entry in entries)
        if not has_listing and not all(len(entry.parts) > 2 for entry in entries):
            break
        entries = [replace(entry, parts=entry.parts[1:]) for entry in entries]
    return entries


def _piles(entries: list[Entry], roster: Roster | None) -> list[_Pile]:
    """Put together what belongs to one student and was handed in at once."""
    submitters = dict[str, tuple[str, ...]]()
    for entry in entries:
        if entry.parts == (_LISTING,) and entry.refusal is None:  # no student's file of that name
            try:
                submitters = submitters_of(read(entry.place).decode("utf-8", "replace"))
            except Refusal:
                continue
    piles = dict[str, _Pile]()
    for entry in entries:
        owner = owner_of(entry.parts, submitters)
        is_beside = len(entry.parts) == 1 and owner.layout == "folder"
        if entry.parts[-1] == _LISTING or (is_beside and not _is_work(entry.parts[0])):
            continue
        if owner.key not in piles:
            student = roster.find(owner.candidates) if roster else None
            piles[owner.key] = _Pile(owner, student or displayed(owner.candidates[0]))
        piles[owner.key].entries.append(("/".join(owner.rest), entry))
    return list(piles.values())


def _is_work(name: str) -> bool:
    """Whether a file beside the students' folders can be somebody's submission."""
    return name.lower().endswith((".ipynb", ".py", ".zip"))


def _taken(piles: list[_Pile], roster: Roster | None) -> Intake:
    by_student = dict[str, list[_Pile]]()
    for pile in piles:
        by_student.setdefault(pile.student, []).append(pile)
    submissions, refused = list[Submission](), list[Refused]()
    older, warnings = list[str](), list[Texts]()
    for student in sorted(by_student):
        *earlier, newest = sorted(by_student[student], key=lambda pile: pile.newest)
        notes = []
        if earlier:
            others = ", ".join(displayed(pile.owner.key) for pile in earlier)
            older += [displayed(pile.owner.key) for pile in earlier]
            chosen = displayed(newest.owner.key)
            notes.append(in_both("intake.twice", student=student, chosen=chosen, others=others))
            warnings += notes
        try:
            submissions.append(_submission(newest, tuple(notes)))
        except Refusal as refusal:
            reason = in_both(f"intake.{refusal.key}", **refusal.values)
            owner = newest.owner
            shown_names = tuple(displayed(name) for name in owner.candidates)
            file = displayed(owner.key)
            refused.append(Refused(student, file, reason, owner.layout, shown_names))
    missing, unknown = list[str](), list[str]()
    if roster is not None:
        ids = set(roster.by_name.values())
        missing = sorted(ids - set(by_student))
        unknown = sorted(set(by_student) - ids)
    for key, names in (("missing", missing), ("unknown", unknown)):
        if names:
            shown = ", ".join(names[:20]) + (" …" if len(names) > 20 else "")
            warnings.append(in_both(f"intake.{key}", count=len(names), students=shown))
    return Intake(
        submissions=tuple(submissions),
        refused=tuple(refused),
        missing=tuple(missing),
        unknown=tuple(unknown),
        older=tuple(older),
        warnings=tuple(warnings),
    )


def _submission(pile: _Pile, notes: tuple[Texts, ...]) -> Submission:
    """Read a pile once, for its digest.

    Raises:
        Refusal: if one of its files may not be read.
    """
    files = dict[str, Entry]()
    for name, entry in pile.entries:
        if entry.refusal is not None:
            raise Refusal(entry.refusal[0], **entry.refusal[1])
        if name.lower().endswith(".zip"):
            for inner in list_archive(entry.place, of_class=False):
                if inner.refusal is not None:
                    raise Refusal(inner.refusal[0], **inner.refusal[1])
                if inner.name.lower().endswith(".zip"):
                    raise Refusal("archive_in_archive", file=displayed(inner.parts[-1]))
                files[inner.name] = inner
        else:
            files[name] = entry
    owner = pile.owner
    if len(files) > MOST_FILES:
        raise Refusal("too_many", file=displayed(owner.key), most=MOST_FILES)
    digest, size = hashlib.sha256(), 0
    for name in sorted(files):
        content = read(files[name].place)
        size += len(content)
        if size > MOST_BYTES:
            raise Refusal("too_large", file=displayed(owner.key))
        for part in (name.encode("utf-8", "surrogatepass"), content):
            digest.update(len(part).to_bytes(8, "big") + part)
    lazy = Files({name: entry.place for name, entry in sorted(files.items())})
    names = tuple(displayed(name) for name in owner.candidates)
    return Submission(
        pile.student,
        displayed(owner.key),
        lazy,
        digest.hexdigest(),
        notes,
        owner.layout,
        names,
        owner.late,
    )


class _Words:
    """The words of a refusal, in the language in use when they are shown."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal

    def __str__(self) -> str:
        return language.text(f"intake.{self.refusal.key}", None, **self.refusal.values)
