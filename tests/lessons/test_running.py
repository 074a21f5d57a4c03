"""The fast gate: the code of every lesson runs, in the terminal and without Jupyter."""

from __future__ import annotations

import socket
import sys

import pytest

from tinygrad_fa import language
from tinygrad_fa.language.errors import DataError, SettingError
from tinygrad_fa.lessons import running
from tinygrad_fa.lessons.source import find_lesson, list_lessons
from tinygrad_fa.lessons.workshop import check

LESSONS = list_lessons()


def _no_network(*a, **k):
    raise OSError("a lesson needs no network")


@pytest.mark.parametrize("chosen", language.LANGUAGES)
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_the_code_of_every_lesson_runs(lesson, chosen, monkeypatch, tmp_path):
    # There is no `dot`, no network, no graphics card, and nothing to read in the folder.
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(socket, "socket", _no_network)
    monkeypatch.setitem(sys.modules, "cupy", None)
    monkeypatch.chdir(tmp_path)
    running.execute_all(lesson, chosen)
    assert list(tmp_path.iterdir()) == []
    assert language.get_language() == "en"  # the lesson's language does not leak


@pytest.mark.parametrize("chosen", language.LANGUAGES)
def test_a_lesson_is_printed_in_the_terminal(capsys, chosen):
    running.run(1, chosen)
    printed = capsys.readouterr().out
    assert {"fa": "قاعدهٔ زنجیره‌ای", "en": "The chain rule"}[chosen] in printed
    assert {"fa": "شاهدها هم‌رأی‌اند", "en": "The witnesses agree"}[chosen] in printed
    assert "q = 3.0   f = -12.0" in printed
    assert "∂f/∂x" in printed
    if chosen == "fa":  # or a screen would show the headings of the table in reverse
        assert "\n\u200eورودی\u200e" in printed
    for markup in ("\\frac", "\\partial", "$", "{exercise", "# fa:", "# en:"):
        assert markup not in printed


def test_nothing_of_jupyter_is_needed(monkeypatch, capsys):
    for name in ("IPython", "jupytext", "nbclient", "nbformat"):
        monkeypatch.setitem(sys.modules, name, None)
    running.run(1, "fa")
    assert capsys.readouterr().out


def test_an_error_points_at_the_line_of_the_source(small_folder):
    path = small_folder / "07_short.py"
    text = path.read_text(encoding="utf-8").replace("assert q == 3", "assert q == 4")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AssertionError) as caught:
        running.execute_all(find_lesson(7, small_folder), "fa")
    place = caught.traceback[-1]
    assert str(place.path) == str(path)
    assert place.lineno + 1 == text.splitlines().index("assert q == 4") + 1


@pytest.mark.parametrize("chosen", language.LANGUAGES)
def test_a_source_that_is_no_python_is_named_with_its_line(small_folder, monkeypatch, chosen):
    path = small_folder / "07_short.py"
    text = path.read_text(encoding="utf-8").replace("assert q == 3", "assert q = = 3")
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(running, "find_lesson", lambda number: find_lesson(number, small_folder))
    with pytest.raises(DataError) as caught:
        running.run(7, chosen)
    assert caught.value.key == "lessons.no_python" and "07_short.py" in str(caught.value)
    line = text.splitlines().index("assert q = = 3") + 1
    assert caught.value.values["line"] == line
    assert str(caught.value) in check(folder=small_folder)


def test_a_package_that_is_missing_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    for chosen in language.LANGUAGES:
        with pytest.raises(SettingError) as caught:
            running.execute_all(find_lesson(0), chosen)
        assert caught.value.key == "lessons.missing_package"
        assert "matplotlib" in str(caught.value)
        assert "tinygrad_fa[lessons]" in str(caught.value)
