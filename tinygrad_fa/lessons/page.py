"""One lesson as one page of the book: prose, formulas, code and results as HTML.

Everything is there when the page is opened: formulas are MathML, pictures are SVG, nothing is
fetched and no script runs.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from tinygrad_fa.draw.mathml import mathml
from tinygrad_fa.language.errors import SettingError

Notebook = Mapping[str, Any]

_CODE_OR_FORMULA = re.compile(
    r"(?P<code>```.*?```|`[^`\n]*`)|\$\$(?P<display>.*?)\$\$|\$(?P<inline>[^$\n]+)\$", re.DOTALL
)
# Two characters that no text has stand around the number of a formula while Markdown is read.
_KEPT = re.compile("\ue000([0-9]+)\ue001")
_DIRECTION_BLOCK = re.compile(
    r'<div dir="(?:rtl" lang="fa|ltr" lang="en)">\n\n(.*?)\n\n</div>(?=\n|$)', re.DOTALL
)
_PERSIAN = re.compile("[\u0600-\u06ff]")
_COLUMNS = re.compile(r"\S {2}|\u200e")  # words of a table that is printed
_TEXT_WIDTH = 1000  # a picture of so many pixels is still readable when it is made to fit
_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>")


def body_of(notebook: Notebook) -> str:
    """Return the cells of a notebook with its results as HTML, in order.

    Raises:
        SettingError: if what the book is made with is not installed.
    """
    return "\n".join(_cell(cell) for cell in notebook["cells"])


def with_anchors(body: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the page with a name on every heading of the second level, and those headings."""
    found: list[tuple[str, str]] = []

    def named(heading: re.Match[str]) -> str:
        if heading[1] != "2":
            return heading[0]
        found.append((f"part-{len(found) + 1}", heading[2]))
        return f'<h2 id="{found[-1][0]}">{heading[2]}</h2>'

    return _HEADING.sub(named, body), found


def prose(markdown: str) -> str:
    """Return Markdown with formulas as HTML; code and formulas read from left to right.

    Raises:
        SettingError: if mistune is not installed.
        DataError: if a formula cannot be read.
    """
    try:
        import mistune
    except ImportError as error:
        raise SettingError("lessons.no_book") from error
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        if found["code"]:
            return found[0]
        tex = found["display"] or found["inline"]
        formula = mathml(tex, large=found["display"] is not None, strict=True)
        kept.append(f'<div class="formula">{formula}</div>' if found["display"] else formula)
        return f"\ue000{len(kept) - 1}\ue001"

    text = _CODE_OR_FORMULA.sub(keep, _DIRECTION_BLOCK.sub(r"\1", markdown))
    page: str = mistune.create_markdown(escape=False, plugins=["table"])(text)  # type: ignore[assignment]
    page = re.sub("<p>(\ue000[0-9]+\ue001)</p>", _unwrapped(kept), page)
    page = _KEPT.sub(lambda found: kept[int(found[1])], page)
    page = re.sub(r"<table>.*?</table>", _with_direction, page, flags=re.DOTALL)
    return page.replace("<pre>", '<pre dir="ltr">').replace("<code>", '<code dir="ltr">')


def _with_direction(table: re.Match[str]) -> str:
    """Return a table that can be scrolled; without Persian words it reads from left to right."""
    direction = "" if _PERSIAN.search(table[0]) else ' dir="ltr"'
    return f'<div class="table"{direction}>{table[0]}</div>'


def _unwrapped(kept: list[str]) -> Any:
    """Let a formula on its own line stand outside of a paragraph, which may hold no block."""

    def one(found: re.Match[str]) -> str:
        inner = found[1]
        return inner if kept[int(inner[1:-1])].startswith("<div") else f"<p>{inner}</p>"

    return one


def _cell(cell: Mapping[str, Any]) -> str:
    text = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        return prose(text)
    shown = "\n".join(filter(None, (_output(output) for output in cell["outputs"])))
    results = f'<div class="results">\n{shown}\n</div>' if shown else ""
    return f'<pre class="code" dir="ltr"><code>{coloured(text)}</code></pre>\n{results}'


def coloured(code: str) -> str:
    """Return Python code as HTML, its words in colours that `book.css` chooses."""
    try:
        from pygments import highlight
        from pygments.formatters import HtmlFormatter
        from pygments.lexers import PythonLexer
    except ImportError as error:
        raise SettingError("lessons.no_book") from error
    lines: str = highlight(code, PythonLexer(), HtmlFormatter(nowrap=True)).rstrip("\n")
    # A comment in Persian stands on its own line and reads from right to left.
    return re.sub(
        r'<span class="c1">(.*?)</span>',
        lambda found: (
            f'<bdi class="c1">{found[1]}</bdi>' if _PERSIAN.search(found[1]) else found[0]
        ),
        lines,
    )


def _output(output: Mapping[str, Any]) -> str:
    if output["output_type"] == "stream":
        return _printed("".join(output["text"]))
    if output["output_type"] == "error":
        reason = f"{output['ename']}: {output['evalue']}"
        return f'<pre dir="ltr" class="error">{html.escape(reason, quote=False)}</pre>'
    data = {kind: "".join(content) for kind, content in output["data"].items()}
    if "text/html" in data:
        return _played(data["text/html"], data.get("image/svg+xml"))
    if "text/markdown" in data:
        return _HEADING.sub(r"<h4>\2</h4>", prose(data["text/markdown"]))
    if "image/svg+xml" in data:
        picture = data["image/svg+xml"]
        wide = ' class="wide"' if _is_wide(picture) else ""
        return f'<figure dir="ltr"{wide}>{_one_element(picture)}</figure>'
    if "image/png" in data:
        source = f"data:image/png;base64,{data['image/png'].strip()}"
        return f'<figure dir="ltr"><img alt="" src="{source}"></figure>'
    return _printed(data.get("text/plain", ""))


def _printed(text: str) -> str:
    """Return printed text in columns; a sentence in Persian is set and wrapped as one."""
    lines = html.escape(text, quote=False).split("\n")
    page = "".join(
        f'<span class="sentence" dir="auto">{line}</span>' if _is_sentence(line) else f"{line}\n"
        for line in lines
    ).removesuffix("\n")
    return f'<pre dir="ltr">{page}</pre>'


def _is_sentence(line: str) -> bool:
    return _PERSIAN.search(line) is not None and _COLUMNS.search(line) is None


def _played(page: str, picture: str | None) -> str:
    """Return what a cell shows as HTML; on paper, where nothing plays, its picture instead."""
    if picture is None:
        return page
    still = _one_element(picture)
    wide = " wide" if _is_wide(picture) else ""
    return (
        f'<div class="on-screen{wide}">{page}</div>\n'
        f'<figure class="on-paper" dir="ltr">{still}</figure>'
    )


def _is_wide(svg: str) -> bool:
    """Whether a picture's numbers could not be read any more in the width of the text."""
    width = re.search(r'<svg[^>]*\swidth="([0-9.]+)"', svg)
    return width is not None and float(width[1]) > _TEXT_WIDTH


def _one_element(svg: str) -> str:
    """Return an SVG file as a part of a page: without the declarations in front of it."""
    return svg[svg.index("<svg") :]
