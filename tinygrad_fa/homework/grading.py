"""Grading one submission: its functions are called in the sandbox, and the values judged here.

A `Job` holds all that is needed for that, so that it can be done in another process or on another
machine, and the verdict depends on nothing else: neither on the other submissions, nor on the
order, nor on who does it.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from tinygrad_fa.homework import similarity
from tinygrad_fa.homework.executors import at_end
from tinygrad_fa.homework.forbidding import allowed
from tinygrad_fa.homework.intake_files import Refusal
from tinygrad_fa.homework.questions import Question
from tinygrad_fa.homework.records import (
    Call,
    QuestionVerdict,
    Reply,
    SubmissionVerdict,
    Texts,
    Verdict,
)
from tinygrad_fa.homework.sandbox import Loaded, Session, choose
from tinygrad_fa.homework.scoring import score
from tinygrad_fa.homework.source import Homework, read_homework
from tinygrad_fa.homework.texts import in_both

VERSION = 1
"""Grows when the same submission may get another verdict: old journals are then graded again."""

MOST_ERRORS = 5  # of cells that are told
_CHECKS = re.compile(r"tinygrad_fa\.homework\.public|\bcheck\(|\bown_numbers\(")
_STUDENT = re.compile(r"^student\s*=\s*[\"']([^\"'\n]{1,80})[\"']", re.MULTILINE)
MOST_OUTPUT = 4000  # letters of what a question has printed that are kept
# A process has one sandbox; the workers of some clusters have several threads.
_one_at_a_time = threading.Lock()
GRADER = "grader"  # the cause of an item that we could not judge
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,16}\b")


@dataclass(frozen=True)
class Source:
    """The homework as a job carries it along: its file.

    Attributes:
        name: of the file.
        content: of the file.
        digest: sha-256 of the content, hex.
    """

    name: str
    content: bytes = field(repr=False)
    digest: str

    @classmethod
    def of(cls, homework: Homework) -> Source:
        """Return the source of a homework that was read."""
        return cls(homework.path.name, homework.path.read_bytes(), homework.digest)

    def read(self) -> Homework:
        """Return the homework; it is read once in each process."""
        return _read(self)


@lru_cache(maxsize=4)
def _read(source: Source) -> Homework:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / source.name
        path.write_bytes(source.content)
        return read_homework(path)


@dataclass(frozen=True)
class Job:
    """One submission that is to be graded.

    Attributes:
        student: her id.
        file: the name of what she has handed in.
        digest: sha-256 of it, hex.
        source: the homework.
        space_key: of the numbers of the grading.
        personal_key: of the personal numbers.
        tier: the letter of the sandbox.
        trust: whether the sandbox may be the one without walls.
        submission: where the bytes are; read when the job's turn comes.
        files: the bytes, once they were read.
        notes: what was noticed when it was collected.
        refused: why nothing can be run.
        questions: the ids of those that are graded; all if empty.
        earlier: the verdict that the other questions are taken from.
        is_sure: whether `student` is the id that her own numbers were made from; else it is a
            number of the platform, and her notebook says whose numbers it asks for.
    """

    student: str
    file: str
    digest: str
    source: Source
    space_key: bytes = field(repr=False)
    personal_key: bytes = field(repr=False)
    tier: str
    trust: bool = False
    submission: Any = None
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    notes: tuple[Texts, ...] = ()
    refused: Texts = field(default_factory=dict)
    questions: tuple[str, ...] = ()
    earlier: SubmissionVerdict | None = None
    is_sure: bool = True

    @property
    def key(self) -> str:
        """Identifies student, submission, homework, numbers and version together."""
        numbers = hashlib.sha256(self.space_key + self.personal_key).hexdigest()
        parts = [self.student, self.file, self.digest, self.source.digest, numbers, str(VERSION)]
        parts += [] if self.is_sure else ["not sure"]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def load(self) -> Job:
        """Return the job with the bytes of the submission, fit for a journey."""
        try:
            files = {} if self.refused else dict(self.submission.files)
        except OSError as error:
            refused = in_both("grading.unreadable", reason=error.strerror or error)
            return replace(self, submission=None, refused=refused)
        except Refusal as refusal:  # it has changed since it was collected
            refused = in_both(f"intake.{refusal.key}", **refusal.values)
            return replace(self, submission=None, refused=refused)
        return replace(self, submission=None, files=files)

    def died(self) -> SubmissionVerdict:
        """Return the verdict where the process of the grader has died of this submission."""
        return self.verdict(refused=in_both("grading.died"))

    def verdict(
        self,
        questions: Sequence[QuestionVerdict] = (),
        notes: Sequence[Texts] = (),
        refused: Texts | None = None,
        fingerprint: tuple[int, ...] = (),
    ) -> SubmissionVerdict:
        """Return a verdict on this submission."""
        homework = self.source.read().id
        return SubmissionVerdict(
            self.key, self.student, self.file, self.digest, homework, self.tier, tuple(questions),
            dict(refused or {}), (*self.notes, *notes), fingerprint,
        )  # fmt: skip


def grade_one(job: Job) -> SubmissionVerdict:
    """Return the verdict on one submission.

    Raises:
        SettingError: if there is no such sandbox here.
    """
    if job.refused:
        return job.verdict(refused=job.refused)
    with _one_at_a_time:
        return _graded(job)


def _graded(job: Job) -> SubmissionVerdict:
    homework = job.source.read()
    session = _session(job.tier, job.trust, homework.allow)
    loaded = session.load(job.files)
    if loaded.refused:
        return job.verdict(notes=loaded.notes, refused=loaded.refused)
    code = loaded.code
    earlier = {q.question: q for q in job.earlier.questions} if job.earlier else {}
    sessions, found = {homework.allow: session}, list[QuestionVerdict]()
    for question in homework.questions:
        if job.questions and question.id not in job.questions and question.id in earlier:
            found.append(earlier[question.id])
            continue
        allow = allowed(homework.allow, question.forbid)
        if allow not in sessions:
            sessions[allow] = _session(job.tier, job.trust, allow)
            sessions[allow].load(job.files)
        found.append(_judged(job, question, sessions[allow], loaded, code))
    for used in sessions.values():
        used.unload()  # nothing of it goes on computing while the next one is waited for
    notes = [*loaded.notes, *(in_both("grading.cell_error", error=e) for e in _errors(loaded))]
    if not job.is_sure and any(question.personal for question in homework.questions):
        notes.append(in_both("building.id_not_sure", student=student_typed(code) or job.student))
    return job.verdict(found, notes, fingerprint=similarity.fingerprint(code))


@cache  # there are few, and each is wanted again
def _session(tier: str, trust: bool, allow: tuple[str, ...]) -> Session:
    """Return this process's sandbox: starting one takes longer than grading a submission."""
    session = Session(choose(tier, trust), allow)
    at_end(session.close)
    return session


