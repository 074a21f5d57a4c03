"""Notebooks are what their sources say, in both languages, and say it from right to left."""

from __future__ import annotations

import base64
import json
import re
import shutil
import sys
import time

import pytest

from tinygrad_fa import language
from tinygrad_fa.language.errors import DataError, SettingError
from tinygrad_fa.lessons import workshop
from tinygrad_fa.lessons.source import find_lesson, list_lessons

EACH = [(lesson, chosen) for lesson in list_lessons() for chosen in language.LANGUAGES]
IDS = [f"{lesson.name}-{chosen}" for lesson, chosen in EACH]


@pytest.fixture(params=EACH, ids=IDS)
def place(request):
    """Return a lesson and a language."""
    return request.param


@pytest.fixture
def unread(monkeypatch):
    """Leave out the proof-reader: the small lesson has not all parts of a lesson."""
    monkeypatch.setattr(workshop, "lint_lesson", lambda lesson: [])


def stored(lesson, chosen):
    return json.loads(lesson.notebook(chosen).read_text(encoding="utf-8"))


def test_the_stored_notebook_is_up_to_date(place):
    assert workshop.without_outputs(stored(*place)) == workshop.notebook_of(*place)


def test_the_stored_notebook_was_executed(place):
    cells = [cell for cell in stored(*place)["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell["outputs"]]
    assert not [output for output in outputs if output["output_type"] == "error"]
    kinds = {kind for output in outputs for kind in output.get("data", {})}
    assert {"text/markdown", "text/plain"} <= kinds
    assert "text/html" not in kinds
    for output in outputs:  # every drawing can be seen where SVG is not shown, as on GitHub
        assert "image/svg+xml" not in output.get("data", {}) or "image/png" in output["data"]
    assert "image/png" in kinds
    text = place[0].notebook(place[1]).read_text(encoding="utf-8")
    assert not re.search(r"/tmp/|/home/|/Users/|site-packages", text)
    assert "Derivation(" not in text  # where no formula is set, it is read as plain text


def test_the_notebook_is_a_valid_one(place):
    nbformat = pytest.importorskip("nbformat")
    nbformat.validate(nbformat.reads(place[0].notebook(place[1]).read_text("utf-8"), as_version=4))


def test_cell_names_are_unique_and_always_the_same(place):
    names = [cell["id"] for cell in workshop.notebook_of(*place)["cells"]]
    assert len(set(names)) == len(names)
    assert names == [cell["id"] for cell in workshop.notebook_of(*place)["cells"]]


def test_persian_prose_is_in_right_to_left_blocks():
    prose = "# عنوان\n\nمتن $x$\n\n$$x = 1$$\n\nمتن\n\n```\ncode\n```\n\n| $a$ |\n|---|\n| $1$ |"
    assert workshop.right_to_left(prose) == (
        '<div dir="rtl" lang="fa">\n\n# عنوان\n\nمتن $x$\n\n</div>\n\n$$x = 1$$\n\n'
        '<div dir="rtl" lang="fa">\n\nمتن\n\n</div>\n\n```\ncode\n```\n\n| $a$ |\n|---|\n| $1$ |'
    )


def test_every_persian_word_of_the_notebooks_is_in_such_a_block(place):
    lesson, chosen = place
    for cell in workshop.notebook_of(lesson, chosen)["cells"]:
        if cell["cell_type"] == "markdown":
            source = "".join(cell["source"])
            outside = re.sub(r'<div dir="rtl" lang="fa">\n\n.*?\n\n</div>', "", source, flags=re.S)
            assert not re.search("[\u0600-\u06ff]", outside)
            assert source.count("<div") == source.count("</div>")
            assert (chosen == "fa") == ("<div" in source)


def test_a_changed_source_is_noticed(small_folder, unread):
    workshop.build(execute=False, folder=small_folder)
    assert workshop.check(folder=small_folder) == []
    path = small_folder / "07_short.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Look at", "See"), encoding="utf-8")
    (found,) = workshop.check(folder=small_folder)
    assert "en/07_short.ipynb" in found


def test_code_that_stops_is_noticed(small_folder, unread):
    path = small_folder / "07_short.py"
    text = path.read_text(encoding="utf-8").replace("q = 1 + 2", "q = 1 + 1")
    path.write_text(text, encoding="utf-8")
    workshop.build(execute=False, folder=small_folder)
    found = workshop.check(folder=small_folder)
    assert len(found) == 2
    assert "AssertionError" in found[0]
    assert f"line {text.splitlines().index('assert q == 3') + 1}" in found[0]


