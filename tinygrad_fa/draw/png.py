"""A picture as PNG, without Graphviz and without libraries of the system.

Two ways lead there, and the first that is installed is taken: resvg (the wheel ``resvg-py``, made
for SVG, quick), or matplotlib, which draws the same shapes.  Both are given the fonts that travel
with the package, so that Persian and formulas look alike on every machine.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from xml.etree import ElementTree

from tinygrad_fa.draw.font_files import font_files
from tinygrad_fa.language.errors import SettingError

MOST_PIXELS = 30e6  # a larger image is made smaller: it would take the memory of a laptop
NOTEBOOK_PIXELS = 5e6  # the same, of an image that nobody asked for
_SVG = "http://www.w3.org/2000/svg"


def png_of(svg: str, scale: float = 2.0) -> bytes:
    """Return a picture of ours as the bytes of a PNG.

    Args:
        svg: the picture.
        scale: pixels of the image per pixel of the picture; less for a picture so large that the
            image would have more than `MOST_PIXELS`.

    Raises:
        SettingError: if neither ``resvg-py`` nor matplotlib is installed, or `scale` is not
            positive.
    """
    if not scale > 0:
        raise SettingError("draw.scale", scale=scale)
    scale = min(scale, largest_scale(svg, MOST_PIXELS))
    if find_spec("resvg_py"):
        files = [str(path) for path in font_files()]
        image = import_module("resvg_py").svg_to_bytes(
            svg_string=_for_resvg(svg), zoom=scale, skip_system_fonts=True, font_files=files,
            font_family="DejaVu Sans", sans_serif_family="DejaVu Sans",
        )  # fmt: skip
        return bytes(image)
    if find_spec("matplotlib"):
        from tinygrad_fa.draw.plotting import plotted

        return plotted(svg, "png", scale)
    raise SettingError("draw.no_png")


def quick_png(svg: str) -> bytes | None:
    """Return a PNG for a notebook; None without resvg: matplotlib takes seconds to load."""
    if not find_spec("resvg_py"):
        return None
    return png_of(svg, min(2.0, largest_scale(svg, NOTEBOOK_PIXELS)))


def largest_scale(svg: str, pixels: float) -> float:
    """Return the scale at which the image of a picture has so many pixels."""
    size = ElementTree.fromstring(svg).attrib
    return float((pixels / (float(size["width"]) * float(size["height"]))) ** 0.5)


def _for_resvg(svg: str) -> str:
    """Return the picture so that resvg, which knows no CSS direction, sets Persian as CSS says.

    Every line is one from left to right for it; between U+2067 and U+2069 a text runs from right
    to left, and between U+2068 and U+2069 as its first strong letter does.
    """
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(svg)
    for text in root.iter(f"{{{_SVG}}}text"):
        style = text.get("style", "")
        if "direction:rtl" in style:
            anchor = text.get("text-anchor", "start")
            text.set("text-anchor", {"start": "end", "end": "start"}.get(anchor, anchor))
            opening = "\u2067"
        elif "unicode-bidi:plaintext" in style:
            opening = "\u2068"
        else:
            continue
        text.text = f"{opening}{text.text or ''}\u2069"
    return ElementTree.tostring(root, encoding="unicode")
