"""`draw`: what a picture says, where it can be saved, and what it never does."""

import math
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

import tinygrad_fa
from tinygrad_fa import language
from tinygrad_fa.draw import Picture, draw, to_dot
from tinygrad_fa.draw import graph as graph_module
from tinygrad_fa.draw.cells import text_width
from tinygrad_fa.draw.folding import READABLE
from tinygrad_fa.draw.graph import MAX_NODES, graph_of
from tinygrad_fa.engine import ops
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.engine.value import Value
from tinygrad_fa.language.errors import FileError, GraphError, SettingError

SVG = "{http://www.w3.org/2000/svg}"


def texts(picture):
    root = ElementTree.fromstring(picture.svg)
    return ["".join(element.itertext()) for element in root.iter(f"{SVG}text")]


def test_the_textbook_example(textbook):
    textbook.backward()
    picture = draw(textbook)
    shown = texts(picture)
    for wanted in ("x", "y", "z", "+", "×", "f", "−2", "5", "−4", "3", "−12", "1", "z=−4"):
        assert wanted in shown
    assert shown.count("−4") == 4  # z itself, and the gradients of x, y and x + y
    assert picture.text == (
        "[×] f = −12    gradient 1\n"
        "├─ [+] = 3     gradient −4\n"
        "│  ├─ x = −2   gradient −4\n"
        "│  └─ y = 5    gradient −4\n"
        "└─ z = −4      gradient 3"
    )


def test_the_neuron(neuron):
    neuron.backward()
    shown = texts(draw(neuron, lang="fa"))
    for wanted in (
        "w₀", "×−1", "exp", "+1", "1/x", "0.731", "0.368", "1.37", "−0.197", "0.393", "−0.393",
        "−0.59", "0.197", "−0.534", "x₀=−1", "w₀=2", "eˣ=0.368", "−1/x²=−0.534",
    ):  # fmt: skip
        assert wanted in shown
    assert "گرادیان محلی" in shown


def test_value_above_gradient_below_and_more_than_colour(textbook):
    textbook.backward()
    root = ElementTree.fromstring(draw(textbook).svg)
    by_look = {}
    for group in root.iter(f"{SVG}g"):
        if group.get("fill"):
            by_look[group.get("fill"), group.get("font-style")] = group
    value = by_look["#0072B2", None].find(f"{SVG}text")
    gradient = by_look["#D55E00", "italic"].find(f"{SVG}text")
    assert float(value.get("y")) < float(gradient.get("y"))
    assert value.get("x") == gradient.get("x")
    dashed = [g for g in root.iter(f"{SVG}g") if g.get("stroke-dasharray")]
    assert [g.get("stroke") for g in dashed] == ["#D55E00"]


def test_shared_nodes_show_each_share_and_their_sum(shared):
    shared.backward()
    picture = draw(shared)
    shown = texts(picture)
    assert "Σ = 4" in shown and "Σ = 2" in shown and "b = 6" in shown
    assert shown.count("2") >= 2 and "paths meet: add" in shown
    assert "(see above)" in picture.text
    graph = graph_of(shared)
    for node in graph.nodes:
        if node.outputs:
            assert sum(wire.share for wire in node.outputs) == node.gradient


def test_before_backward_it_says_so_and_draws_no_gradients(textbook):
    picture = draw(textbook)
    assert "#D55E00" not in re.sub(r"<g[^>]*></g>", "", picture.svg)
    assert any("backward()" in text for text in texts(picture))
    assert "There are no gradients yet" in picture.text
    assert "هنوز گرادیانی نیست" in draw(textbook, lang="fa").text
    assert all(node.gradient is None for node in graph_of(textbook).nodes)


def test_gradients_of_other_passes_are_not_mixed_in(textbook):
    textbook.backward()
    assert not graph_of(textbook).mixed
    textbook.backward()
    graph = graph_of(textbook)
    assert graph.mixed == ["x", "y", "z", "f"] or set(graph.mixed) == {"x", "y", "z", "f"}
    assert [node.gradient for node in graph.nodes if node.name == "x"] == [-4.0]
    assert any(".grad" in text for text in texts(draw(textbook)))


