"""Pictures as PNG, PDF and TikZ, and the fonts they are drawn with."""

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

import tinygrad_fa
from tinygrad_fa import language
from tinygrad_fa.draw import derive, draw, font_files, png, replay, sheet, tikz
from tinygrad_fa.engine.value import Value
from tinygrad_fa.files import write_whole
from tinygrad_fa.language.errors import FileError, SettingError

needs_resvg = pytest.mark.skipif(not find_spec("resvg_py"), reason="needs the package resvg-py")
needs_matplotlib = pytest.mark.skipif(not find_spec("matplotlib"), reason="needs matplotlib")
needs_fonttools = pytest.mark.skipif(not find_spec("fontTools"), reason="needs fontTools")
EVIL = "a\\b{c}$d_e^f~<>|\"'`#%&"


def without(package, monkeypatch):
    """Let the rooms of pictures believe that a package is not installed."""
    for module in (png, sys.modules["tinygrad_fa.draw.plotting"]):
        monkeypatch.setattr(
            module, "find_spec", lambda name: None if name in package else find_spec(name)
        )


def pixels(image):
    """Return an image as an array of bytes: height × width × red, green, blue."""
    from matplotlib.image import imread

    return (imread(io.BytesIO(image))[..., :3] * 255).round().astype(int)


def coarse(image):
    """Return the mean colour of every 12 × 12 pixels."""
    rows, columns = image.shape[0] // 12, image.shape[1] // 12
    return image[: 12 * rows, : 12 * columns].reshape(rows, 12, columns, 12, 3).mean((1, 3))


def size_of(svg):
    root = ElementTree.fromstring(svg)
    return float(root.get("width")), float(root.get("height"))


@pytest.fixture
def pictures(textbook, neuron, shared, random_graph):
    """Pictures of many kinds, in both languages."""
    for f in (textbook, neuron, shared):
        f.backward()
    graphs = [textbook, neuron, shared, *map(random_graph, range(12))]
    return [
        draw(f, lang=lang, title=title)
        for f in graphs
        for lang, title in (("en", None), ("fa", "گراف f = (x+y)·z"))
    ]


# The fonts


def test_the_fonts_are_those_of_the_manifest_and_bring_their_licences():
    folder = font_files.FOLDER
    families = json.loads((folder / "manifest.json").read_text("utf-8"))["families"]
    told = {}
    for family in families:
        assert "http" in family["source"] and family["licence"]
        licence = (folder / family["licence_file"]).read_text("utf-8")
        assert "SIL OPEN FONT LICENSE" in licence or "Bitstream Vera" in licence
        told |= family["files"]
    found = {path.name for path in folder.iterdir() if path.suffix in (".ttf", ".woff2")}
    assert found == set(told)
    for name, row in told.items():
        content = (folder / name).read_bytes()
        assert len(content) == row["bytes"]
        assert hashlib.sha256(content).hexdigest() == row["sha256"]
    assert sum(row["bytes"] for row in told.values()) < 450_000


@pytest.fixture
def all_pictures(pictures, examples):
    """The same, and those of the course and of real nets."""
    drawn = [make() for make in examples.ALL]
    return [*pictures, *(picture.in_language(lang) for picture in drawn for lang in ("en", "fa"))]


@needs_fonttools
def test_every_letter_of_every_picture_is_in_the_fonts(all_pictures):
    from fontTools.ttLib import TTFont

    letters = {}
    for family in ("Vazirmatn-Regular", "Vazirmatn-Bold", "DejaVuSans", "DejaVuSans-Bold",
                   "DejaVuSans-BoldOblique"):  # fmt: skip
        with TTFont(font_files.FOLDER / f"{family}.ttf") as font:
            letters[family.partition("-")[0]] = set(font.getBestCmap())
    for picture in all_pictures:
        for shape in sheet.read(picture.svg).shapes:
            if isinstance(shape, sheet.Words):
                assert set(map(ord, shape.text)) <= letters["Vazirmatn"] | letters["DejaVuSans"]
    signs = (
        "∂∇σΣ√×÷−·≤≥≠≈∞→‖′₀₁₂₉⁰¹²⁻ˣᵀ⊙∋αβγδεζηθλμνξπρστφχψωΓΔΘΛΞΠΣΦΨΩ\u2066\u2067\u2068\u2069\u200e"
    )
    assert set(map(ord, signs)) <= letters["DejaVuSans"]
    persian = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیءأؤئةٔ۰۱۲۳۴۵۶۷۸۹٫٬٪،؛؟«»\u200c\u200e\u2066\u2069"
    assert set(map(ord, persian)) <= letters["Vazirmatn"]


