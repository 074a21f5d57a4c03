"""The lessons as a book of HTML pages that needs no network: one folder, opened by a double click.

    lessons.html()            # ./tinygrad_fa_book/index.html

Fonts lie inside the stylesheet, because some browsers refuse a font file next to a local page.
"""

from __future__ import annotations

import html
from contextlib import suppress
from pathlib import Path

from tinygrad_fa import language
from tinygrad_fa.draw.mathml import style as formula_style
from tinygrad_fa.files import make_folder, make_writable_folder, write_whole
from tinygrad_fa.lessons.page import body_of, with_anchors
from tinygrad_fa.lessons.results import results
from tinygrad_fa.lessons.source import Lesson, list_lessons
from tinygrad_fa.lessons.style import LICENCE, as_url, persian_font
from tinygrad_fa.lessons.workshop import notebook_of

FOLDER = "tinygrad_fa_book"  # made in the folder where the reader is
_ASSETS = Path(__file__).resolve().parent / "assets"
_OTHER = {"fa": "en", "en": "fa"}
_NAMES = {"fa": "فارسی", "en": "English"}  # each language calls itself by its own name

_PAGE = """\
<!doctype html>
<html lang="{chosen}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="stylesheet" href="{root}book.css">
</head>
<body>
<nav class="top">{links}</nav>
<main>
{body}
</main>
<nav class="bottom">{links}</nav>
</body>
</html>
"""


def write_book(folder: str | Path | None = None, sources: Path | None = None) -> Path:
    """Run all lessons, write the book, and return its first page.

    Args:
        folder: where it is written to, by default ``tinygrad_fa_book`` in the current folder;
            pages of an earlier book there are replaced.
        sources: where the lessons are; by default those of this installation.

    Raises:
        SettingError: if what the book is made with is not installed.
        FileError: if the folder cannot be written to.
    """
    folder = Path.cwd() / FOLDER if folder is None else Path(folder).expanduser()
    is_new = not folder.exists()
    make_writable_folder(folder)  # before the lessons are run, which takes a while
    try:
        pages = _pages(list_lessons(sources))
    except BaseException:
        if is_new:  # an empty folder is no book
            with suppress(OSError):
                folder.rmdir()
        raise
    for name, text in pages.items():
        make_folder((folder / name).parent)
        write_whole(folder / name, [text.encode()])
    return folder / "index.html"


def _pages(lessons: list[Lesson]) -> dict[str, str]:
    """Return the text of every file of the book, by its place in the folder."""
    pages = {"book.css": stylesheet(), "index.html": _first_page(lessons)}
    for chosen in language.LANGUAGES:
        for i, lesson in enumerate(lessons):
            before = lessons[i - 1] if i > 0 else None
            after = lessons[i + 1] if i + 1 < len(lessons) else None
            pages[f"{chosen}/{lesson.name}.html"] = _lesson_page(lesson, chosen, before, after)
    pages["OFL-STIX.txt"] = (_ASSETS / "OFL.txt").read_text(encoding="utf-8")
    pages["OFL-Vazirmatn.txt"] = LICENCE.read_text(encoding="utf-8")
    return pages


def stylesheet() -> str:
    """Return ``book.css`` with the fonts inside it."""
    maths = as_url(_ASSETS / "STIXTwoMath.woff2")
    face = f'@font-face {{ font-family: "STIX Two Math"; src: {maths} format("woff2") }}\n'
    rules = (_ASSETS / "book.css").read_text(encoding="utf-8")
    return persian_font() + face + formula_style() + rules


def _lesson_page(lesson: Lesson, chosen: str, before: Lesson | None, after: Lesson | None) -> str:
    notebook = notebook_of(lesson, chosen)
    code_cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for cell, outputs in zip(code_cells, results(lesson, chosen), strict=True):
        cell["outputs"] = outputs
    body, parts = with_anchors(body_of(notebook))
    contents = "".join(f'<li><a href="#{name}">{heading}</a></li>' for name, heading in parts)
    first, rest = body.split("</h1>", 1) if "</h1>" in body else ("", body)
    hint = language.text("lessons.book_hint", chosen, number=lesson.number)
    hint = _code_marks(hint)
    head = (
        f'{first}</h1>\n<details class="contents"><summary>'
        f"{language.text('lessons.book_parts', chosen)}</summary><ol>{contents}</ol></details>\n"
        f'<p class="hint">{hint}</p>'
    )
    links = [
        _link("../index.html", language.text("lessons.book_contents", chosen)),
        _neighbour(before, "lessons.book_previous", chosen, "prev"),
        _neighbour(after, "lessons.book_next", chosen, "next"),
        f'<a href="../{_OTHER[chosen]}/{lesson.name}.html" lang="{_OTHER[chosen]}">'
        f"{_NAMES[_OTHER[chosen]]}</a>",
    ]
    return _PAGE.format(
        chosen=chosen,
        direction=_direction(chosen),
        title=html.escape(lesson.titles[chosen]),
        root="../",
        links="".join(filter(None, links)),
        body=head + rest,
    )


def _first_page(lessons: list[Lesson]) -> str:
    sections = []
    for chosen in language.LANGUAGES:
        rows = "".join(
            f'<li value="{lesson.number}"><a href="{chosen}/{lesson.name}.html">'
            f"{html.escape(lesson.titles[chosen])}</a> <small>"
            f"{language.text('lessons.book_minutes', chosen, minutes=lesson.minutes)}</small></li>"
            for lesson in lessons
        )
        sections.append(
            f'<section lang="{chosen}" dir="{_direction(chosen)}">'
            f"<h1>{language.text('lessons.book_title', chosen)}</h1>"
            f"<p>{_code_marks(language.text('lessons.book_about', chosen))}</p>"
            f"<ol>{rows}</ol></section>"
        )
    chosen = language.get_language()
    return (
        _PAGE.format(
            chosen=chosen,
            direction=_direction(chosen),
            title=language.text("lessons.book_title", chosen),
            root="",
            links="",
            body="\n".join(sections if chosen == language.LANGUAGES[0] else reversed(sections)),
        )
        .replace('<nav class="top"></nav>\n', "")
        .replace('<nav class="bottom"></nav>\n', "")
    )


def _neighbour(lesson: Lesson | None, key: str, chosen: str, relation: str) -> str:
    if lesson is None:
        return ""
    words = f"{language.text(key, chosen)}: {html.escape(lesson.titles[chosen])}"
    return f'<a rel="{relation}" href="{lesson.name}.html">{words}</a>'


def _link(target: str, words: str) -> str:
    return f'<a href="{target}">{words}</a>'


def _code_marks(text: str) -> str:
    """Return a message as HTML: what stands between backticks is code."""
    parts = html.escape(text, quote=False).split("`")
    return "".join(
        f'<code dir="ltr">{part}</code>' if i % 2 else part for i, part in enumerate(parts)
    )


def _direction(chosen: str) -> str:
    return "rtl" if chosen == "fa" else "ltr"
