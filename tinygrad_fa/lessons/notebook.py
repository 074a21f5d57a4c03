"""What a lesson's notebook needs of its own: right-to-left Persian, and the exercises at hand."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from tinygrad_fa import language
from tinygrad_fa.lessons.exercises import Verdict, exercises_of
from tinygrad_fa.lessons.source import find_lesson

# JupyterLab and Notebook set every paragraph to the left and let code and formulas drift with
# the sentence around them.  The class names are the same in both and in nbconvert's HTML.
STYLE = """<style>
.jp-RenderedMarkdown [dir=rtl] {
  font-family: Vazirmatn, Vazir, Sahel, Tahoma, "DejaVu Sans", sans-serif; line-height: 1.9 }
.jp-RenderedMarkdown [dir=rtl] :is(p, li, td, th, h1, h2, h3, h4) { text-align: start }
.jp-RenderedMarkdown [dir=rtl] code { direction: ltr; unicode-bidi: isolate }
.jp-RenderedMarkdown [dir=rtl] pre { direction: ltr; text-align: left; unicode-bidi: isolate }
.jp-RenderedMarkdown [dir=rtl] mjx-container { direction: ltr; unicode-bidi: isolate }
.jp-RenderedMarkdown [dir=rtl] table { margin-right: 0; margin-left: auto }
.jp-RenderedMarkdown [dir=rtl] blockquote {
  border-left: none; border-right: 4px solid #0072B2; padding: 0 1em; margin: 1em 0 }
</style>"""


def start(chosen: str, lesson: int) -> Callable[[str, Any], Verdict]:
    """Choose the language, send the stylesheet, and return the lesson's ``check(name, answer)``.

    Args:
        chosen: ``"fa"`` or ``"en"``.
        lesson: the number of the lesson whose exercises are asked.

    Raises:
        SettingError: for any other language.
        DataError: if there is no such lesson.
    """
    language.set_language(chosen)
    if chosen == "fa":
        _send_to_notebook(STYLE)
    exercises = exercises_of(find_lesson(lesson))

    def check(name: str, answer: Any = ...) -> Verdict:
        """Say whether `answer` is right, or what the likely slip is."""
        return exercises.check(name, answer)

    return check


def _send_to_notebook(html: str) -> None:
    """Show `html` if this runs in a notebook; a terminal has no use for it."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None:
        shell.display_pub.publish({"text/html": html, "text/plain": ""})
