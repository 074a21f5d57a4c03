"""What can be said against a question as it is written, before anything of it is run.

What shows only with numbers (an input that nobody draws, a slip that changes nothing) is found by
the proof of the homework (`proof`).
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tinygrad_fa import language
from tinygrad_fa.homework.chain import Chain
from tinygrad_fa.homework.items import (
    GradientCheck,
    Invariant,
    Item,
    Stability,
    Training,
    TypedFormula,
    Value,
)
from tinygrad_fa.homework.mutants import Slip
from tinygrad_fa.language.errors import DataError, TinygradError

if TYPE_CHECKING:
    from tinygrad_fa.homework.questions import Question

_ID = re.compile(r"[A-Za-z0-9_-]{1,60}")
NAMES_OF_ARRAYS = {"shape", "values"}  # how an array crosses the wall


def check_question(question: Question) -> None:
    """Refuse a question that cannot be marked as it is written.

    Raises:
        DataError: the text names the question and says what to write.
    """
    if not isinstance(question.id, str) or not _ID.fullmatch(question.id):
        raise DataError("homework.bad_id", id=question.id)
    _check_kinds_of_settings(question)
    if not question.items:
        raise _problem(question, "no_items")
    for name, item in question.items.items():
        _check_points(question, name, item)
        _check_item(question, name, question.kinds[name])
    if not question.function and not all(item.by_hand for item in question.kinds.values()):
        raise _problem(question, "no_function")
    if question.trials < 1 or not 0 < question.tolerance < 1 or question.seconds <= 0:
        raise _problem(question, "bad_limits")
    _check_names(question)
    for where, texts in _texts(question):
        missing = [x for x in language.LANGUAGES if not _has_text(texts, x)]
        if missing:
            raise _problem(question, "both_languages", where=where, missing=", ".join(missing))


def _check_kinds_of_settings(question: Question) -> None:
    """Refuse a list for a dict, one slip without its comma, and the like."""
    slips, forbid = question.slips, question.forbid
    wanted: tuple[tuple[str, bool, str], ...] = (
        ("items", isinstance(question.items, Mapping), 'items={"dz": 1, "dw": 2}'),
        ("reference", _is_sheet(question.reference), "class Backward(Chain): …"),
        ("inputs", question.inputs is None or callable(question.inputs),
         "inputs=draw(x=normal(3), y=bits())"),
        ("slips", isinstance(slips, tuple | list) and all(isinstance(x, Slip) for x in slips),
         "slips=(Slip(…),)"),
        ("forbid", isinstance(forbid, tuple | list), 'forbid=("numpy.gradient",)'),
        ("hidden", isinstance(question.hidden, tuple | list), 'hidden=("labels",)'),
        ("equivalents", isinstance(question.equivalents, tuple | list), 'equivalents=("def …",)'),
        ("hints", isinstance(question.hints, Mapping), 'hints={"dz": {"fa": "…", "en": "…"}}'),
        ("follow", isinstance(question.follow, Mapping), 'follow={"dw": ["dz"]}'),
        ("trials", _is_number(question.trials), "trials=3"),
        ("tolerance", _is_number(question.tolerance), "tolerance=1e-5"),
        ("seconds", _is_number(question.seconds), "seconds=3"),
    )  # fmt: skip
    for where, is_right, example in wanted:
        if not is_right:
            raise _problem(question, "written_like", where=where, example=example)


def _is_sheet(value: Any) -> bool:
    return inspect.isclass(value) and issubclass(value, Chain)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _check_points(question: Question, name: str, item: float | Item) -> None:
    points = item.points if isinstance(item, Item) else item
    if not _is_number(points) or not 0 <= points < math.inf:
        raise _problem(question, "no_points", item=name)
    if name in NAMES_OF_ARRAYS:
        raise _problem(question, "name_of_array", item=name)


def _check_item(question: Question, name: str, kind: Item) -> None:
    wanted = name if isinstance(kind, Value) else ""
    if isinstance(kind, (GradientCheck, Stability)):
        wanted = kind.of
    if wanted and wanted not in question.reference.rules:
        raise _problem(question, "no_rule", item=name, rule=wanted)
    if isinstance(kind, Training):
        if kind.labels not in question.hidden:
            raise _problem(question, "labels_not_hidden", item=name, labels=kind.labels)
        if not 0 <= kind.floor < kind.accuracy <= 1:
            example = f'Training({kind.points}, labels="{kind.labels}", accuracy=0.8, floor=0.2)'
            raise _problem(question, "written_like", where=name, example=example)
    if isinstance(kind, TypedFormula):
        _check_formula(question, name, kind)


def _check_formula(question: Question, name: str, kind: TypedFormula) -> None:
    """Refuse a right formula that cannot be read, or has other names than those it allows."""
    if isinstance(kind.names, str):
        example = f'TypedFormula({kind.points}, "2*x*z", ("x", "z"))'
        raise _problem(question, "written_like", where=name, example=example)
    try:
        kind.numbers(kind.text)
    except (TinygradError, LookupError) as error:
        reason = str(error).split("\n")[0]
        raise _problem(question, "bad_formula", item=name, text=kind.text, reason=reason) from error


def _check_names(question: Question) -> None:
    """Refuse a slip, a hint or a follower of something that there is not."""
    named = {
        "slips": [slip.item for slip in question.slips],
        "hints": list(question.hints),
        "follow": [x for name, above in question.follow.items() for x in (name, *above)],
    }
    for where, names in named.items():
        for name in names:
            if name not in question.items and name not in question.reference.rules:
                raise _problem(question, "unknown_item", item=name, where=where)


def _texts(question: Question) -> Iterator[tuple[str, Any]]:
    """Yield all that is said to a student, with where it stands."""
    for name, hint in question.hints.items():
        yield f"hints[{name}]", hint
    for slip in question.slips:
        yield f"Slip({slip.item}, {slip.name})", slip.text
    for name, kind in question.kinds.items():
        if isinstance(kind, Invariant) and kind.text:
            yield f"{name}: Invariant", kind.text


def _has_text(texts: Any, chosen: str) -> bool:
    return isinstance(texts, Mapping) and isinstance(texts.get(chosen), str)


def _problem(question: Question, key: str, **values: object) -> DataError:
    return DataError(f"homework.{key}", question=question.id, **values)