def test_drawing_changes_nothing(neuron):
    neuron.backward()
    order = [node.value for node in graph_of(neuron).nodes]
    draw(neuron)
    assert [node.value for node in graph_of(neuron).nodes] == order
    assert not graph_of(neuron).mixed


@pytest.mark.parametrize(
    ("build", "symbol", "local"),
    [
        (lambda x: x + 1, "+1", "1"),
        (lambda x: x - 3, "−3", "1"),
        (lambda x: 1 - x, "1−x", "−1"),
        (lambda x: x * -2, "×−2", "−2"),
        (lambda x: x / 4, "÷4", "1/4=0.25"),
        (lambda x: 1 / x, "1/x", "−1/x²=−0.25"),
        (lambda x: x**2, "x²", "2·x=4"),
        (lambda x: x**-1, "x⁻¹", "−1·x⁻²=−0.25"),
        (lambda x: 2**x, "2ˣ", "2ˣ·ln 2=2.77"),
        (lambda x: ops.maximum(x, 0), "max(x, 0)", "[x≥0]=1"),
        (lambda x: x.sqrt(), "√", "1/(2√x)=0.354"),
        (lambda x: x.sigmoid(), "σ", "σ·(1−σ)=0.105"),
        (lambda x: x.tanh(), "tanh", "1−tanh²=0.0707"),
        (lambda x: -x, "×−1", "−1"),
        (lambda x: x.log(), "ln", "1/x=0.5"),
        (lambda x: x.relu(), "ReLU", "[x>0]=1"),
    ],
)
def test_symbols_and_local_derivatives_come_from_the_table(build, symbol, local):
    f = build(Value(2.0, "x"))
    f.backward()
    graph = graph_of(f)
    assert graph.result.symbol == symbol
    assert graph.wires[0].label == local


def test_the_letter_in_a_symbol_is_not_a_name_of_somebody_else():
    x, y = Value(2.0, "x"), Value(3.0, "y")
    f = (x + y) ** 2
    assert graph_of(f).result.symbol == "u²"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0.0, "0"), (-0.0, "0"), (1234.0, "1234"), (-0.59004, "−0.59"), (1 / 3, "0.333"),
        (1234.56, "1235"), (1.5e-7, "1.5×10⁻⁷"), (-2.5e12, "−2.5×10¹²"),
        (math.inf, "∞"), (-math.inf, "−∞"), (math.nan, "NaN"),
    ],
)  # fmt: skip
def test_numbers(number, shown):
    f = Value(number, "x") * 1
    f.backward()
    assert shown in texts(draw(f))


EVIL = "</text><script>alert('&\"x')</script>"


def test_names_cannot_break_out(tmp_path):
    x = Value(2.0, EVIL)
    y = Value(1.0, "\x00\x1b[31m\u202eevil\ud800\n")
    f = x * y
    f.name = "]]><![CDATA["
    f.backward()
    for picture in (draw(f, title=EVIL), draw(f, lang="fa", title="<b>")):
        root = ElementTree.fromstring(picture.svg)
        assert not list(root.iter(f"{SVG}script")) and "<script" not in picture.svg
        assert "\u202e" not in picture.svg and "\x1b" not in picture.text
        picture.save(tmp_path / "x.svg")
    assert "<script" not in re.sub(r'"(\\.|[^"\\])*"', "", to_dot(f).source)


def test_nothing_has_an_id_a_class_or_a_link(neuron, shared):
    neuron.backward()
    for picture in (draw(neuron), draw(shared)):
        for element in ElementTree.fromstring(picture.svg).iter():
            assert not {"id", "class", "href", "onclick"} & set(element.attrib)
        assert "url(" not in picture.svg and "http" not in picture.svg.replace(
            "http://www.w3.org/2000/svg", ""
        )


