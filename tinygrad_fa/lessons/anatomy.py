"""The anatomy of a lesson: its parts are there, in order, and its exercises are asked.

A lesson goes: question, by hand, numerical check, engine, picture, what goes wrong, exercises from
easy to hard, one page to take away.  Other parts may stand between these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tinygrad_fa.lessons.source import Cell, Lesson

# How the headings of the parts begin, in both languages, in order.
PARTS = {
    "fa": ("پرسش", "با دست", "وارسی", "تصویر", "چه چیزی خراب می‌شود", "تمرین", "یک برگه"),
    "en": ("The question", "By hand", "The .*check", "The picture", "What goes wrong",
           "Exercises", "One page"),
}  # fmt: skip
GRADES = {"fa": ("آسان", "میانه", "دشوار"), "en": ("easy", "medium", "hard")}
ENGINE = ("check_gradients", "derive", "draw|replay")  # what the code calls on the way

_HEADING = re.compile(r"^## (.*)$", re.MULTILINE)
_ASKED = re.compile(r"\*\*[^(*]*\((?P<grade>[^)]*)\)[^*]*\*\*\s*\{exercise (?P<name>\w+)\}")

Finding = tuple[int, str, str]  # line, rule, what was found


def lint_anatomy(lesson: Lesson) -> Iterator[Finding]:
    """Yield the parts that are missing or out of order, and the checks that are never called."""
    for chosen, parts in PARTS.items():
        prose = "\n".join(cell.text for cell in lesson.cells_in(chosen) if not cell.is_code)
        headings = _HEADING.findall(prose)
        place = 0
        for part in parts:
            found = [i for i in range(place, len(headings)) if re.match(part, headings[i])]
            if not found:
                yield 1, "lint_anatomy", part
                continue
            place = found[0] + 1
    code = "\n".join(cell.text for cell in lesson.cells if cell.is_code)
    for name in ENGINE:
        if not re.search(rf"\btg\.(?:{name})\(", code):
            yield 1, "lint_anatomy", name


def lint_asking(lesson: Lesson, exercises: Mapping[str, object]) -> Iterator[Finding]:
    """Yield the exercises that are not asked once in each language, or not checked, or ungraded."""
    for chosen, grades in GRADES.items():
        cells = lesson.cells_in(chosen)
        asked: list[str] = []
        hardest = 0
        for i, cell in enumerate(cells):
            if cell.is_code:
                continue
            names = re.findall(r"\{exercise (\w+)\}", cell.text)
            graded = {found["name"]: found["grade"] for found in _ASKED.finditer(cell.text)}
            for name in names:
                asked.append(name)
                grade = graded.get(name)
                if name not in exercises or asked.count(name) > 1:
                    yield cell.line, "lint_exercise", name
                elif not _is_checked(name, cells[i + 1 :]):
                    yield cell.line, "lint_exercise", f'check("{name}", …)'
                if grade not in grades or grades.index(grade) < hardest:
                    yield cell.line, "lint_grade", f"{name} ({grade})"
                else:
                    hardest = grades.index(grade)
        for name in exercises:
            if name not in asked:
                yield 1, "lint_exercise", name


def _is_checked(name: str, following: list[Cell]) -> bool:
    """Whether a code cell checks the answer before the next exercise is asked."""
    for cell in following:
        if not cell.is_code and "{exercise" in cell.text:
            return False
        if cell.is_code and re.search(rf'\bcheck\(\s*"{name}"', cell.text):
            return True
    return False