def test_the_font_of_a_page_is_a_web_font():
    css = font_files.web_font()
    assert css.startswith("@font-face") and "base64,d09GMg" in css  # wOF2
    assert css != font_files.web_font("Bold")


# PNG


@needs_resvg
@needs_matplotlib
def test_png_has_the_size_and_the_colours_of_the_picture(pictures):
    for picture in pictures[:4]:
        width, height = size_of(picture.svg)
        image = pixels(picture.png(scale=1.5))
        assert abs(image.shape[1] - 1.5 * width) <= 1.5
        assert abs(image.shape[0] - 1.5 * height) <= 1.5
        colours = np.unique(image @ [65536, 256, 1])
        assert {0x0072B2, 0xD55E00, 0x1A1A1A, 0xFFFFFF} <= set(colours.tolist())


@needs_resvg
@needs_matplotlib
def test_both_ways_to_a_png_draw_the_same(pictures, monkeypatch):
    for picture in pictures[:6]:
        quick = picture.png(1.0)
        with monkeypatch.context() as patch:
            without({"resvg_py"}, patch)
            other = picture.png(1.0)
        assert quick != other
        first, second = coarse(pixels(quick)), coarse(pixels(other))
        rows, columns = np.minimum(first.shape, second.shape)[:2]
        # Letters differ a little; a text at the wrong end of its anchor differs much.
        assert abs(first[:rows, :columns] - second[:rows, :columns]).max() < 75


def test_persian_starts_at_the_right_for_resvg_too(textbook):
    textbook.backward()
    picture = draw(textbook, lang="fa", title="گراف f=(x+y)·z")
    ours = ElementTree.fromstring(png._for_resvg(picture.svg))
    texts = [
        (text.get("text-anchor"), text.text)
        for text in ours.iter("{http://www.w3.org/2000/svg}text")
    ]
    assert ("end", "\u2067مقدار (گذر رو به جلو)\u2069") in texts
    assert ("middle", "\u2068گراف f=(x+y)·z\u2069") in texts
    assert ("middle", "−12") in texts
    words = [s for s in sheet.read(picture.svg).shapes if isinstance(s, sheet.Words)]
    (legend,) = [s for s in words if s.text == "مقدار (گذر رو به جلو)"]
    assert legend.anchor == "end"


@needs_resvg
def test_a_very_large_picture_is_drawn_smaller(monkeypatch, textbook):
    picture = draw(textbook)
    assert png.largest_scale(picture.svg, png.NOTEBOOK_PIXELS) > 2
    monkeypatch.setattr(png, "MOST_PIXELS", 20_000)
    monkeypatch.setattr(png, "NOTEBOOK_PIXELS", 10_000)
    for image, pixels in (
        (picture.png(50.0), 20_000),
        (picture._repr_mimebundle_()["image/png"], 10_000),
    ):
        width, height = (int.from_bytes(image[i : i + 4], "big") for i in (16, 20))
        assert 0.8 < width * height / pixels < 1.2


@pytest.mark.parametrize("scale", [0, -1, float("nan")])
def test_a_scale_is_positive(textbook, scale):
    with pytest.raises(SettingError) as caught:
        draw(textbook).png(scale)
    assert caught.value.key == "draw.scale"


def test_without_what_draws_the_message_says_what_to_install(textbook, monkeypatch, tmp_path):
    without({"resvg_py", "matplotlib"}, monkeypatch)
    picture = draw(textbook)
    for ending, package in (("png", "resvg-py"), ("pdf", "matplotlib")):
        for lang in ("en", "fa"):
            language.set_language(lang)
            with pytest.raises(SettingError) as caught:
                picture.save(tmp_path / f"f.{ending}")
            assert f"pip install {package}" in str(caught.value)
    assert not list(tmp_path.iterdir())
    assert set(picture._repr_mimebundle_()) == {"image/svg+xml", "text/plain"}


# PDF


@needs_matplotlib
def test_pdf_is_one_page_of_the_size_of_the_picture(textbook, tmp_path):
    textbook.backward()
    picture = draw(textbook, lang="fa")
    content = picture.save(tmp_path / "f.pdf").read_bytes()
    assert (
        content.startswith(b"%PDF")
        and content.count(b"/Type /Page\n") + content.count(b"/Type /Page ") == 1
    )
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", content)
    width, height = size_of(picture.svg)
    assert float(box[1]) == pytest.approx(0.75 * width, abs=0.1)
    assert float(box[2]) == pytest.approx(0.75 * height, abs=0.1)
    assert b"Vazirmatn" in content and b"DejaVuSans" in content
    assert content == picture.pdf()  # nothing in it depends on the clock