def test_what_a_replay_lights_up_can_be_found(neuron):
    neuron.backward()
    graph = graph_of(neuron)
    root = ElementTree.fromstring(draw(neuron).svg)
    found = [element.attrib for element in root.iter()]
    for place, node in enumerate(graph.nodes):
        own = [a for a in found if a.get("data-node") == str(place) and "data-mark" not in a]
        kinds = [a["data-label"] for a in own if "data-label" in a]
        assert len([a for a in own if "data-label" not in a]) == 1  # its shape
        assert {"value", "gradient"} <= set(kinds) and len(kinds) == len(set(kinds))
        for wire in node.inputs:
            ours = [a for a in found if a.get("data-wire") == f"{place}-{wire.port}"]
            ways = [a["data-way"] for a in ours if "data-way" in a]
            assert sorted(ways) == ["backward"] * 2 + ["forward"] * 2  # a line and its head
            assert [a["data-label"] for a in ours if "data-label" in a] == ["local"]
    assert sum(a.get("data-wire") == f"{len(graph.nodes) - 1}-out" for a in found) == 4


def test_where_paths_part_there_is_one_dot(shared):
    root = ElementTree.fromstring(draw(shared).svg)
    dots = [a.attrib["data-node"] for a in root.iter() if a.get("data-mark") == "fan-out"]
    assert dots == ["0", "1"]


def test_words_for_those_who_hear_the_picture(textbook):
    textbook.backward()
    root = ElementTree.fromstring(draw(textbook, title="Chain rule").svg)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == "Chain rule"
    assert root.find(f"{SVG}desc").text.startswith("f = −12; x = −2, gradient −4")


def test_persian_runs_right_to_left(textbook):
    picture = draw(textbook, lang="fa", title="گراف")
    root = ElementTree.fromstring(picture.svg)
    for element in root.iter(f"{SVG}text"):
        words = "".join(element.itertext())
        if re.search("[\u0600-\u06ff]", words):
            assert "rtl" in element.get("style") or "plaintext" in element.get("style")
    assert "\u2066backward()\u2069" in picture.svg


def test_a_persian_name_does_not_turn_its_formula_around():
    w, x = Value(3.0, name="وزن"), Value(2.0, name="x")
    f = ops.maximum(w * x, x)
    f.backward()
    picture = draw(f)
    local = [
        element
        for element in ElementTree.fromstring(picture.svg).iter(f"{SVG}text")
        if element.get("data-label") == "local" and "وزن" in (element.text or "")
    ]
    assert [element.text for element in local] == ["\u2068وزن\u2069=3"]
    assert all("direction:ltr;unicode-bidi:isolate" in element.get("style") for element in local)


def test_wide_persian_letters_stay_in_their_box():
    for name, width in (("شیب ب", 57), ("صص", 37), ("وزن", 28)):  # in DejaVu Sans at 17 pixels
        w = Value(3.0, name=name)
        root = ElementTree.fromstring(draw(w * 2).svg)
        box = next(x for x in root.iter(f"{SVG}rect") if x.get("data-node") == "0")
        assert float(box.get("width")) >= width + 8


@pytest.mark.parametrize(
    ("name", "reason"), [("a\0b.svg", "Invalid argument"), ("file/f.svg", "Not a directory")]
)
def test_a_place_where_no_file_can_be(textbook, tmp_path, name, reason):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(FileError, match=reason) as caught:
        draw(textbook).save(tmp_path / name)
    assert caught.value.key == "files.cannot_write"


def test_the_language_in_use(textbook):
    language.set_language("fa")
    assert "مقدار" in draw(textbook).svg
    assert "value (forward pass)" in draw(textbook, lang="en").svg


def test_tensors_show_shapes_and_norms():
    w = Tensor([[3.0, 4.0]], requires_grad=True, name="w")
    loss = (w * w).sum()
    loss.backward(retain_graph=True)
    shown = texts(draw(loss))
    assert "(1, 2)" in shown and "25" in shown and "Σ = ‖10‖" in shown
    loss.backward()
    with pytest.raises(GraphError) as caught:
        draw(loss)
    assert caught.value.key == "engine.freed_graph"


def test_a_leaf_alone():
    assert "x" in texts(draw(Value(2.0, "x")))
    assert draw(Value(2.0)).text.startswith("2")


