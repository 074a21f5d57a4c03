"""The book is whole without a network, reads from right to left, and shows every result."""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from tinygrad_fa import language
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import DataError, FileError, SettingError
from tinygrad_fa.lessons import book, page, workshop, write_book
from tinygrad_fa.lessons.source import list_lessons

pytest.importorskip("mistune")
pytest.importorskip("pygments")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return write_book(tmp_path_factory.mktemp("book") / "new folder").parent


def pages(folder):
    return sorted(folder.rglob("*.html"))


class Reader(HTMLParser):
    """Collect what a page refers to, and see that every element is closed."""

    EMPTY = ("meta", "link", "img", "br", "hr", "path", "line", "rect", "circle", "polyline", "use")

    def __init__(self):
        super().__init__()
        self.open, self.targets, self.names, self.tags = [], [], [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        found = dict(attributes)
        self.targets += [found[key] for key in ("href", "src", "xlink:href") if found.get(key)]
        if "id" in found:
            self.names.append(found["id"])
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in self.EMPTY:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag not in self.EMPTY:
            assert self.open.pop() == tag


def read(path):
    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    assert reader.open == []
    return reader


def test_every_lesson_has_a_page_in_both_languages(written):
    names = {f"{chosen}/{x.name}.html" for x in list_lessons() for chosen in language.LANGUAGES}
    assert {str(path.relative_to(written)) for path in pages(written)} == {"index.html", *names}
    assert "Vazirmatn" in (written / "OFL-Vazirmatn.txt").read_text(encoding="utf-8")
    assert "STIX" in (written / "OFL-STIX.txt").read_text(encoding="utf-8")


def test_nothing_is_fetched_and_every_link_leads_somewhere(written):
    for path in pages(written):
        found = read(path)
        assert "script" not in found.tags
        assert len(set(found.names)) == len(found.names), "two elements with one id"
        for target in found.targets:
            if target.startswith("#"):
                assert target[1:] in found.names
            elif not target.startswith("data:"):
                assert (path.parent / target).exists(), target
    style = (written / "book.css").read_text(encoding="utf-8")
    assert "@import" not in style
    assert set(re.findall(r"url\((\w+):", style)) == {"data"}


@pytest.mark.parametrize("lesson", list_lessons(), ids=lambda lesson: lesson.name)
@pytest.mark.parametrize("chosen", language.LANGUAGES)
def test_a_page_has_its_direction_and_no_markup_left(written, lesson, chosen):
    text = (written / chosen / f"{lesson.name}.html").read_text(encoding="utf-8")
    direction = {"fa": "rtl", "en": "ltr"}[chosen]
    assert f'<html lang="{chosen}" dir="{direction}">' in text
    assert all('dir="ltr"' in opening for opening in re.findall(r"<pre[^>]*>", text))
    assert text.count("<math") > 20 and 'class="code"' in text
    assert text.count('class="results"') > 10
    assert "Derivation(" not in text  # derivations and other results are set, not named
    if "tg.replay(" in lesson.path.read_text(encoding="utf-8"):
        assert "<iframe" in text
    prose = re.sub(r"<(pre|svg|style|iframe|code)\b.*?</\1>|<[^>]*>", "", text, flags=re.DOTALL)
    for left in ("\\frac", "\\begin", "**", "\ue000", "{exercise", "$"):
        assert left not in prose
    for formula in re.findall(r"<math.*?</math>", text, re.DOTALL):
        assert ElementTree.fromstring(formula).tag.endswith("math")


def test_the_first_page_begins_with_the_language_in_use(tmp_path, small_folder):
    for chosen in language.LANGUAGES:
        set_language(chosen)
        text = write_book(tmp_path / chosen, small_folder).read_text(encoding="utf-8")
        assert text.index(f'<section lang="{chosen}"') < text.index("</section>")
        titles = ("درس کوتاه", "A short lesson")
        assert all(title in text for title in titles)


def test_lessons_follow_one_another(written):
    first, second = list_lessons()[:2]
    text = (written / "fa" / f"{first.name}.html").read_text(encoding="utf-8")
    assert f'<a rel="next" href="{second.name}.html">' in text
    assert 'rel="prev"' not in text
    assert f'href="../en/{first.name}.html"' in text


def test_the_results_are_those_of_the_code(tmp_path, small_folder):
    path = small_folder / "07_short.py"
    text = path.read_text(encoding="utf-8")
    more = (
        'print("a < b")\n"hidden";\n\n# %%\nimport matplotlib.pyplot as plt\n\nplt.plot([1, 2]);\n'
    )
    path.write_text(text.removesuffix("q\n") + more, encoding="utf-8")
    write_book(tmp_path, small_folder)
    page = (tmp_path / "en" / "07_short.html").read_text(encoding="utf-8")
    assert '<pre dir="ltr">a &lt; b\n</pre>' in page
    assert page.count("data:image/png") == 1 and page.count('class="results"') == 2


def test_outputs_of_every_kind_are_shown():
    def shown(**data):
        kinds = {"svg": "image/svg+xml", "png": "image/png", "html": "text/html"}
        output = {
            "output_type": "display_data",
            "data": {kinds.get(name, f"text/{name}"): text for name, text in data.items()},
        }
        return page._output(output)

    assert (
        shown(svg="<?xml?>\n<svg>1</svg>", plain="x") == '<figure dir="ltr"><svg>1</svg></figure>'
    )
    assert "data:image/png;base64,AAAA" in shown(png="AAAA\n", plain="x")
    played = shown(html="<iframe></iframe>", svg="<svg>1</svg>")
    assert 'class="on-screen"><iframe>' in played and 'class="on-paper"' in played
    assert "<math" in shown(markdown="$x$") and "<h4>" in shown(markdown="# Title")
    assert shown(plain="a < b") == '<pre dir="ltr">a &lt; b</pre>'
    error = {"output_type": "error", "ename": "ValueError", "evalue": "<x>"}
    assert "ValueError: &lt;x&gt;" in page._output(error)


def test_printed_persian_is_set_as_a_sentence_and_columns_stay():
    sentence = '<span class="sentence" dir="auto">پایان است.</span>'
    assert page._printed("پایان است.") == f'<pre dir="ltr">{sentence}</pre>'
    # A sentence is a block: a line break after it would be seen as an empty line.
    assert page._printed("x\nپایان است.\ny\n") == f'<pre dir="ltr">x\n{sentence}y\n</pre>'
    for columns in ("\u200eورودی\u200e  معکوس", "نام  x"):
        assert page._printed(columns) == f'<pre dir="ltr">{columns}</pre>'


def test_a_comment_has_the_direction_of_its_words():
    assert page.coloured("x = 1  # h * h").endswith('<span class="c1"># h * h</span>')
    assert page.coloured("# گرادیان") == '<bdi class="c1"># گرادیان</bdi>'


def test_a_table_has_the_direction_of_its_words():
    table = "| $t$ | x |\n|---|---|\n| $1$ | 2 |"
    assert '<div class="table" dir="ltr"><table>' in page.prose(table)
    assert '<div class="table"><table>' in page.prose(table.replace("x", "مقدار"))


def test_a_wide_picture_is_given_more_room_than_the_text():
    def shown(width):
        svg = f'<svg role="img" width="{width}" height="9"></svg>'
        both = {"image/svg+xml": svg, "text/html": "<iframe></iframe>"}
        return [
            page._output({"output_type": "display_data", "data": data})
            for data in ({"image/svg+xml": svg}, both)
        ]

    assert ['class="wide"' in shown(1388.9)[0], 'class="on-screen wide"' in shown(1388.9)[1]] == (
        [True, True]
    )
    assert not any("wide" in text for text in shown(640))
    assert ".wide" in book.stylesheet()


def test_markdown_and_formulas_do_not_disturb_one_another():
    shown = page.prose(
        "# T\n\nA $a_1 * b_2$ and `$x$` *b*\n\n$$x_1 | y$$\n\n| a |\n|---|\n| $|x|$ |"
    )
    assert '<code dir="ltr">$x$</code>' in shown
    assert "<em>b</em>" in shown and shown.count("<math") == 3
    assert "<p><div" not in shown
    rtl = page.prose(workshop.right_to_left("متن $x$\n\n$$y$$\n\nمتن"))
    assert "<div dir" not in rtl and "</div>" in rtl  # the page itself is right to left


def test_a_formula_that_cannot_be_read_is_named():
    for tex in (r"\frac{1}{", r"\nosuchcommand{x}"):
        with pytest.raises(DataError) as caught:
            page.prose(f"Here ${tex}$ stands.")
        assert tex in str(caught.value)


def test_what_is_missing_is_named(tmp_path, small_folder, monkeypatch):
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setattr(book, "results", lambda *a: pytest.fail("the folder comes first"))
    with pytest.raises(FileError) as caught:
        write_book(tmp_path / "file" / "book", small_folder)
    assert caught.value.key == "files.cannot_write"
    monkeypatch.undo()
    for module in ("mistune", "pygments"):
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, module, None)
            with pytest.raises(SettingError) as missing:
                write_book(tmp_path / "book", small_folder)
        assert "tinygrad_fa[lessons]" in str(missing.value)
        assert not (tmp_path / "book").exists()  # an empty folder is no book
    (tmp_path / "own").mkdir()
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "mistune", None)
        with pytest.raises(SettingError):
            write_book(tmp_path / "own", small_folder)
    assert (tmp_path / "own").is_dir()  # it was there before


def test_the_stylesheet_prints_and_has_a_dark_side():
    style = book.stylesheet()
    assert "prefers-color-scheme: dark" in style and "@media print" in style
    assert style.count("@font-face") == 3