@needs_matplotlib
def test_matplotlib_shows_names_as_they_are(tmp_path):
    for name in (EVIL, "وزن", "وزن $x$", "$x$"):
        f = Value(1.0, name) * 2
        assert draw(f).pdf().startswith(b"%PDF")


# Shapes, and TikZ made of them


def test_all_that_is_drawn_is_read_back(all_pictures):
    for picture in all_pictures:
        page = sheet.read(picture.svg)
        assert (page.width, page.height) == size_of(picture.svg)
        root = ElementTree.fromstring(picture.svg)
        tags = [element.tag.partition("}")[2] for element in root.iter()]
        counts = {"rect": sheet.Box, "circle": sheet.Disc, "path": sheet.Line, "text": sheet.Words}
        for tag, kind in counts.items():
            assert tags.count(tag) == sum(isinstance(shape, kind) for shape in page.shapes)
        for shape in page.shapes:
            if not isinstance(shape, sheet.Line):
                assert 0 <= shape.x <= page.width and 0 <= shape.y <= page.height
                continue
            for _, points in shape.pieces:
                assert all(0 <= x <= page.width and 0 <= y <= page.height for x, y in points)


def test_shapes_inherit_and_move():
    page = sheet.read(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="8"><g fill="#123456" '
        'opacity="0.5" transform="translate(1 2)"><g opacity="0.5"><path d="M1 2H3V5L0 0Z"/></g>'
        '<text x="1" y="1" style="direction:rtl" fill="#000000">س</text></g></svg>'
    )
    line, words = page.shapes
    assert line.pieces == (
        ("M", ((2, 4),)), ("L", ((4, 4),)), ("L", ((4, 7),)), ("L", ((1, 2),)), ("Z", ()),
    )  # fmt: skip
    assert line.look["fill"] == "#123456" and float(line.look["opacity"]) == 0.25
    assert (words.x, words.y, words.anchor, words.look["fill"]) == (2, 3, "end", "#000000")


@pytest.mark.parametrize(
    "inside", ["<ellipse/>", '<path d="M1 1A3 3 0 0 0 1 1"/>', '<g transform="rotate(3)"/>']
)
def test_what_no_picture_of_ours_has_is_refused(inside):
    with pytest.raises(ValueError):
        sheet.read(f'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">{inside}</svg>')


def test_a_box_without_corners_is_a_rectangle():
    line = sheet.Box(1, 2, 10, 4, 99, {}).outline()
    xs, ys = zip(*(point for _, points in line.pieces for point in points))
    assert (min(xs), max(xs), min(ys), max(ys)) == (1, 11, 2, 6)


def test_tikz_holds_every_shape(all_pictures):
    for picture in all_pictures:
        text = picture.tex()
        shapes = sheet.read(picture.svg).shapes
        words = sum(isinstance(shape, sheet.Words) for shape in shapes)
        assert text.count("\\node[") == words
        assert text.count("\\path[") == len(shapes) - words
        body = text.partition("\\begin{tikzpicture}")[2].replace("\\{", "").replace("\\}", "")
        assert body.count("{") == body.count("}")
        assert ("\\persian{" in body) == (picture.lang == "fa" or "وزن" in picture.svg)
        # English pictures of ours compile with any LaTeX.
        assert text.startswith("% !TeX program = xelatex") == ("\\persian{" in body)
        assert ("\\persian{" in body) or max(body) <= tikz.LAST_OF_LATEX


def test_latex_obeys_nothing_in_a_name():
    assert tikz.latex("w₀ = −x²") == "w$_{0}$ = $-$x$^{2}$"
    shown = tikz.latex(EVIL)
    assert re.sub(r"\\text\w+\{\}|\\[{}$&#%_]", "", shown) == "abcdef"
    assert tikz.latex("\x00\u2066a\n") == "a"
    assert draw(Value(1.0, "名") * 2).tex().startswith("% !TeX program = xelatex")
    turned = r"\persian{گراف \latin{a + b}: \latin{$-$4}.}"
    assert tikz._persian("گراف a + b: −4.") == turned
    assert tikz._persian("با σ(x) و (y)") == r"\persian{با \latin{$ \sigma$(x)} و (\latin{y})}"


def test_formulas_with_persian_names_run_from_left_to_right_in_latex():
    weight, x = Value(3.0, "وزن"), Value(2.0, "x")
    result = weight**2 * x
    result.backward()
    body = draw(result).tex()
    assert r"{\persian{وزن}$^{2}$}" in body  # in its circle
    assert r"{2$ \cdot$\persian{وزن}=6}" in body  # the local derivative beside the port
    assert r"{\persian{وزن}}" in body  # the name alone
    svg = draw(result).svg
    assert re.search(r"direction:ltr[^>]*>\u2068وزن\u2069²<", svg)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["pdflatex", "xelatex", "lualatex"])
