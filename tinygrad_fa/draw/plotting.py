"""A picture drawn by matplotlib: PDF for print and slides, and PNG where there is no resvg.

The shapes come from the SVG itself, so that this is the same picture; lengths become points, of
which 72 make an inch, where a pixel is a ninety-sixth of one.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Any

from tinygrad_fa.draw.font_files import font_files
from tinygrad_fa.draw.persian import SHAPES_ITSELF, fa, matplotlib_version
from tinygrad_fa.draw.sheet import Box, Disc, Line, Point, Shape, Words, read
from tinygrad_fa.language.errors import SettingError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PIXELS_PER_INCH = 96.0
POINTS_PER_PIXEL = 72.0 / PIXELS_PER_INCH
_CODES = {"M": 1, "L": 2, "C": 4, "Z": 79}  # matplotlib.path.Path's
_ALIGNED = {"start": "left", "middle": "center", "end": "right"}
_ISOLATES = dict.fromkeys(range(0x2066, 0x206A))


def pdf_of(svg: str) -> bytes:
    """Return a picture of ours as the bytes of a PDF of one page, as large as the picture.

    Raises:
        SettingError: if matplotlib is not installed.
    """
    if not find_spec("matplotlib"):
        raise SettingError("draw.no_pdf")
    return plotted(svg, "pdf")


def plotted(svg: str, kind: str, scale: float = 1.0) -> bytes:
    """Return a picture as matplotlib draws it: `kind` is "pdf" or "png"."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    _bring_fonts()
    sheet = read(svg)
    # Letters in a PDF stay letters (type 42): they can be searched, copied and read aloud.
    settings: Any = {"font.family": ["DejaVu Sans", "Vazirmatn"], "pdf.fonttype": 42}
    with rc_context(settings):
        figure = Figure((sheet.width / PIXELS_PER_INCH, sheet.height / PIXELS_PER_INCH))
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set_xlim(0, sheet.width)
        axes.set_ylim(sheet.height, 0)
        axes.axis("off")
        for order, shape in enumerate(sheet.shapes):
            _draw(axes, shape, order)
        file = BytesIO()
        # Without the date, the same picture is the same file.
        more: dict[str, Any] = {"metadata": {"CreationDate": None}} if kind == "pdf" else {}
        figure.savefig(file, format=kind, dpi=PIXELS_PER_INCH * scale, **more)
    return file.getvalue()


@cache
def _bring_fonts() -> None:
    """Tell matplotlib of Vazirmatn; DejaVu Sans it has."""
    from matplotlib.font_manager import fontManager

    for path in font_files():
        if path.name.startswith("Vazirmatn"):
            fontManager.addfont(str(path))


def _draw(axes: Axes, shape: Shape, order: int) -> None:
    if isinstance(shape, Words):
        _write(axes, shape, order)
        return
    from matplotlib.patches import Circle, PathPatch
    from matplotlib.path import Path

    look = shape.look
    strength = float(look.get("opacity", "1"))
    fill = _colour(look.get("fill", "#000000"), strength * float(look.get("fill-opacity", "1")))
    width = float(look.get("stroke-width", "1")) * POINTS_PER_PIXEL
    style: dict[str, Any] = {
        "facecolor": fill,
        "edgecolor": _colour(look.get("stroke", "none"), strength),
        "linewidth": width,
        "capstyle": "butt",
        "zorder": order,
    }
    if "stroke-dasharray" in look:
        dashes = look["stroke-dasharray"].replace(",", " ").split()
        style["linestyle"] = (0, [float(dash) * POINTS_PER_PIXEL / width for dash in dashes])
    if isinstance(shape, Disc):
        axes.add_patch(Circle((shape.x, shape.y), shape.radius, **style))
    else:
        line = shape.outline() if isinstance(shape, Box) else shape
        axes.add_patch(PathPatch(_path(line, Path), **style))


def _path(line: Line, path: Any) -> Any:
    points: list[Point] = []
    codes: list[int] = []
    for command, ends in line.pieces:
        points += list(ends) or [points[0]]
        codes += [_CODES[command]] * max(1, len(ends))
    return path(points, codes)


def _colour(name: str, strength: float) -> Any:
    return "none" if name == "none" else (name, strength)


def _write(axes: Axes, words: Words, order: int) -> None:
    from matplotlib.patheffects import withStroke

    look = words.look
    text = words.text
    if matplotlib_version() < SHAPES_ITSELF:
        text = text.translate(_ISOLATES)  # it would show a box for each
    families = [name.strip("'") for name in look.get("font-family", "").split(",")]
    written = axes.text(
        words.x,
        words.y,
        text if "$" in text else fa(text),
        ha=_ALIGNED[words.anchor],
        va="baseline",
        color=_colour(look.get("fill", "#000000"), float(look.get("opacity", "1"))),
        fontsize=float(look.get("font-size", "16")) * POINTS_PER_PIXEL,
        fontweight=look.get("font-weight", "normal"),
        fontstyle=look.get("font-style", "normal"),
        fontfamily=["Vazirmatn", "DejaVu Sans"] if "Vazirmatn" in families else None,
        zorder=order,
        parse_math=False,
    )
    if look.get("paint-order") == "stroke" and "stroke" in look:
        width = float(look["stroke-width"]) * POINTS_PER_PIXEL
        halo = withStroke(linewidth=width, foreground=look["stroke"])
        written.set_path_effects([halo])
