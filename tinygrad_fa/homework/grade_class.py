"""Grading a class: everything that can be wrong is found first, then it is graded and reported.

`prepare` looks at the homework, the submissions, the roster, the key, the sandbox and the folder
of results, and finds what a teacher must know before any student's code runs; `grade` does the
work, and `report` makes the reports from the journal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from tinygrad_fa import language
from tinygrad_fa.files import make_writable_folder
from tinygrad_fa.homework import batch, course, seeds, similarity
from tinygrad_fa.homework.building import faults_of, find_homework
from tinygrad_fa.homework.class_key import check_built, key_of
from tinygrad_fa.homework.executors import Workers
from tinygrad_fa.homework.grading import VERSION, Job, Source, grade_one
from tinygrad_fa.homework.intake import Intake, collect
from tinygrad_fa.homework.journal import FILE, Journal
from tinygrad_fa.homework.proof import prove
from tinygrad_fa.homework.records import Call, Reply, SubmissionVerdict, Texts
from tinygrad_fa.homework.reports import Results, Row, write_reports
from tinygrad_fa.homework.reports.of_homework import Pictures, columns_of, misconceptions_of
from tinygrad_fa.homework.sandbox import Session, Tier, choose
from tinygrad_fa.homework.seeds import normal_name
from tinygrad_fa.homework.source import Homework
from tinygrad_fa.homework.texts import in_both
from tinygrad_fa.language.errors import DataError, SettingError, StateError, TinygradError

NUMBERED = {"moodle", "canvas"}  # layouts whose numbers are the platform's, not the course's


@dataclass(frozen=True)
class Wish:
    """What a teacher wants graded, and how.

    Attributes:
        submissions: the folder or archive of what was handed in.
        homework: the source of the homework, or the name of one that is shipped.
        out: the folder of the results.
        roster: a CSV file of the students, or None.
        course_key: the file of the course's key, or None.
        tier: the letter of the sandbox; by default the best one.
        trust: whether the sandbox may be the one without walls.
        questions: the ids of those that are graded again; all if empty.
        students: the ids of those whose work is graded again; all if empty.
        resume: whether the verdicts that are in `out` already hold.
    """

    submissions: Path
    homework: str
    out: Path
    roster: Path | None = None
    course_key: Path | None = None
    tier: str | None = None
    trust: bool = False
    questions: tuple[str, ...] = ()
    students: tuple[str, ...] = ()
    resume: bool = False

    @property
    def is_selective(self) -> bool:
        """Whether only a part is graded, and the rest is taken from the journal."""
        return bool(self.questions or self.students)


@dataclass(frozen=True)
class Prepared:
    """A class that is ready to be graded.

    Attributes:
        wish: what was asked for.
        homework: that was handed in.
        tier: of the sandbox.
        jobs: one for each submission, those that need not be graded among them.
        chosen: the keys of the jobs that are wanted.
        people: who stands in the roster; empty without one.
        warnings: what the teacher should know before grading starts.
    """

    wish: Wish
    homework: Homework
    tier: Tier
    jobs: tuple[Job, ...]
    chosen: frozenset[str]
    people: tuple[course.Person, ...] = ()
    warnings: tuple[Texts, ...] = ()


@dataclass
class _Found:
    """Warnings, one after the other."""

    warnings: list[Texts] = field(default_factory=list)

    def warn(self, key: str, **values: object) -> None:
        self.warnings.append(in_both(f"grading.{key}", **values))


def prepare(wish: Wish, workers: Workers) -> Prepared:
    """Look at everything before anything is graded.

    Raises:
        TinygradError: if the homework, the submissions, the roster, the key, the sandbox or the
            folder of the results is not as it must be; the text says what to do.
    """
    found = _Found()
    homework = find_homework(wish.homework)
    out = make_writable_folder(wish.out)
    if (out / FILE).exists() and not (wish.resume or wish.is_selective):
        raise StateError("grading.results_there", folder=out)
    _check_names("unknown_question", wish.questions, [q.id for q in homework.questions])
    people = tuple(course.read_people(wish.roster)) if wish.roster else ()
    names = {person.id: person.name for person in people}
    intake = collect(wish.submissions, list(names) or None, names)
    found.warnings += intake.warnings
    tier = choose(wish.tier, wish.trust)
    if tier.letter != "A":
        found.warn("lower_tier", tier=tier.letter)
    _ask_workers(workers, tier.letter, wish.trust)
    key = key_of(homework, wish.course_key, out, found.warn)
    check_built(homework, key, found.warn)
    jobs = _jobs(wish, homework, intake, key, tier)
    students = {normal_name(name) for name in wish.students}
    ids = [job.student for job in jobs]
    _check_names("unknown_student", wish.students, ids, normal_name)
    chosen = frozenset(
        job.key for job in jobs if not students or normal_name(job.student) in students
    )
    _prove(homework, tier, found)  # last, since it takes seconds
    return Prepared(wish, homework, tier, jobs, chosen, people, tuple(found.warnings))


def grade(
    prepared: Prepared,
    journal: Journal,
    workers: Workers,
    told: Callable[[SubmissionVerdict], None] = lambda verdict: None,
) -> None:
    """Grade what is wanted and is not in the journal yet; see `batch.grade_all`."""
    wish = prepared.wish
    jobs = [job for job in prepared.jobs if job.key in prepared.chosen]
    if wish.questions:
        jobs = [_with_earlier(job, journal, prepared.homework) for job in jobs]
    batch.grade_all(jobs, workers, grade_one, journal, told, again=wish.is_selective)


def todo(prepared: Prepared, journal: Journal) -> int:
    """Return how many submissions `grade` will grade."""
    if prepared.wish.is_selective:
        return len(prepared.chosen)
    return sum(key not in journal for key in prepared.chosen)


def journal_warnings(journal: Journal) -> list[Texts]:
    """Return what is wrong with the journal itself."""
    lines = ", ".join(str(number) for number in journal.unreadable[:20])
    return [in_both("grading.journal_lines", lines=lines)] if lines else []


def report(prepared: Prepared, journal: Journal) -> tuple[Results, list[Path]]:
    """Write the reports from the journal; return the results and the paths of the main ones."""
    results = results_of(prepared, journal)
    verdicts = [row.verdict for row in results.rows if row.verdict]
    homework = prepared.homework
    given = [*similarity.fingerprint(homework.solution)]
    given += similarity.fingerprint(homework.starter())
    pairs = similarity.similar_pairs(
        {verdict.student: verdict.fingerprint for verdict in verdicts},
        {verdict.student: verdict.digest for verdict in verdicts},
        given,
    )
    paths = write_reports(
        results, prepared.wish.out, pairs, Pictures(homework), misconceptions_of(homework)
    )
    return results, paths


def results_of(prepared: Prepared, journal: Journal) -> Results:
    """Return the class as the journal knows it: first the roster, then whoever is not in it.

    Whose submission is not graded yet is left out; see `ungraded`.
    """
    verdicts = {job.student: journal.find(job.key) for job in prepared.jobs}
    rows = [
        Row(person.id, person.name, person.email, verdicts.pop(person.id, None))
        for person in prepared.people
    ]
    rows += [Row(student, verdict=verdicts[student]) for student in sorted(verdicts)]
    waiting = {job.student for job in prepared.jobs if job.key not in journal}
    rows = [row for row in rows if row.student not in waiting]
    homework = prepared.homework
    return Results(homework.id, homework.titles, columns_of(homework), tuple(rows))


def ungraded(prepared: Prepared, journal: Journal) -> int:
    """Return how many submissions have no verdict yet: others were wanted first."""
    return sum(job.key not in journal for job in prepared.jobs)


def _check_names(
    key: str,
    wanted: Sequence[str],
    known: Sequence[str],
    alike: Callable[[str], str] = lambda name: name,
) -> None:
    there = {alike(name) for name in known}
    for name in wanted:
        if alike(name) not in there:
            shown = ", ".join(known[:20])
            raise SettingError(f"grading.{key}", name=name, known=shown)


def _prove(homework: Homework, tier: Tier, found: _Found) -> None:
    """Refuse a homework that does not mark as it should; its warnings are passed on."""
    with Session(tier, allow=homework.allow) as session:

        def run(text: str, calls: Sequence[Call]) -> list[Reply]:
            session.load({"submission.py": text.encode("utf-8")})
            return [session.call(call) for call in calls]

        proof = prove(homework, run)
    if not proof.ok:
        raise DataError("building.not_proved", homework=homework.id, faults=faults_of(proof))
    for problem in proof.problems:
        place = f"{problem.question}.{problem.item}" if problem.item else problem.question
        found.warnings.append(
            {x: f"`{place}`: {problem.texts[x]}" for x in language.LANGUAGES if x in problem.texts}
        )


def _jobs(
    wish: Wish, homework: Homework, intake: Intake, key: bytes, tier: Tier
) -> tuple[Job, ...]:
    common: dict[str, Any] = {
        "source": Source.of(homework),
        "space_key": bytes(seeds.space(key, homework.id, "grading")),
        "personal_key": bytes(seeds.space(key, homework.id, "personal")),
        "tier": tier.letter,
        "trust": wish.trust,
        "questions": wish.questions,
    }
    late, has_list = in_both("grading.late"), wish.roster is not None
    jobs = [
        Job(
            student=one.student, file=one.file, digest=one.digest, submission=one,
            notes=(*one.notes, *((late,) if one.late else ())),
            is_sure=one.student not in intake.unknown and (has_list or one.layout not in NUMBERED),
            **common,
        )
        for one in intake.submissions
    ]  # fmt: skip
    jobs += [
        Job(student=one.student, file=one.file, digest="", refused=one.reason, **common)
        for one in intake.refused
    ]
    return tuple(sorted(jobs, key=lambda job: job.student))


def _with_earlier(job: Job, journal: Journal, homework: Homework) -> Job:
    """Give a job the verdict from which the other questions are taken, if they are the same."""
    earlier = journal.find(job.key) or journal.find_submission(job.student, job.digest)
    if earlier is None or earlier.refused:
        return replace(job, questions=())
    items = {(q.question, v.item): v.points for q in earlier.questions for v in q.verdicts}
    now = {(x.question, x.item): x.points for x in columns_of(homework)}
    same = all(items.get(x) == points for x, points in now.items() if x[0] not in job.questions)
    return replace(job, earlier=earlier) if same else replace(job, questions=())


def _ask_workers(workers: Workers, tier: str, trust: bool) -> None:
    """Refuse workers on other machines that could not grade, or would grade differently."""
    for answer in workers.everywhere(partial(about_worker, tier, trust)):
        if answer != str(VERSION):
            raise SettingError("grading.bad_worker", reason=answer)


def about_worker(tier: str, trust: bool) -> str:
    """Return the version of the grading in the process that is asked, or why it cannot grade."""
    try:
        choose(tier, trust)
    except TinygradError as error:
        return str(error)
    return str(VERSION)
