"""What a lesson's notebook needs of its own: right-to-left Persian, and the exercises at hand."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from tinygrad_fa import language
from tinygrad_fa.lessons.exercises import Verdict, exercises_of
from tinygrad_fa.lessons.source import find_lesson
from tinygrad_fa.lessons.style import notebook_style


def start(chosen: str, lesson: int, student: str = "") -> Callable[[str, Any], Verdict]:
    """Choose the language, send the stylesheet, and return the lesson's ``check(name, answer)``.

    Args:
        chosen: ``"fa"`` or ``"en"``.
        lesson: the number of the lesson whose exercises are asked.
        student: who answers, where the exercises have other numbers for each student.

    Raises:
        SettingError: for any other language.
        DataError: if there is no such lesson.
    """
    language.set_language(chosen)
    if chosen == "fa":
        _send_to_notebook(notebook_style())
    exercises = exercises_of(find_lesson(lesson), student)

    def check(name: str, answer: Any = ...) -> Verdict:
        """Say whether `answer` is right, or what the likely slip is."""
        return exercises.check(name, answer)

    return check


def _send_to_notebook(html: str) -> None:
    """Show `html` if this runs in a notebook; a terminal has no use for it."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None:
        shell.display_pub.publish({"text/html": html, "text/plain": ""})
