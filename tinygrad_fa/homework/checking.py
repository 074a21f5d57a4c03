"""One check in the student's notebook: her function is called, and what is wrong is said."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from tinygrad_fa import backend, language
from tinygrad_fa.homework import personal
from tinygrad_fa.homework.diagnosis import texts
from tinygrad_fa.homework.fingerprints import fits
from tinygrad_fa.homework.items import TypedFormula
from tinygrad_fa.homework.judging import NOTHING
from tinygrad_fa.homework.plain import Seen, decode, encode
from tinygrad_fa.homework.scoring import unpacked
from tinygrad_fa.language.errors import TinygradError

_LEFT_TO_RIGHT, _RIGHT_TO_LEFT, _END = "\u2066", "\u2067", "\u2069"  # isolates of Unicode
_CODE = re.compile(r"`[^`]*`")
SAME_FORMULA = 1e-8  # the tolerance of typed formulas, whose numbers differ by rounding only


def checked(
    asked: Mapping[str, Any],
    function: Callable[..., Any] | None,
    languages: Sequence[str],
    key: str,
    student: str,
) -> float:
    """Call the function, say what is right and what is not, and return the points."""
    name = f"`{asked['function']}`"
    if not callable(function):
        say(languages, texts("check_no_function", function=name))
        return 0.0
    trials = asked["sets"].get("") or asked["sets"].get(own_set(key, student))
    if trials is None:
        say(languages, texts("check_not_yours", student=f"`{student}`"))
        return 0.0
    seen = []
    for trial in trials:
        inputs = {x: decode(value) for x, value in trial["inputs"].items()}
        try:
            # nbgrader gives no points to a cell that writes to the stream of errors.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                seen.append(unpacked(asked["returned"], encode(function(**inputs))))
        except Exception as error:  # whatever the student's code raises is for her to see
            if isinstance(error, NameError) and (
                error.name in asked["returned"] or asked["formulas"]
            ):
                say(languages, texts("check_unfinished", item=f"`{error.name}`",
                                     line=f"`{error.name} = None`"))  # fmt: skip
                return 0.0
            reason = f"`{type(error).__name__}: {error}`".replace("\n", " ")
            say(languages, texts("check_error", function=name, reason=reason))
            return 0.0
    if not all(seen):
        names = _listed(asked["returned"])
        say(languages, texts("check_returned", function=name, names=names))
        return 0.0
    return _told(asked, trials, seen, languages)


def own_set(key: str, student: str) -> str:
    """Return the name of the set of numbers that is a student's."""
    return str(personal.variant(student, bytes.fromhex(key)))


def _told(
    asked: Mapping[str, Any],
    trials: Sequence[Mapping[str, Any]],
    seen: Sequence[Mapping[str, Seen]],
    languages: Sequence[str],
) -> float:
    """Say what is right, the first wrong links with their slips, and what comes after them."""
    wrong, after = dict[str, Mapping[str, str]](), dict[str, str]()
    for name, above in asked["values"].items():
        values = [found.get(name, NOTHING) for found in seen]
        marks = [trial["right"][name] for trial in trials]
        if all(map(partial(fits, tolerance=asked["tolerance"]), values, marks)):
            continue
        first = next((link for link in above if link in wrong or link in after), "")
        if first:
            after[name] = after.get(first, first)
        else:
            wrong[name] = _explained(asked, name, trials, values)
    for name, (names, between, mark) in asked["formulas"].items():
        typed = TypedFormula(0, "0", tuple(names), tuple(between))
        faults = [_fault_of_formula(found.get(name, NOTHING), typed, mark) for found in seen]
        fault = next(filter(None, faults), "")
        if fault == "value":
            wrong[name] = _hint(asked, name)
        elif fault:
            wrong[name] = texts(f"item_{fault}")
    checked = [*asked["values"], *asked["formulas"]]
    right = [name for name in checked if name not in wrong and name not in after]
    if right:
        say(languages, texts("check_right", items=_listed(right)), "✔")
    for name, said in wrong.items():
        key = "homework.check_first" if name in after.values() else "homework.check_wrong"
        told = {
            x: language.text(key, x, item=f"`{name}`", said=said.get(x, "")).strip()
            for x in language.LANGUAGES
        }
        say(languages, told, "✘")
    for link in dict.fromkeys(after.values()):
        later = _listed([name for name, first in after.items() if first == link])
        say(languages, texts("check_later", items=later, first=f"`{link}`"), "…")
    others = [name for name in asked["points"] if name not in checked]
    if others:
        say(languages, texts("check_graded_later", items=_listed(others)), "…")
    say(languages, texts("check_public"), " ")
    given = all(
        found.get(x, NOTHING).fault != "missing" for found in seen for x in asked["returned"]
    )
    if given and not wrong and not after:  # what is graded later is taken on trust until then
        return float(sum(asked["points"].values()))
    return float(sum(asked["points"][name] for name in right))


def _explained(
    asked: Mapping[str, Any],
    name: str,
    trials: Sequence[Mapping[str, Any]],
    values: Sequence[Seen],
) -> Mapping[str, str]:
    """Return the slip that gives these values, or what else can be said, with the hint.

    Who has given no number at all needs no hint at the formula yet.
    """
    said: Mapping[str, str] = {}
    for slip in trials[0]["wrong"][name]:
        marks = [trial["wrong"][name].get(slip) for trial in trials]
        if all(m and fits(v, m, asked["tolerance"]) for v, m in zip(values, marks, strict=True)):
            said = asked["slips"][name][slip]
            break
    if not said:
        for value, trial in zip(values, trials, strict=True):
            shape = tuple(trial["right"][name][0])
            if value.array is None:
                return texts(f"fault_{value.fault}")
            if value.array.shape != shape and not (value.array.size == 1 and shape == ()):
                given = f"`{value.array.shape}`"
                said = texts("fault_shape", given=given, wanted=f"`{shape}`")
            elif not backend.named("numpy").isfinite(value.array).all():
                said = texts("fault_not_finite")
    return _with_hint(asked, name, said)


def _with_hint(asked: Mapping[str, Any], name: str, said: Mapping[str, str]) -> dict[str, str]:
    hint = _hint(asked, name)
    return {x: f"{said.get(x, '')} {hint.get(x, '')}".strip() for x in language.LANGUAGES}


def _hint(asked: Mapping[str, Any], name: str) -> dict[str, str]:
    """Return the hint, in plain text: what is printed shows no TeX."""
    hint = asked["hints"].get(name, {})
    return {x: text.replace("$", "").replace("\\", "") for x, text in hint.items()}


def _fault_of_formula(seen: Seen, typed: TypedFormula, mark: Sequence[Any]) -> str:
    """Return why a text is no formula with the right values at the points, or ""."""
    if seen.text is None:
        return "missing" if seen.fault == "missing" else "formula_as_text"
    try:
        numbers = typed.numbers(seen.text)
    except TinygradError:
        return "formula_unreadable"
    return "" if fits(Seen(numbers), mark, SAME_FORMULA) else "value"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def say(languages: Sequence[str], said: Mapping[str, str], mark: str = "✘") -> None:
    """Print a sentence in each language."""
    for chosen in languages:
        line = f"{mark} {said[chosen]}"
        print(_right_to_left(line) if chosen == "fa" else line)


def _right_to_left(line: str) -> str:
    """Return a Persian line so that it is read in its order where lines run from left to right.

    That is what the output of a cell does, and every piece of code would break the sentence.
    """
    return (
        f"{_RIGHT_TO_LEFT}{_CODE.sub(lambda found: _LEFT_TO_RIGHT + found[0] + _END, line)}{_END}"
    )
