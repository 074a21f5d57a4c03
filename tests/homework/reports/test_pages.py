"""The pages: everything is told, in both languages, and nothing of a student is taken for HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.homework.reports.examples import MISCONCEPTIONS, a_class
from tinygrad_fa.homework.reports import write_reports
from tinygrad_fa.homework.reports.class_page import class_page
from tinygrad_fa.homework.reports.results import Results
from tinygrad_fa.homework.reports.student_page import student_page
from tinygrad_fa.homework.similarity import Pair
from tinygrad_fa.language.errors import FileError

PAIRS = (Pair("s1", "s2", 0.83), Pair("s2", "+1234", 1.0, True))
OURS = {
    "html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "div", "strong", "section",
    "span", "code", "table", "tr", "th", "td", "bdi", "pre", "details", "summary", "footer", "ul",
    "li", "figure", "figcaption", "svg", "rect", "text", "path", "a", "b",
}  # fmt: skip


class Reader(HTMLParser):
    """Collects the elements, checks that they are nested rightly, and keeps the text."""

    def __init__(self, page):
        super().__init__()
        self.open, self.seen, self.links, self.words = [], set(), [], []
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.seen.add(tag)
        names = [name for name, _ in attributes]
        assert not any(name.startswith("on") for name in names)
        self.links += [value for name, value in attributes if name in ("href", "src")]
        if tag not in ("meta", "rect", "path"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.seen.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.words.append(data)


def pages():
    results = a_class()
    for lang in ("fa", "en"):
        yield class_page(results, lang, PAIRS, MISCONCEPTIONS)
        for row in results.rows:
            yield student_page(results, row, lang)


PAGES = list(pages())


@pytest.mark.parametrize("page", PAGES, ids=range(len(PAGES)))
def test_nothing_of_a_student_is_taken_for_html(page):
    reader = Reader(page)
    assert reader.seen <= OURS
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f]", page
    )
    assert all(re.fullmatch(r"students/[^/]+\.(fa|en)\.html", link) for link in reader.links)
    assert "default-src 'none'" in page and "http://" not in re.sub("http://x", "", page)


def said(page):
    return " ".join(" ".join(Reader(page).words).split())


def test_a_student_reads_what_became_of_each_item():
    results = a_class()
    persian, english = (said(student_page(results, results.rows[1], lang)) for lang in ("fa", "en"))
    assert "5.5 of 10 points" in english and "۵٫۵ از ۱۰ نمره" in persian
    assert "✗ wrong" in english and "↷ follows from your earlier error: full marks" in english
    assert "The first wrong link of the chain is dz2 ." in english
    assert "2 points are still open" in english and "Cell backward stands there twice." in english
    assert "نخستین حلقهٔ نادرست زنجیره dz2 است." in persian and "✗ نادرست" in persian
    assert "گذر رو به عقب" in persian and "0 / 1" in english and "۰ از ۱" in persian


def test_code_and_output_run_from_left_to_right_in_persian():
    results = a_class()
    page = student_page(results, results.rows[2], "fa")
    assert '<html lang="fa" dir="rtl">' in page and '<pre dir="ltr">ValueError: ' in page
    assert page.count('<code dir="ltr">') >= 7 and "&lt;script&gt;" in page


def test_the_picture_stands_in_the_page():
    results = a_class()

    def picture(row, question, lang):
        return '<?xml version="1.0"?><svg id="own"></svg>' if question == "backward" else ""

    page = student_page(results, results.rows[1], "en", picture)
    assert page.count('<figure><svg id="own"></svg>') == 1 and "<?xml" not in page


def test_the_class():
    page = class_page(a_class(), "en", PAIRS, MISCONCEPTIONS)
    words = said(page)
    assert "6 / 7 handed in" in words and "5.5 median" in words and "1 with full marks" in words
    assert "σ′ as z(1 − z) backward.dW1 2" in words
    assert words.index("backward.dz2 17%") < words.index("backward.dh 67%")  # the hardest first
    assert "No score was changed" in words and "the same file" in words and "83%" in words
    assert "why.answer 5" in words and "Cell backward stands there twice." in words
    persian = said(class_page(a_class(), "fa", PAIRS, MISCONCEPTIONS))
    assert "۶ از ۷ تحویل‌داده" in persian and "علامت برعکس است" in persian and "۸۳٪" in persian


def test_of_several_slips_with_one_name_the_class_is_told_the_one_that_was_made():
    results = a_class()
    told = next(v for row in results.handed_in for v in row.by_column.values() if v.misconception)
    other = {"en": "another slip", "fa": "لغزشی دیگر"}
    named = {told.misconception: [other, dict(told.explanation)]}
    words = said(class_page(results, "en", (), named))
    assert "taken at o" in words and "another slip" not in words


def test_a_class_from_which_nothing_came():
    results = a_class()
    empty = Results("hw2", {}, results.columns, results.rows[4:5])
    assert "nothing was handed in" in said(class_page(empty, "en", (), {}))


def test_all_reports_are_written_and_made_again_alike(tmp_path):
    def written(lang):
        folder = tmp_path / lang
        folder.mkdir(exist_ok=True)
        write_reports(a_class(), folder, PAIRS, misconceptions=MISCONCEPTIONS, lang=lang)
        return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    first = written("fa")
    assert first == written("fa")
    names = {str(path) for path in first}
    assert {"class.fa.html", "class.en.html", "scores.csv", "moodle.csv", "canvas.csv"} < names
    assert {"junit.xml", "gradescope/s1.json", "classroom50/s1.json"} < names
    assert len([n for n in names if n.startswith("students/")]) == 2 * 7
    assert written("en")[Path("class.fa.html")] == first[Path("class.fa.html")]


def test_links_of_the_class_lead_to_the_pages(tmp_path):
    write_reports(a_class(), tmp_path, PAIRS)
    for lang in ("fa", "en"):
        reader = Reader((tmp_path / f"class.{lang}.html").read_text(encoding="utf-8"))
        assert reader.links and all((tmp_path / link).is_file() for link in reader.links)


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "class.fa.html").mkdir()
    with pytest.raises(FileError):
        write_reports(a_class(), tmp_path)
