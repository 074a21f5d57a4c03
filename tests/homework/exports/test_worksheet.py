"""The worksheet: on A4, in both languages, and without a single answer."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from tinygrad_fa.homework import course, personal, seeds
from tinygrad_fa.homework.exports.worksheet import answers_of, is_for_paper, sheet_number

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
                None)  # fmt: skip


def words_of(page):
    return re.sub(r"<style>.*?</style>", "", page.decode("utf-8"), flags=re.DOTALL)


@pytest.fixture
def key(built):
    return seeds.space(course.read_key(built.course_key), "hw2", "personal")


@pytest.mark.parametrize("language", ["fa", "en"])
def test_each_student_has_a_sheet_with_her_own_numbers_and_no_answers(built, key, language):
    blank = words_of((built.handed_out / f"worksheet.{language}.html").read_bytes())
    answers = words_of((built.kept / f"answers.{language}.html").read_bytes())
    assert blank.count('<section class="sheet">') == answers.count('class="sheet key"') == 2
    mine = built.homework.by_id["mine"]
    sheets = blank.split("<section")[1:]
    for sheet, student in zip(sheets, ("400123456", "۴۰۰۱۲۳۴۵۷")):
        assert sheet_number(key, student) in sheet and student in sheet
        numbers = personal.numbers(mine, student, key)
        for name, answer, formula in answers_of(mine, numbers):
            assert answer in answers and formula in answers
            own = {f"{value:g}" for value in numbers.values()}
            if answer not in own and len(answer) > 3:
                assert answer not in sheet, name
            assert formula not in sheet
    typed = built.homework.by_id["formula"].kinds["formula"].text
    assert typed in answers and typed not in blank
    assert 'class="found"' not in blank


def test_code_stays_in_the_notebook(built):
    assert [q.id for q in built.homework.questions if is_for_paper(q)] == [
        "mine", "formula", "detective",
    ]  # fmt: skip
    page = words_of((built.handed_out / "worksheet.en.html").read_bytes())
    assert "The detective" in page and "The forward pass" not in page


def test_sheet_numbers_tell_nobody_whose_they_are(key):
    numbers = {sheet_number(key, str(student)) for student in range(200)}
    assert len(numbers) == 200 and all(re.fullmatch("[0-9A-F]{3}-[0-9A-F]{3}", n) for n in numbers)
    assert sheet_number(b"another key of the course", "1") != sheet_number(key, "1")


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="pdfinfo is not installed")
@pytest.mark.parametrize("language", ["fa", "en"])
def test_it_prints_on_a4(built, tmp_path, language):
    page, pdf = built.handed_out / f"worksheet.{language}.html", tmp_path / "sheet.pdf"
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command += [f"--user-data-dir={tmp_path}", f"--print-to-pdf={pdf}", page.as_uri()]
    subprocess.run(command, check=True, timeout=180, capture_output=True)
    told = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True).stdout
    assert "(A4)" in told
    assert 2 <= int(re.search(r"Pages: +(\d+)", told)[1]) <= 4  # two students