def test_saving(tmp_path, textbook):
    picture = draw(textbook)
    assert picture.save(tmp_path / "f.svg").read_text("utf-8") == picture.svg
    assert picture.save(str(tmp_path / "f.txt")).read_text("utf-8") == picture.text + "\n"
    assert picture.save(tmp_path / "f.dot").read_text("utf-8").startswith("digraph")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["f.dot", "f.svg", "f.txt"]
    for wrong in ("f.jpeg", "f", "f.svg.gz"):
        with pytest.raises(FileError) as caught:
            picture.save(tmp_path / wrong)
        assert "`.svg`, `.png`, `.pdf`, `.html`, `.tex`, `.dot`, `.txt`" in str(caught.value)
    with pytest.raises(FileError) as caught:
        picture.save(tmp_path / "missing" / "f.svg")
    assert caught.value.key == "files.no_folder"


def test_what_a_notebook_shows(textbook):
    picture = draw(textbook)
    bundle = picture._repr_mimebundle_()
    assert bundle.pop("image/png", b"\x89PNG").startswith(b"\x89PNG")  # where it is cheap
    assert bundle == {"image/svg+xml": picture.svg, "text/plain": picture.text}
    assert str(picture) == picture.text and isinstance(picture, Picture)


def test_a_large_graph_is_cut_and_says_so():
    x = Value(1.0, "x")
    f = x
    for _ in range(MAX_NODES + 5):
        f = f + 1
    f.backward()
    picture = draw(f)
    assert 50 < len(picture.graph.nodes) <= READABLE
    assert picture.graph.nodes[0].is_cut and not picture.graph.nodes[0].inputs
    hidden = MAX_NODES + 6 - len(picture.graph.nodes)
    assert f"⋯ {hidden} nodes" in picture.text and any("fold=False" in t for t in texts(picture))
    assert len(draw(f, fold=False).graph.nodes) == MAX_NODES + 6
    assert len(draw(f, depth=2).graph.nodes) == 3


def test_where_a_graph_is_cut_the_shares_still_add_up():
    x = Value(0.5, "x")
    f = x
    for _ in range(200):
        f = (f * x).tanh() + x
    f.backward()
    graph = draw(f).graph
    assert graph.hidden > 200
    for node in graph.nodes:
        if node.gradient is not None and node.outputs:
            assert math.isclose(sum(wire.share for wire in node.outputs), node.gradient)
    assert any(node.name == "x" and node.gradient is None for node in graph.nodes)


def test_even_whole_there_is_a_limit(monkeypatch, textbook):
    monkeypatch.setattr(graph_module, "MOST_NODES", 4)
    with pytest.raises(GraphError) as caught:
        draw(textbook, fold=False)
    assert caught.value.key == "draw.too_many_nodes" and "5" in str(caught.value)


def test_refusals(textbook):
    with pytest.raises(SettingError):
        draw(textbook, layout="circle")
    with pytest.raises(SettingError):
        draw(textbook, lang="de")
    with pytest.raises(GraphError) as caught:
        draw([1, 2])
    assert caught.value.key == "draw.not_a_node"


PROGRAM = """
import sys
from tinygrad_fa.engine.value import Value
from tinygrad_fa.draw import draw, derive, to_dot
from tinygrad_fa.language.errors import GraphError
x, y, z = Value(-2.0, "x"), Value(5.0, "y"), Value(-4.0, "z")
f = (x + y) * z
f.backward()
assert "−12" in draw(f).svg and "−12" in derive(f, "fa").text and to_dot(f).source
try:
    draw(f, layout="dot")
except GraphError as error:
    assert error.key == "draw.no_dot", error.key
    assert "dot" in str(error)
else:
    raise SystemExit("dot was found")
assert "numpy" not in sys.modules, "numpy was imported"
"""


def test_without_numpy_and_without_dot(tmp_path):
    root = Path(tinygrad_fa.__file__).parent.parent
    environment = {**os.environ, "PATH": str(tmp_path), "PYTHONPATH": str(root)}
    environment["PYTHONIOENCODING"] = "utf-8"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_dot_source(shared):
    shared.backward()
    source = to_dot(shared).source
    assert source.count("->") == 4 and "rankdir=LR" in source
    assert "∂ 4" in source.replace("\\", "")
    nasty = Value(1.0, 'a|b{c}<d>"e') + 1
    assert r"a\|b\{c\}\<d\>" in to_dot(nasty).source.replace("\\\\", "\\")


def test_text_width_grows_with_the_text():
    assert text_width("−0.197", 15, bold=True) > text_width("−0.197", 15) > text_width("0", 15)
