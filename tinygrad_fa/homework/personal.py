"""Numbers of one's own: tidy inputs for work on paper, and another answer for every slip.

There are `VARIANTS` sets of numbers for a question, and a student's id and the homework's
personal key say which is hers.  So a notebook can hold the checks of all sets without a formula
in it, and which student has which set nobody can tell without her id.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.homework import seeds
from tinygrad_fa.homework.questions import Question
from tinygrad_fa.homework.scene import FAR

VARIANTS = 64
TRIES = 60  # drawings of which the best is taken
APART = 0.004  # how far two answers must lie apart: more than one digit in the second decimal


def numbers(question: Question, student: str, space_key: bytes) -> dict[str, Any]:
    """Return a student's own inputs of a question, the hidden ones among them.

    Of many drawings with which every slip gives another answer, the one is taken whose
    intermediate values are the tidiest: at most two digits after the point where possible.

    Args:
        question: draws the inputs.
        student: her id; digits in any script.
        space_key: of the personal space.
    """
    return dict(of_variant(question, variant(student, space_key), space_key))


def variant(student: str, space_key: bytes) -> int:
    """Return which of the sets of numbers is a student's."""
    return int(VARIANTS * seeds.random_source(space_key, student, "variant", 0).random())


@lru_cache(maxsize=4096)
def of_variant(question: Question, number: int, space_key: bytes) -> Mapping[str, Any]:
    """Return the inputs of one of the sets."""
    best: tuple[tuple[int, int, int], dict[str, Any]] | None = None
    for attempt in range(TRIES):
        source = seeds.random_source(space_key, f"variant {number}", question.id, attempt)
        inputs = question.drawn(source)
        values = question.reference.values(inputs)
        rough = sum(not _is_tidy(value) for value in values.values())
        if best is not None and (0, 0, rough) >= best[0]:
            continue  # no better, however well the slips can be told apart
        near = too_near(question, inputs, values)
        marks = (sum(not slip for _, slip, _ in near), len(near), rough)
        if best is None or marks < best[0]:
            best = (marks, inputs)
    if best is None:
        raise AssertionError("there is at least one attempt")
    return best[1]


def too_near(
    question: Question, inputs: Mapping[str, Any], values: Mapping[str, Any]
) -> list[tuple[str, str, str]]:
    """Return (item, slip, other slip) for answers that could be taken for each other.

    The right answer stands there as the slip "".
    """
    numpy = backend.named("numpy")
    known = {**inputs, **values}
    found = []
    for name in question.values:
        right = values[name]
        if right is None:
            continue
        slips, rows = [""], [right.astype("float64").ravel()]
        for mutant in question.mutants[name]:
            value = mutant.rule.of(known) if mutant.rank < FAR else None
            if value is not None and value.shape == right.shape and value.dtype.kind in "biuf":
                slips.append(mutant.name)
                rows.append(value.astype("float64").ravel())
        table = numpy.array(rows)
        with numpy.errstate(all="ignore"):
            apart = abs(table[:, None] - table[None])
            near = (apart <= APART / 2 * (1 + abs(table[None]))).all(axis=2)
        pairs = zip(*numpy.nonzero(numpy.triu(near, 1)), strict=True)
        found += [(name, slips[i], slips[j]) for i, j in pairs if slips[i] != slips[j]]
    return found


def _is_tidy(value: Any) -> bool:
    numpy = backend.named("numpy")
    if value is None or value.dtype.kind not in "biuf":
        return False
    hundredths = value.astype("float64") * 100
    return bool(numpy.isfinite(hundredths).all()) and bool(
        (abs(hundredths - hundredths.round()) < 1e-6).all()
    )
