"""What the rooms of the homework hand to each other: calls, replies, verdicts.

A `Call` goes into the sandbox and holds nothing but a function's name and its inputs; a `Reply`
comes back and holds nothing but plain values.  Whether these are right is decided outside, and
the decision is a `Verdict`.  All of them can be written as JSON, so that they can travel to other
processes and machines and be kept in a journal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, TypeVar, get_args

Texts = Mapping[str, str]
"""One text in several languages: ``{"fa": …, "en": …}``."""

Plain = Any
"""What may cross the wall: None, bool, int, float, str, and lists and dicts of these.

An array is ``{"shape": [2, 3], "values": [six floats]}``; numbers that are not finite are the
strings ``"nan"``, ``"inf"`` and ``"-inf"`` there.
"""

ReplyStatus = Literal["ok", "missing", "error", "timeout", "memory", "died", "too_big", "not_plain"]
ItemState = Literal["right", "follows", "wrong", "missing", "failed", "forbidden", "by_hand"]


@dataclass(frozen=True)
class Call:
    """One call of a student's function.

    Attributes:
        question: the id of the question it belongs to.
        function: the name of the student's function.
        arguments: its keyword arguments.
        seconds: how long it may compute; a call that only waits may take little longer.
        megabytes: how much memory it may use.
        seed: what ``random`` and ``numpy.random`` are seeded with before the call.
    """

    question: str
    function: str
    arguments: Mapping[str, Plain]
    seconds: float = 3.0
    megabytes: int = 1500
    seed: int = 0


@dataclass(frozen=True)
class Reply:
    """What came back from one call.

    Attributes:
        status: ``"ok"``; ``"missing"`` (no such function); ``"error"`` (it raised); ``"timeout"``;
            ``"memory"``; ``"died"`` (the process ended); ``"too_big"``; ``"not_plain"`` (the
            result is no number, array, text, or dict or tuple of them).
        values: what the function returned; a tuple is a list.
        error: the kind and text of what was raised and the line in the submission, short and
            without control characters.
        output: what was printed, cut at a bound.
    """

    status: ReplyStatus
    values: Plain = None
    error: str = ""
    output: str = ""


@dataclass(frozen=True)
class Verdict:
    """What became of one item of a question.

    Attributes:
        item: its name.
        points: what it is worth.
        earned: what the student gets for it.
        state: ``"right"``; ``"follows"`` (wrong only because of an earlier item: full marks);
            ``"wrong"``; ``"missing"`` (no such value, function or cell); ``"failed"`` (the call
            did not end well: see `cause`); ``"forbidden"`` (uses what the question forbids);
            ``"by_hand"`` (a written answer that a human marks; nothing earned yet).
        cause: for ``"failed"`` the status of the reply, for ``"forbidden"`` the forbidden name.
        first_wrong: the first wrong link of the chain that leads here, or "".
        misconception: the name of the slip that gives exactly the student's values, or "".
        explanation: what is said to the student, never the right answer itself.
    """

    item: str
    points: float
    earned: float
    state: ItemState
    cause: str = ""
    first_wrong: str = ""
    misconception: str = ""
    explanation: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class QuestionVerdict:
    """What became of one question; `output` is what the student's code printed."""

    question: str
    verdicts: tuple[Verdict, ...]
    output: str = ""
    error: str = ""


@dataclass(frozen=True)
class SubmissionVerdict:
    """What became of one submission: one line of the journal.

    Attributes:
        key: identifies submission, homework, seed and version together (sha-256, hex): the same
            key has the same verdict, on every machine.
        student: the student's id as it was understood.
        file: the name of what was handed in, inside the folder of submissions.
        digest: sha-256 of its bytes, hex.
        homework: the id of the homework.
        tier: the letter of the sandbox that ran it.
        questions: what became of each.
        refused: why nothing could be run (not a notebook, too big …), else empty.
        notes: what the teacher shall know (a cell twice, metadata lost, late …), in both languages.
        fingerprint: of the code's structure, for the list of similar submissions.
    """

    key: str
    student: str
    file: str
    digest: str
    homework: str
    tier: str
    questions: tuple[QuestionVerdict, ...] = ()
    refused: Texts = field(default_factory=dict)
    notes: tuple[Texts, ...] = ()
    fingerprint: tuple[int, ...] = ()

    @property
    def earned(self) -> float:
        """The sum of the points earned."""
        return sum(v.earned for q in self.questions for v in q.verdicts)

    def as_plain(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> SubmissionVerdict:
        """Return what `as_plain` was made from.

        Raises:
            TypeError, KeyError, AttributeError: if it is something else; somebody has edited it.
        """
        questions = tuple(
            _checked(
                QuestionVerdict(
                    **{**q, "verdicts": tuple(_checked(Verdict(**v)) for v in q["verdicts"])}
                )
            )
            for q in plain["questions"]
        )
        sequences = {name: tuple(plain[name]) for name in ("notes", "fingerprint")}
        return _checked(cls(**{**plain, **sequences, "questions": questions}))


def _are_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


# What the fields of the records hold, by the words of their annotations.
_HOLDS: dict[str, Callable[[Any], bool]] = {
    "str": lambda value: isinstance(value, str),
    "float": lambda value: type(value) in (int, float) and 0 <= value < 1e15,
    "ItemState": lambda value: value in get_args(ItemState),
    "Texts": _are_texts,
    "tuple[Texts, ...]": lambda value: all(map(_are_texts, value)),
    "tuple[int, ...]": lambda value: all(type(number) is int for number in value),
}
_Record = TypeVar("_Record", Verdict, QuestionVerdict, SubmissionVerdict)


def _checked(record: _Record) -> _Record:
    for about in fields(record):
        holds = _HOLDS.get(str(about.type))
        if holds and not holds(getattr(record, about.name)):
            raise TypeError(about.name)
    return record
