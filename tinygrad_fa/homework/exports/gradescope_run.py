"""What ``run_autograder`` does on Gradescope: one submission in, ``results/results.json`` out.

In the folder ROOT there is ``source/`` (the unpacked zip), ``submission/`` (what the student handed
in) and ``submission_metadata.json`` (who she is); the results go to ``results/``.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tinygrad_fa import language
from tinygrad_fa.files import make_folder, write_whole
from tinygrad_fa.homework import course, seeds
from tinygrad_fa.homework.grading import Job, Source, grade_one, student_typed
from tinygrad_fa.homework.intake import collect
from tinygrad_fa.homework.notebooks import NotReadable, read_files
from tinygrad_fa.homework.records import SubmissionVerdict
from tinygrad_fa.homework.reports import Results, Row
from tinygrad_fa.homework.reports.machines import gradescope_json
from tinygrad_fa.homework.reports.of_homework import columns_of
from tinygrad_fa.homework.sandbox import choose
from tinygrad_fa.homework.source import Homework, read_homework
from tinygrad_fa.homework.texts import in_both


def graded(root: Path) -> bytes:
    """Return ``results.json`` for the submission in `root`.

    Raises:
        SettingError: if this machine has no sandbox; then Gradescope shows that the autograder
            failed, and gives no marks.
    """
    source = root / "source"
    settings = json.loads((source / "settings.json").read_text("utf-8"))
    language.set_language(settings["language"])
    homework = read_homework(source / settings["homework"])
    verdict = _verdict(homework, course.read_key(source / "course.key"), root)
    row = Row(verdict.student, verdict=verdict)
    results = Results(homework.id, homework.titles, columns_of(homework), (row,))
    return gradescope_json(results, row, settings["language"])


def _verdict(homework: Homework, key: bytes, root: Path) -> SubmissionVerdict:
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "submission"
        # Links are copied as links, and refused by whoever collects.
        shutil.copytree(root / "submission", own, symlinks=True)
        (own / ".one").touch()  # so that folders in it are not taken for students
        intake = collect(folder)
        job = Job(
            student="", file="submission", digest="", source=Source.of(homework),
            space_key=bytes(seeds.space(key, homework.id, "grading")),
            personal_key=bytes(seeds.space(key, homework.id, "personal")), tier=choose().letter,
        )  # fmt: skip
        if not intake.submissions:
            return grade_one(replace(job, refused=intake.refused[0].reason))
        one = intake.submissions[0]
        student, is_sure = student_of(root, one.files)
        notes = () if is_sure else (in_both("building.id_not_sure", student=student or "–"),)
        job = replace(job, student=student, digest=one.digest, submission=one, notes=notes)
        return grade_one(job.load())


def student_of(root: Path, files: Mapping[str, bytes]) -> tuple[str, bool]:
    """Return the student's id, and whether the list of students vouches for it.

    With a list it is that of the address with which she has logged in.  Else it is what her
    notebook says, since her own numbers were made from that.
    """
    people = root / "source" / "students.csv"
    metadata = root / "submission_metadata.json"
    if people.exists() and metadata.exists():
        users = json.loads(metadata.read_text("utf-8")).get("users", [])
        wanted = ("email", "sid", "name")
        known = {str(user.get(name) or "").casefold() for user in users for name in wanted}
        for person in course.read_people(people):
            if known & ({person.id.casefold(), person.email.casefold()} - {""}):
                return person.id, True
    try:
        return student_typed(read_files(dict(files)).code), False
    except NotReadable:
        return "", False


def main(arguments: Sequence[str]) -> int:
    """Grade, write the results, and return the exit code."""
    root = Path(arguments[0])
    content = graded(root)
    write_whole(make_folder(root / "results") / "results.json", [content])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
