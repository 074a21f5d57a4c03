"""From the source of a homework to everything that is handed out, and everything that is kept.

    built = build("hw2", "dist")

    dist/hw2/                 what may be handed out
        hw2.fa.ipynb, hw2.en.ipynb      notebooks in which students put their id
        students/ID/hw2.fa.ipynb …      with a list of students: one for each, with her numbers
        worksheet.fa.html …             the questions for paper, A4
        classroom50/                    a template repository and an autograder without answers
    dist/key/                 what stays with the teacher (nobody else may read the folder)
        course.key                      drawn once for the course; whoever has it knows all numbers
        hw2/hw2.py, manifest.json       the source and what was made of it
        hw2/answers.fa.html …           the answers to the worksheets
        hw2/gradescope.zip              an autograder for Gradescope
        hw2/nbgrader/source/hw2/        notebooks for `nbgrader generate_assignment`

Before anything is written the homework is proved (`proof`) and what is handed out is searched for
answers (`leaks`).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from tinygrad_fa import language
from tinygrad_fa.files import make_folder, make_writable_folder, write_whole
from tinygrad_fa.homework import course, personal, public, seeds
from tinygrad_fa.homework.exports import classroom50, gradescope
from tinygrad_fa.homework.exports.leaks import check_handed_out
from tinygrad_fa.homework.exports.notebook import Edition, notebook_of
from tinygrad_fa.homework.exports.worksheet import Sheet, sheet_number, worksheets
from tinygrad_fa.homework.proof import Proof, Run, prove
from tinygrad_fa.homework.source import Homework, read_homework
from tinygrad_fa.language.errors import DataError
from tinygrad_fa.lessons.source import lessons_folder
from tinygrad_fa.lessons.workshop import as_text

KEY_FOLDER, KEY_FILE = "key", "course.key"
SHEET_FOR_NOBODY = "1"  # the student whose numbers a worksheet without a list of students has


@dataclass(frozen=True)
class Built:
    """What `build` has made.

    Attributes:
        homework: that was built.
        handed_out: the folder that may be handed out.
        kept: the folder that stays with the teacher.
        course_key: the file of the course key.
        files: all that were written.
        proof: that the homework marks as it should; its warnings are worth reading.
    """

    homework: Homework
    handed_out: Path
    kept: Path
    course_key: Path
    files: tuple[Path, ...]
    proof: Proof


def find_homework(name: str | Path) -> Homework:
    """Return the homework in a file, or the shipped one of this name.

    Raises:
        DataError: if there is neither.
    """
    path = Path(name)
    if path.suffix in (".py", ".ipynb"):
        return read_homework(path)
    folder = lessons_folder() / "homework"
    shipped = sorted(file.stem for file in folder.glob("*.py"))
    if str(name) not in shipped:
        raise DataError("building.no_homework", name=name, known=", ".join(shipped))
    return read_homework(folder / f"{name}.py")


def build(
    source: str | Path,
    out: str | Path,
    roster: str | Path | None = None,
    course_key: str | Path | None = None,
    run: Run | None = None,
) -> Built:
    """Prove a homework and write everything that is made of it.

    Args:
        source: the file of a homework, or the name of a shipped one (``"hw2"``).
        out: the folder that gets it.
        roster: a CSV file of students, for a notebook and a worksheet for each.
        course_key: the file of the course key, drawn if it is not there; by default
            ``key/course.key`` in `out`.
        run: calls the functions of a submission, for the proof; by default the sandbox.

    Raises:
        DataError: if the homework cannot be read, does not mark as it should, or would tell
            students an answer; then nothing is written.
        SettingError: if there is no sandbox, or a package is missing.
        FileError: if something cannot be read or written.
    """
    homework = find_homework(source)
    out = Path(out)
    students = course.read_roster(roster) if roster is not None else []
    proof = prove(homework, run or in_sandbox(homework))
    if not proof.ok:
        raise DataError("building.not_proved", homework=homework.id, faults=faults_of(proof))
    key_path = Path(course_key) if course_key is not None else out / KEY_FOLDER / KEY_FILE
    kept, handed_out = out / KEY_FOLDER / homework.id, out / homework.id
    make_writable_folder(kept)
    os.chmod(out / KEY_FOLDER, 0o700)
    make_writable_folder(handed_out)
    listed = Path(roster).read_bytes() if roster is not None else b""
    maker = _Maker(homework, course.key_at(key_path), students, listed)
    written = []
    for folder, files in ((handed_out, maker.handed_out()), (kept, maker.kept(proof))):
        for name, content in files:
            path = folder / name
            make_folder(path.parent)
            write_whole(path, [content])
            if folder is kept:
                os.chmod(path, 0o600)
            elif path.suffix in (".sh", ""):
                os.chmod(path, 0o755)
            written.append(path)
    return Built(homework, handed_out, kept, key_path, tuple(written), proof)


def in_sandbox(homework: Homework) -> Run:
    """Return what runs a submission in the best sandbox of this machine."""
    from tinygrad_fa.homework.sandbox import Session, choose

    tier = choose()

    def run(text: str, calls: Sequence[Any]) -> Sequence[Any]:
        with Session(tier, allow=homework.allow) as session:
            session.load({"submission.py": text.encode("utf-8")})
            return [session.call(call) for call in calls]

    return run


def faults_of(proof: Proof, level: str = "error") -> str:
    """Return the problems of a proof, one in each line, in the language in use."""
    chosen = language.get_language()
    return "\n".join(
        f"- `{problem.question}.{problem.item}`: {problem.texts[chosen]}"
        if problem.item
        else f"- `{problem.question}`: {problem.texts[chosen]}"
        for problem in proof.problems
        if problem.level == level
    )


class _Maker:
    """Makes the files of a homework, one after the other, as (name, content)."""

    def __init__(
        self, homework: Homework, key: seeds.Key, students: Sequence[str], roster: bytes
    ) -> None:
        self.homework, self.key, self.students, self.roster = homework, key, students, roster
        self.public_key = seeds.space(key, homework.id, "public")
        self.personal_key = seeds.space(key, homework.id, "personal")
        self._checks: dict[int | None, str] = {}
        self._numbers: dict[int, dict[str, Any]] = {}

    def handed_out(self) -> Iterator[tuple[str, bytes]]:
        """Yield what may be handed out; it is searched for answers before it goes."""
        generic = {}
        for chosen in language.LANGUAGES:
            notebook = notebook_of(self.homework, Edition(chosen, self.checks()))
            check_handed_out(self.homework, notebook, f"{self.homework.id}.{chosen}.ipynb")
            generic[f"{self.homework.id}.{chosen}.ipynb"] = as_text(notebook).encode("utf-8")
        yield from generic.items()
        for student in self.students:
            for chosen in language.LANGUAGES:
                edition = Edition(chosen, self.checks(student), student, self.numbers(student))
                name = f"students/{folder_of(student)}/{self.homework.id}.{chosen}.ipynb"
                notebook = notebook_of(self.homework, edition)
                check_handed_out(self.homework, notebook, name)
                yield name, as_text(notebook).encode("utf-8")
        for chosen in language.LANGUAGES:
            page = worksheets(self.homework, self.sheets, chosen)
            yield f"worksheet.{chosen}.html", page.encode("utf-8")
        for name, content in classroom50.files(self.homework, generic, self.checks()):
            yield f"classroom50/{name}", content

    def kept(self, proof: Proof) -> Iterator[tuple[str, bytes]]:
        """Yield what stays with the teacher."""
        homework = self.homework
        yield homework.path.name, homework.path.read_bytes()
        for chosen in language.LANGUAGES:
            page = worksheets(homework, self.sheets, chosen, key=True)
            yield f"answers.{chosen}.html", page.encode("utf-8")
            edition = Edition(chosen, self.checks(), with_solutions=True)
            notebook = as_text(notebook_of(homework, edition))
            name = f"{homework.id}.{chosen}.ipynb"
            yield f"nbgrader/source/{homework.id}/{name}", notebook.encode("utf-8")
        chosen = language.get_language()
        yield "gradescope.zip", gradescope.autograder_zip(homework, self.key, chosen, self.roster)
        yield "manifest.json", self.manifest(proof)

    def checks(self, student: str = "") -> str:
        """Return the public checks; for a student those with her numbers alone."""
        number = personal.variant(student, self.personal_key) if student else None
        if number not in self._checks:
            of = (student,) if student else ()
            self._checks[number] = public.checks_of(
                self.homework, self.public_key, self.personal_key, of
            )
        return self._checks[number]

    def numbers(self, student: str) -> Mapping[str, Mapping[str, Any]]:
        """Return a student's own inputs of the personal questions, by question."""
        number = personal.variant(student, self.personal_key)
        if number not in self._numbers:
            self._numbers[number] = {
                question.id: {
                    name: value
                    for name, value in personal.of_variant(
                        question, number, self.personal_key
                    ).items()
                    if name not in question.hidden
                }
                for question in self.homework.questions
                if question.personal
            }
        return self._numbers[number]

    @cached_property
    def sheets(self) -> list[Sheet]:
        """The worksheets: one for each student, or one for nobody in particular."""
        return [
            Sheet(
                student, sheet_number(self.personal_key, student), self.numbers(student),
                is_named=bool(self.students),
            )
            for student in self.students or [SHEET_FOR_NOBODY]
        ]  # fmt: skip

    def manifest(self, proof: Proof) -> bytes:
        """Return what was built from what, for whoever opens the folder a year later."""
        homework = self.homework
        content = {
            "homework": homework.id,
            "titles": dict(homework.titles),
            "source": homework.path.name,
            "sha256": homework.digest,
            "allow": list(homework.allow),
            "points": {question.id: question.points for question in homework.questions},
            "students": len(self.students),
            "course_key": course.mark_of(self.key),
            "version": _version(),
            "proof": {
                "mutants": proof.mutants,
                "warnings": [
                    {"question": x.question, "item": x.item, **x.texts} for x in proof.problems
                ],
            },
        }
        return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8") + b"\n"


def folder_of(student: str) -> str:
    """Return a student's id as the name of a folder, on every system."""
    name = seeds.normal_name(student)
    kept = "".join(sign if sign.isalnum() or sign in "-_@" else "_" for sign in name)[:80]
    if kept == name:
        return kept
    return f"{kept}-{hashlib.sha256(name.encode('utf-8')).hexdigest()[:6]}"


def _version() -> str:
    try:
        return version("tinygrad_fa")
    except PackageNotFoundError:  # used from a checkout
        return "0"