def test_a_package_that_is_missing_is_no_fault_of_the_lesson(small_folder, unread, monkeypatch):
    def missing(lesson, chosen):
        raise SettingError("lessons.missing_package", package="matplotlib")

    monkeypatch.setattr(workshop, "execute_all", missing)
    with pytest.raises(SettingError) as caught:
        workshop.check(folder=small_folder)
    assert "matplotlib" in str(caught.value)


@pytest.mark.parametrize("content", ['{"cells": [', "[]", "{}"])
def test_a_notebook_that_is_none_is_noticed(small_folder, unread, content):
    workshop.build(execute=False, folder=small_folder)
    find_lesson(7, small_folder).notebook("fa").write_text(content, encoding="utf-8")
    (found,) = workshop.check(folder=small_folder)
    assert "fa/07_short.ipynb" in found


def test_building_twice_gives_the_same_file(small_folder):
    files = workshop.build(execute=False, folder=small_folder)
    first = [path.read_bytes() for path in files]
    assert [path.read_bytes() for path in workshop.build(False, small_folder)] == first


def test_single_lessons_are_built_by_their_numbers(small_folder):
    for folder in (small_folder, small_folder / "exercises"):
        shutil.copyfile(folder / "07_short.py", folder / "08_other.py")
    files = workshop.build(execute=False, folder=small_folder, numbers=[8])
    assert [file.name for file in files] == ["08_other.ipynb"] * 2
    with pytest.raises(DataError):
        workshop.build(execute=False, folder=small_folder, numbers=[9])


def test_without_nbclient_the_extra_is_named(small_folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "nbclient", None)
    with pytest.raises(SettingError) as caught:
        workshop.build(folder=small_folder)
    assert "tinygrad_fa[lessons]" in str(caught.value)


def test_pages_of_html_are_not_stored():
    def stored(**data):
        return workshop._stored({"output_type": "display_data", "data": data, "metadata": {}})

    png = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(8) + (640).to_bytes(4, "big") * 2).decode()
    pictures = {"image/svg+xml": "<svg/>", "image/png": png, "text/plain": "x"}
    kept = stored(**pictures, **{"text/html": "<iframe>"})
    assert kept["data"] == pictures
    assert kept["metadata"] == {"image/png": {"width": 320}}
    assert stored(**{"text/html": "<style>", "text/plain": ""}) is None
    assert stored(**{"text/plain": "3"})["data"] == {"text/plain": "3"}
    assert stored(**{"image/png": png})["metadata"] == {}
    stream = {"output_type": "stream", "name": "stdout", "text": "x"}
    assert workshop._stored(stream) == stream


def test_results_are_compared_as_far_as_machines_agree():
    def printed(text):
        return workshop._printed({"cells": [{"outputs": [{"text": [text]}]}, {}]})

    assert printed("x  0.196611933241 2.2e-12\n") == printed("x 0.196611933239  3e-13\n")
    assert printed("x 0.1966") != printed("x 0.1967")
    assert printed("x 0.1966") != printed("x -0.1966")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # those of Jupyter's own packages
def test_the_notebook_runs_in_jupyter_with_the_stored_results(place):
    pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    began = time.perf_counter()
    fresh = workshop.executed(workshop.notebook_of(*place))
    assert time.perf_counter() - began < 90  # a student does not wait longer for a lesson
    assert workshop._printed(fresh) == workshop._printed(stored(*place))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("code", ["assert q == 4, 'no'", "import os; os._exit(1)"])
def test_a_notebook_that_stops_is_named_and_none_is_written(small_folder, code):
    pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    path = small_folder / "07_short.py"
    text = path.read_text(encoding="utf-8").replace("assert q == 3", code)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        workshop.build(folder=small_folder)
    assert "fa/07_short.ipynb" in str(caught.value)
    assert ("AssertionError: no" in str(caught.value)) == ("assert" in code)
    assert not find_lesson(7, small_folder).notebook("fa").exists()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_the_kernel_says_nothing_in_between(small_folder, capfd):
    pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    workshop.executed(workshop.notebook_of(find_lesson(7, small_folder), "en"))
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_other_results_are_noticed(small_folder, unread):
    pytest.importorskip("nbclient")
    workshop.build(folder=small_folder)
    assert workshop.check(execute=True, folder=small_folder) == []
    path = find_lesson(7, small_folder).notebook("fa")
    path.write_text(path.read_text(encoding="utf-8").replace('"3"', '"5"'), encoding="utf-8")
    (found,) = workshop.check(execute=True, folder=small_folder)
    assert "fa/07_short.ipynb" in found
