"""Sources are read as they were written, and what is not a lesson is refused with its line."""

from __future__ import annotations

import pytest

from tinygrad_fa import language
from tinygrad_fa.language.errors import DataError
from tinygrad_fa.lessons import source, workshop
from tinygrad_fa.lessons.exercises import exercises_of
from tinygrad_fa.lessons.glossary import read_glossary
from tinygrad_fa.lessons.source import find_lesson, list_lessons, read_lesson


def test_the_first_lessons_are_there():
    lessons = list_lessons()
    assert [lesson.number for lesson in lessons][:4] == [0, 1, 2, 3]
    for lesson in lessons:
        assert set(lesson.titles) == {"fa", "en"}
        assert 30 <= lesson.minutes <= 60
        for chosen in language.LANGUAGES:
            assert lesson.notebook(chosen).exists()


def test_an_installed_package_carries_its_lessons(small_folder, monkeypatch):
    package = small_folder.parent / "site" / "tinygrad_fa"
    package.mkdir(parents=True)
    monkeypatch.setattr(source, "_PACKAGE", package)
    with pytest.raises(DataError) as caught:
        source.lessons_folder()
    assert caught.value.key == "lessons.no_folder"
    small_folder.rename(package / "_lessons")
    (package.parent / "lessons").mkdir()  # somebody else's folder of that name
    assert [lesson.number for lesson in list_lessons()] == [7]


def test_each_language_sees_its_own_cells(small_folder):
    lesson = find_lesson(7, small_folder)
    assert [cell.language for cell in lesson.cells_in("fa")] == ["fa", None]
    assert [cell.language for cell in lesson.cells_in("en")] == ["en", None]
    code = lesson.cells[-1]
    assert code.shown_in("fa").startswith("# جمع\nq = 1 + 2")
    assert code.shown_in("en").startswith("# the sum\nq = 1 + 2")
    lines = lesson.path.read_text(encoding="utf-8").splitlines()
    assert lines[code.line - 1] == "# fa: جمع"  # the line an error will point at


def test_unknown_lesson_lists_the_known(small_folder):
    with pytest.raises(DataError) as caught:
        find_lesson(8, small_folder)
    assert caught.value.key == "lessons.unknown_lesson"
    assert "7" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "key", "line"),
    [
        ("# title.fa: درس کوتاه\n", "", "header", None),
        ("# %%\n", "# %% code\n", "marker", 25),
        ("# Look at the sum", "Look at the sum", "prose_line", 19),
        ("# %%", "# cell", "no_cells", None),
        ("minutes: 5", "minutes: five", "minutes", None),
    ],
)
def test_a_broken_source_is_refused(small_folder, old, new, key, line):
    path = small_folder / "07_short.py"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_lesson(path)
    assert caught.value.key == f"lessons.{key}"
    assert line is None or caught.value.values["line"] == line


def test_a_file_that_cannot_be_read_is_named(small_folder):
    exercises = small_folder / "exercises" / "07_short.py"
    exercises.write_text("EXERCISES = [[", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        exercises_of(find_lesson(7, small_folder))
    assert caught.value.key == "lessons.unreadable" and "exercises/07_short.py" in str(caught.value)
    (small_folder / "07_short.py").write_bytes(b"# ---\n# title.fa: \xff\n")
    with pytest.raises(DataError) as caught:
        list_lessons(small_folder)
    assert caught.value.key == "lessons.unreadable" and "07_short.py" in str(caught.value)


def test_a_glossary_that_is_none_is_named(small_folder):
    path = small_folder / "reference" / "glossary.tsv"
    path.write_text("en\tfa\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_glossary(small_folder)
    assert "also, avoid, everyday" in str(caught.value)
    path.unlink()
    with pytest.raises(DataError) as caught:
        read_glossary(small_folder)
    assert caught.value.key == "lessons.unreadable"


@pytest.mark.parametrize("lesson", list_lessons(), ids=lambda lesson: lesson.name)
def test_jupytext_reads_the_same_cells(lesson):
    jupytext = pytest.importorskip("jupytext")
    header, *cells = jupytext.read(lesson.path).cells
    assert "title.fa" in header.source
    theirs = [(cell.cell_type == "code", cell.metadata.get("lang"), cell.source) for cell in cells]
    assert theirs == [(cell.is_code, cell.language, cell.text) for cell in lesson.cells]


@pytest.mark.parametrize("chosen", language.LANGUAGES)
@pytest.mark.parametrize("lesson", list_lessons(), ids=lambda lesson: lesson.name)
def test_a_notebook_survives_the_way_to_a_script_and_back(lesson, chosen):
    jupytext, nbformat = pytest.importorskip("jupytext"), pytest.importorskip("nbformat")
    notebook = nbformat.reads(workshop.as_text(workshop.notebook_of(lesson, chosen)), as_version=4)
    again = jupytext.reads(jupytext.writes(notebook, fmt="py:percent"), fmt="py:percent")
    assert [(cell.cell_type, cell.source) for cell in again.cells] == [
        (cell.cell_type, cell.source) for cell in notebook.cells
    ]
