"""Pages and worksheets: well formed, harmless, with a blank for every answer and no answer told."""

import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser

import numpy as np
import pytest

from tests.draw.test_derivation import neuron, textbook
from tinygrad_fa.draw import derive, worksheet
from tinygrad_fa.draw.mathml import mathml
from tinygrad_fa.draw.plain import plain
from tinygrad_fa.engine import ops
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.engine.value import Value
from tinygrad_fa.language.errors import FileError


def classes():
    x = Tensor([[1.0, 2.0], [3.0, -1.0]], name="X")
    w = Tensor([[1.0, -1.0], [2.0, 0.5]], requires_grad=True, name="W")
    b = Tensor([0.5, -0.5], requires_grad=True, name="b")
    return ops.cross_entropy(ops.linear(x, w, b).relu(), [0, 1])


class Checker(HTMLParser):
    """Collects the elements of a page; fails where one is not closed."""

    def __init__(self, html):
        super().__init__()
        self.open, self.found, self.words = [], [], []
        self.feed(html)
        assert not self.open, self.open

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))
        if tag not in ("meta",):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


@pytest.mark.parametrize("make", [textbook, neuron, classes])
@pytest.mark.parametrize("lang", ["fa", "en"])
def test_pages_are_whole_and_need_nothing_from_outside(make, lang):
    derivation = derive(make(), lang)
    for html in (derivation.html, derivation.worksheet().html, derivation.worksheet(True).html):
        page = Checker(html)
        assert "script" not in [tag for tag, _ in page.found]
        assert not re.search(r"https?:|src=|@import|url\((?!data:)", html)
        assert ("Vazirmatn;font-weight" in html) == (lang == "fa")  # the font travels along
        assert ("html", {"lang": lang, "dir": "rtl" if lang == "fa" else "ltr"}) in page.found
        formulas = [a for tag, a in page.found if a.get("class", "").startswith("formulas")]
        assert formulas and "size: A4" in html
        assert not re.search(r"\\[a-z]{2,}", "".join(page.words).split("</style>")[-1])


@pytest.mark.parametrize("make", [textbook, neuron, classes])
def test_a_worksheet_has_a_blank_for_every_answer_and_tells_none(make):
    blank, key = (worksheet(make(), "en", key).html for key in (False, True))
    answers = re.findall(r'class="blank answer".*?alttext="([^"]*)"', key)
    empty = blank.count('class="blank"') + len(re.findall(r"<math><mtable", blank))
    assert len(answers) == empty > 8
    assert "Answer key" in key and "Answer key" not in blank
    told = " ".join(re.findall(r'alttext="([^"]*)"', blank))
    results = {"textbook": ["−12"], "neuron": ["−0.5898", "0.7311"], "classes": ["1.349"]}
    for number in results[make.__name__]:
        assert number not in told
        assert number in answers or make is classes


def test_the_meaning_is_not_told_on_a_worksheet():
    derivation = derive(textbook(), "en")
    assert "In words" in derivation.html
    assert "In words" not in derivation.worksheet().html
    fa = derive(textbook(), "fa").worksheet().html
    assert "کاربرگ" in fa and "نام:" in fa
    assert "پاسخ‌نامه" in derive(textbook(), "fa").worksheet(key=True).html


def test_names_cannot_break_a_page():
    name = '<img src=x onerror="alert(1)">'
    html = derive(Value(2.0, name) * Value(1.0, "וزن\u202e<b>"), "fa").html
    page = Checker(html)
    assert not {"img", "b"} & {tag for tag, _ in page.found}
    tensor = Tensor([1.0, 2.0], requires_grad=True, name="</td></table><script>`$x$`.weight")
    page = Checker(derive((tensor * tensor).sum(), "en").html)
    assert "script" not in [tag for tag, _ in page.found]


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{\partial L}{\partial W_{1}}", r"\underset{2 \times 3}{X}^\top G", "x'^{2}",
        r"\begin{bmatrix} 1 & -2 \\ 3 & 4 \end{bmatrix} \odot \mathbf{1}", r"[x < 0] + (a",
        r"-\frac{1}{2} \operatorname{sum}_{0, 1}(e^{-x})", r"\sqrt{\hat{X}}", r"{\text{وزن}}_{2}",
        r"\max(0, x) \cdot |y|", r"\sum_k x_{ik} w_{jk}", r"\$ \_ \&", "a)", "",
    ],
)  # fmt: skip
def test_mathml_is_well_formed(tex):
    element = ElementTree.fromstring(mathml(tex))
    assert element.tag == "math" and element.get("alttext") == plain(tex)
    words = "".join(element.itertext())
    for sign in "12xyWXG":
        assert (sign in words) == (sign in plain(tex).replace("²", "2").replace("₁", "1")) or (
            "bmatrix" in tex or "_" in tex
        )


def test_a_minus_sign_before_a_number_is_no_difference():
    assert '<mo form="prefix" lspace="0" rspace="0">−</mo><mn>4</mn>' in mathml("3 \\cdot (-4)")
    assert "<mo>−</mo>" in mathml("a - 4")


def test_saving(tmp_path):
    derivation = derive(textbook(), "en")
    assert (
        derivation.save(tmp_path / "a.html").read_text("utf-8").strip() == derivation.html.strip()
    )
    sheet = derivation.worksheet()
    assert sheet.save(tmp_path / "b.html").read_text("utf-8") == sheet.html
    assert "srcdoc" in sheet._repr_html_()
    with pytest.raises(FileError):
        sheet.save(tmp_path / "b.md")


def test_a_worksheet_of_a_result_of_many_numbers():
    y = Tensor(np.ones((2, 2)), requires_grad=True, name="x") * 2
    assert "upstream" in worksheet(y, "en", gradient=np.ones((2, 2))).html


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_markdown_of_a_tensor_keeps_the_rules_of_notebooks_and_of_github(lang):
    markdown = derive(classes(), lang).markdown
    assert r"\operatorname" not in markdown  # GitHub refuses it
    assert not re.search(r"\\[,;:!]", markdown)  # and takes the backslash away
    outside = re.sub(r'<div dir="rtl" lang="fa">\n\n.*?\n\n</div>', "", markdown, flags=re.DOTALL)
    assert ("<div" in outside) is False
    words = re.sub(r"^\|.*$", "", outside, flags=re.MULTILINE)
    assert not re.search("[\u0600-\u06ff]", words)
    assert "$$" not in "".join(re.findall(r"<div.*?</div>", markdown, flags=re.DOTALL))
    assert markdown.count(r"\left") == markdown.count(r"\right") + markdown.count(r"\leftarrow")
    if lang == "en":
        assert not re.search("[\u0600-\u06ff]", markdown)