def _judged(
    job: Job, question: Question, session: Session, loaded: Loaded, code: str
) -> QuestionVerdict:
    """Return what became of a question, whatever happens while it is judged."""
    if question.is_written:
        answer = loaded.written(question.id)
        return replace(score(question, (), ()), output=answer[:MOST_OUTPUT])
    calls = question.plan(_numbers_of(job, question, code), job.space_key, job.personal_key)
    replies = ask(session, calls)
    try:
        verdict = score(question, calls, replies, code)
    except Exception as error:  # a value that nobody has thought of must not cost a batch
        reason = f"{type(error).__name__}: {error}"
        items = tuple(
            Verdict(name, kind.points, 0.0, "failed", GRADER)
            for name, kind in question.kinds.items()
        )
        return QuestionVerdict(question.id, items, error=_told(reason))
    return replace(verdict, output=_told(verdict.output), error=_told(verdict.error))


def student_typed(code: str) -> str:
    """Return the id that a student has put into her notebook, or ""."""
    typed = _STUDENT.search(code)
    return typed[1].strip() if typed else ""


def _numbers_of(job: Job, question: Question, code: str) -> str:
    """Return the id whose numbers a question is asked with."""
    typed = "" if job.is_sure or not question.personal else student_typed(code)
    return typed or job.student


def _errors(loaded: Loaded) -> list[str]:
    """Return what went wrong in the cells, those apart that need our public checks.

    These are of no use in the sandbox, where our own package is not there.
    """
    found = []
    for error in loaded.errors:
        number = re.match(r"cell (\d+):", error)
        place = int(number[1]) - 1 if number else -1
        text = loaded.cells[place].text if 0 <= place < len(loaded.cells) else ""
        if not _CHECKS.search(text):
            found.append(_told(error))
    return found[:MOST_ERRORS]


def ask(session: Session, calls: Sequence[Call]) -> list[Reply]:
    """Return the replies to the calls; after one that has ended the process, no more are made."""
    replies: list[Reply] = []
    for call in calls:
        replies.append(session.call(call))
        if replies[-1].status in ("missing", "timeout", "memory", "died"):
            break
    return replies


def _told(text: str) -> str:
    """Return text of a student's program, cut, and without what differs from run to run."""
    return _ADDRESS.sub("0x…", text[:MOST_OUTPUT])
