"""The checks in the student's notebook: ``check("backward")``.

The notebook holds a text that `checks_of` made: inputs of the public space, fingerprints of what
the right function gives for them and of what each slip gives, and the sentences to say.  There is
no formula in it.  The grading draws its numbers from another space.
"""

from __future__ import annotations

import base64
import json
import sys
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tinygrad_fa import backend, language
from tinygrad_fa.homework import personal, seeds
from tinygrad_fa.homework.checking import checked, own_set, say
from tinygrad_fa.homework.diagnosis import texts
from tinygrad_fa.homework.fingerprints import fingerprint
from tinygrad_fa.homework.items import TypedFormula
from tinygrad_fa.homework.mutants import Mutant
from tinygrad_fa.homework.plain import decode, encode
from tinygrad_fa.homework.questions import Question
from tinygrad_fa.homework.scene import FAR
from tinygrad_fa.homework.source import Homework
from tinygrad_fa.language.errors import DataError

Check = Callable[..., float]


def checks_of(
    homework: Homework,
    public_key: bytes,
    personal_key: bytes | None = None,
    students: Sequence[str] = (),
) -> str:
    """Return the checks of a homework as one line of letters, for the student's notebook.

    Args:
        homework: whose questions are checked.
        public_key: of the public space.
        personal_key: of the personal space; it travels with the checks, because it says which
            numbers are a student's.
        students: those for whom the notebook is made, whose own numbers are enough then.
    """
    key = personal_key or public_key
    asked = {
        question.id: _of_question(question, public_key, key, students)
        for question in homework.questions
        if not question.is_written
    }
    plain = {"homework": homework.id, "key": key.hex(), "questions": asked}
    packed = zlib.compress(json.dumps(plain, ensure_ascii=False).encode(), 9)
    return base64.b85encode(packed).decode()


def start(text: str, lang: str = "fa", student: str = "") -> Check:
    """Return the function `check` of a notebook.

    Args:
        text: what `checks_of` made.
        lang: ``"fa"``, ``"en"``, or ``"fa+en"`` for both, one under the other.
        student: her id, for questions with numbers of her own.

    Raises:
        DataError: if the text was damaged.
    """
    plain = _read(text)
    languages = [x for x in lang.split("+") if x in language.LANGUAGES] or ["en"]
    backend.named("numpy")  # so that the first check is as quick as the others

    def check(question: str, function: Callable[..., Any] | None = None) -> float:
        """Check one question, and return the points of what is right, as nbgrader reads them."""
        asked = plain["questions"].get(question)
        if asked is None:
            known = ", ".join(f"`{x}`" for x in plain["questions"])
            say(languages, texts("check_unknown", question=f"`{question}`", known=known))
            return 0.0
        found = function or sys._getframe(1).f_globals.get(asked["function"])
        return checked(asked, found, languages, plain["key"], student)

    return check


def _read(text: str) -> dict[str, Any]:
    try:
        return dict(json.loads(zlib.decompress(base64.b85decode(text))))
    except (ValueError, zlib.error) as error:
        raise DataError("homework.damaged_checks") from error


def _of_question(
    question: Question, public_key: bytes, personal_key: bytes, students: Sequence[str]
) -> dict[str, Any]:
    """Return what the notebook knows about a question."""
    if question.personal:
        wanted = {personal.variant(x, personal_key) for x in students} or range(personal.VARIANTS)
        sets = {
            str(n): [_of_inputs(question, personal.of_variant(question, n, personal_key))]
            for n in wanted
        }
    else:
        drawn = [
            question.drawn(seeds.random_source(public_key, "", question.id, trial))
            for trial in range(question.trials)
        ]
        sets = {"": [_of_inputs(question, inputs) for inputs in drawn]}
    slips = {
        name: {str(i): m.explained() for i, m in enumerate(_told_in_public(question, name))}
        for name in question.values
    }
    return {
        "function": question.function,
        "tolerance": question.tolerance,
        "returned": question.returned,
        "points": {name: kind.points for name, kind in question.kinds.items()},
        "values": {name: question.followed(name) for name in question.values},
        "sets": sets,
        "formulas": {
            name: [list(kind.names), list(kind.between), fingerprint(kind.numbers(kind.text))]
            for name, kind in question.kinds.items()
            if isinstance(kind, TypedFormula)
        },
        "slips": slips,
        "hints": {name: dict(hint) for name, hint in question.hints.items()},
    }


def _told_in_public(question: Question, name: str) -> list[Mutant]:
    """Return the slips that a notebook knows, the more likely ones first."""
    return [mutant for mutant in question.mutants[name] if mutant.rank < FAR]


def _of_inputs(question: Question, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return one trial: its inputs, and the fingerprints of right and of wrong values."""
    right = question.reference.values(inputs)
    known = {**inputs, **right}
    wrong = {
        name: {
            str(number): fingerprint(value)  # several slips may have one name
            for number, mutant in enumerate(_told_in_public(question, name))
            if (value := mutant.rule.of(known)) is not None
        }
        for name in question.values
    }
    return {
        "inputs": {x: encode(v) for x, v in inputs.items() if x not in question.hidden},
        "right": {name: fingerprint(right[name]) for name in question.values},
        "wrong": wrong,
    }


def homework_of(text: str) -> str:
    """Return the id of the homework whose checks these are."""
    return str(_read(text)["homework"])


def points_of(text: str) -> dict[str, float]:
    """Return what each question is worth."""
    questions = _read(text)["questions"]
    return {name: float(sum(asked["points"].values())) for name, asked in questions.items()}


def function_of(text: str, question: str) -> str:
    """Return the name of the function that a question asks for."""
    return str(_read(text)["questions"][question]["function"])


def own_numbers(text: str, question: str, student: str) -> dict[str, Any]:
    """Return the inputs that a student has in a personal question, out of the checks' text.

    Raises:
        DataError: if the text was damaged, or holds no numbers for her.
    """
    plain = _read(text)
    sets = plain["questions"].get(question, {"sets": {}})["sets"]
    trials = sets.get(own_set(plain["key"], student))
    if trials is None:
        raise DataError("homework.check_not_yours", student=f"`{student}`")
    return {x: decode(value) for x, value in trials[0]["inputs"].items()}