def test_latex_compiles_it(engine, tmp_path, shared, examples):
    program = shutil.which(engine)
    if not program or not shutil.which("kpsewhich"):
        pytest.skip(f"{engine} is not installed")
    found = subprocess.run(["kpsewhich", "standalone.cls"], capture_output=True, check=False)
    if not found.stdout:
        pytest.skip("the LaTeX class standalone is not installed")
    shared.backward()
    evil = Value(2.0, EVIL) * Value(1.0, "σ")
    evil.backward()
    pictures = [draw(shared), draw(evil), examples.relu_net(), examples.relu_net_open()]
    if engine != "pdflatex":
        pictures.append(draw(shared, lang="fa", title="گراف f = (x+y)·z"))
    for number, picture in enumerate(pictures):
        picture.save(tmp_path / f"f{number}.tex")
        done = subprocess.run(
            [program, "-interaction=nonstopmode", "-halt-on-error", f"f{number}.tex"],
            cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-3000:]
        assert (tmp_path / f"f{number}.pdf").read_bytes().startswith(b"%PDF")


# Saving


@pytest.mark.parametrize("ending", ["svg", "png", "pdf", "html", "tex", "dot", "txt"])
def test_a_picture_is_there_whole_or_not_at_all(ending, textbook, tmp_path, monkeypatch):
    if ending == "png" and not (find_spec("resvg_py") or find_spec("matplotlib")):
        pytest.skip("needs resvg-py or matplotlib")
    if ending == "pdf" and not find_spec("matplotlib"):
        pytest.skip("needs matplotlib")
    path = tmp_path / f"f.{ending}"
    picture = draw(textbook)
    assert picture.save(path) == path
    before = path.read_bytes()
    assert len(before) > 40

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(FileError) as caught:
        draw(textbook, lang="fa").save(path)
    assert caught.value.key == "files.cannot_write"
    assert path.read_bytes() == before and [p.name for p in tmp_path.iterdir()] == [path.name]


def test_pictures_are_written_the_one_way():
    assert sys.modules["tinygrad_fa.draw.picture"].write_whole is write_whole


PROGRAM = """
import sys
from tinygrad_fa.engine.value import Value
from tinygrad_fa.draw import draw, replay
x, y = Value(-2.0, "x"), Value(5.0, "y")
f = x * y
f.backward()
picture = draw(f, lang="fa")
for ending in sys.argv[2:]:
    picture.save(sys.argv[1] + "/f." + ending)
replay(f).save(sys.argv[1] + "/page.html")
assert "numpy" not in sys.modules and "matplotlib" not in sys.modules
"""


def test_without_numpy_and_without_programs(tmp_path):
    endings = ["svg", "html", "tex", "dot", "txt", *(["png"] if find_spec("resvg_py") else [])]
    (tmp_path / "nothing").mkdir()
    root = Path(tinygrad_fa.__file__).parent.parent
    environment = {**os.environ, "PATH": str(tmp_path / "nothing"), "PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path), *endings],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert all((tmp_path / f"f.{ending}").stat().st_size for ending in endings)


def test_an_ending_may_be_written_large(tmp_path):
    x = Value(2.0, "x")
    f = x * x
    picture, derivation = draw(f), derive(f)
    assert picture.save(tmp_path / "a.SVG").read_text("utf-8") == picture.svg
    assert replay(f).save(tmp_path / "a.Html").exists()
    assert derivation.save(tmp_path / "a.MD").read_text("utf-8") == derivation.markdown
    assert derivation.worksheet().save(str(tmp_path / "b.HTML")).exists()


@pytest.mark.parametrize("path", [None, "", 5, ["a.svg"], b"a.svg"])
def test_what_is_no_path_is_said_to_be_none(path):
    x = Value(2.0, "x")
    f = x * x
    saved = [draw(f), replay(f), derive(f), derive(f).worksheet()]
    for thing in saved:
        with pytest.raises(FileError) as caught:
            thing.save(path)
        assert caught.value.key == "draw.no_path" and ".html" in str(caught.value)


def test_a_plain_terminal_shows_something_to_read():
    x = Value(2.0, "x")
    f = x * x
    f.backward()
    assert repr(draw(f)) == draw(f).text
    assert repr(replay(f)).startswith("0. ") and "4" in repr(replay(f))
    assert "save" in repr(derive(f).worksheet()) and "answers" in repr(
        derive(f).worksheet(key=True)
    )
    for thing in (draw(f), replay(f), derive(f)):
        plain = thing._repr_mimebundle_()["text/plain"]
        assert len(plain.splitlines()) > 1 and "object at" not in plain
