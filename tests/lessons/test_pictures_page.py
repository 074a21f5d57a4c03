"""The page of five pictures: its files are there, say what it says, and ours can be made again."""

from __future__ import annotations

import re
import runpy
from html import unescape
from pathlib import Path

import pytest

REFERENCE = Path(__file__).parents[2] / "lessons" / "reference"
FOLDER = REFERENCE / "pictures"
DRAWN_BY = ("ours", "micrograd", "dezero", "torchviz", "torchview")
GRAPHS = ("product", "twice", "net")


def words(path):
    return [
        unescape(found).strip() for found in re.findall(r"<text[^>]*>([^<]*)", path.read_text())
    ]


def edges(name):
    """Return how many arrows Graphviz drew."""
    return (FOLDER / name).read_text(encoding="utf-8").count('class="edge"')


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    runpy.run_path(str(REFERENCE / "pictures.py"))["main"](["--out", str(folder)])
    return folder


@pytest.mark.parametrize("language", ["en", "fa"])
def test_every_picture_of_the_page_is_there(language):
    page = (REFERENCE / language / "pictures.md").read_text(encoding="utf-8")
    shown = re.findall(r"!\[[^\]]+\]\(\.\./pictures/([\w.]+)\)", page)
    wanted = [
        f"{by}_{graph}" + (f"_{language}" if by == "ours" else "") + ".svg"
        for graph in GRAPHS
        for by in DRAWN_BY
    ]
    assert shown == wanted
    assert all((FOLDER / name).is_file() for name in shown)


def test_no_picture_is_left_over_and_all_are_small():
    pages = "".join((REFERENCE / lang / "pictures.md").read_text("utf-8") for lang in ("en", "fa"))
    for path in FOLDER.iterdir():
        assert path.name in pages and path.stat().st_size < 60_000
        assert "<script" not in path.read_text(encoding="utf-8")


def test_ours_is_what_the_script_draws_now(made):
    # If this fails, the pictures are out of date: run lessons/reference/pictures.py.
    names = sorted(path.name for path in made.iterdir())
    assert names == sorted(path.name for path in FOLDER.glob("ours_*"))
    for name in names:
        assert words(FOLDER / name) == words(made / name), name


def test_what_the_page_says_of_ours():
    product, twice = (words(FOLDER / f"ours_{graph}_en.svg") for graph in ("product", "twice"))
    assert {"x", "y", "z", "f", "−2", "5", "−4", "3", "−12", "z=−4"} <= set(product)
    assert "Σ = 7" in twice and twice.count("a=3") == 2


def test_what_the_page_says_of_the_others():
    micrograd = words(FOLDER / "micrograd_product.svg")
    assert "grad -4.0000" in micrograd and not {"x", "y", "z"} & set(micrograd)
    # a·a has one arrow from a in micrograd's picture, two in those of DeZero and torchviz.
    # The other arrows: a → +, product → +, and one from each op to its result.
    assert edges("micrograd_twice.svg") == 1 + 4
    assert edges("dezero_twice.svg") == 6 and edges("torchviz_twice.svg") == 6
    net = (FOLDER / "micrograd_net.svg").read_text(encoding="utf-8")
    assert net.count('class="node"') == 57
    assert float(re.search(r'<svg width="(\d+)pt"', net)[1]) > 3000
    for by in ("dezero", "torchviz", "torchview"):
        assert not re.search(r"-?\d\.\d", "".join(words(FOLDER / f"{by}_product.svg")))
    assert {"0.weight", "0.bias", "TBackward0"} <= set(words(FOLDER / "torchviz_net.svg"))
    assert "Formula" in words(FOLDER / "torchview_product.svg")
