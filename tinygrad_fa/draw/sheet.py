"""A picture read back from its SVG: boxes, lines and words, for programs that draw otherwise.

Our SVG writer uses a handful of elements, and only those are known here: what another program is
told to draw (`plotting`, `tikz`) is then exactly what a browser shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

Point = tuple[float, float]
Look = Mapping[str, str]

_SVG = "{http://www.w3.org/2000/svg}"
QUARTER = 0.5523  # where the control points of a curve stand that looks like a quarter circle
_SILENT = {"title", "desc"}  # told to readers who hear the picture
_NUMBER = r"-?\d+(?:\.\d+)?"


@dataclass(frozen=True)
class Box:
    """A rectangle with round corners; `look` holds SVG's attributes, also inherited ones."""

    x: float
    y: float
    width: float
    height: float
    corner: float
    look: Look

    def outline(self) -> Line:
        """Return the same as a line, its corners as the curves nearest to quarter circles."""
        corner = min(self.corner, self.width / 2, self.height / 2)
        left, top = self.x, self.y
        right, bottom = left + self.width, top + self.height
        near = corner * (1 - QUARTER)
        pieces: list[tuple[str, tuple[Point, ...]]] = [
            ("M", ((left + corner, top),)),
            ("L", ((right - corner, top),)),
            ("C", ((right - near, top), (right, top + near), (right, top + corner))),
            ("L", ((right, bottom - corner),)),
            ("C", ((right, bottom - near), (right - near, bottom), (right - corner, bottom))),
            ("L", ((left + corner, bottom),)),
            ("C", ((left + near, bottom), (left, bottom - near), (left, bottom - corner))),
            ("L", ((left, top + corner),)),
            ("C", ((left, top + near), (left + near, top), (left + corner, top))),
            ("Z", ()),
        ]
        return Line(tuple(pieces), self.look)


@dataclass(frozen=True)
class Disc:
    """A circle."""

    x: float
    y: float
    radius: float
    look: Look


@dataclass(frozen=True)
class Line:
    """A path: moves ("M", point), straight lines ("L", point), curves ("C", three points), "Z"."""

    pieces: tuple[tuple[str, tuple[Point, ...]], ...]
    look: Look


@dataclass(frozen=True)
class Words:
    """A text; `x`, `y` is its anchor on the baseline.

    Attributes:
        anchor: "start", "middle" or "end": what is at the anchor, from left to right.
    """

    x: float
    y: float
    anchor: str
    text: str
    look: Look


Shape = Box | Disc | Line | Words


@dataclass(frozen=True)
class Sheet:
    """All shapes of a picture in the order in which they are drawn; lengths are pixels."""

    width: float
    height: float
    shapes: list[Shape]


def read(svg: str) -> Sheet:
    """Return the shapes of a picture.

    Raises:
        ValueError: for an element that none of our pictures has.
    """
    root = ElementTree.fromstring(svg)
    shapes = list(_shapes(root, {}, (0.0, 0.0)))
    return Sheet(float(root.attrib["width"]), float(root.attrib["height"]), shapes)


def _shapes(element: ElementTree.Element, inherited: Look, origin: Point) -> Iterator[Shape]:
    look = {**inherited, **element.attrib}
    if "opacity" in element.attrib and "opacity" in inherited:
        look["opacity"] = str(float(inherited["opacity"]) * float(element.attrib["opacity"]))
    tag = element.tag.removeprefix(_SVG)
    if tag in ("svg", "g"):
        moved = re.fullmatch(
            rf"translate\(({_NUMBER})[ ,]+({_NUMBER})\)", look.pop("transform", "translate(0 0)")
        )
        if not moved:
            raise ValueError(f"transform of <{tag}>")
        inner = (origin[0] + float(moved[1]), origin[1] + float(moved[2]))
        for child in element:
            yield from _shapes(child, look, inner)
    elif tag not in _SILENT:
        yield _shape(tag, element, look, origin)


def _shape(tag: str, element: ElementTree.Element, look: Look, origin: Point) -> Shape:
    def number(name: str) -> float:
        return float(element.get(name, "0"))

    left, top = origin
    if tag == "rect":
        x, y = left + number("x"), top + number("y")
        return Box(x, y, number("width"), number("height"), number("rx"), look)
    if tag == "circle":
        return Disc(left + number("cx"), top + number("cy"), number("r"), look)
    if tag == "path":
        return Line(tuple(_pieces(element.attrib["d"], origin)), look)
    if tag == "text":
        anchor = look.get("text-anchor", "start")
        if "direction:rtl" in look.get("style", ""):  # where a line of Persian starts is right
            anchor = {"start": "end", "end": "start"}.get(anchor, anchor)
        words = "".join(element.itertext())
        return Words(left + number("x"), top + number("y"), anchor, words, look)
    raise ValueError(f"<{tag}>")


def _pieces(path: str, origin: Point) -> Iterator[tuple[str, tuple[Point, ...]]]:
    left, top = origin
    here: Point = origin
    for command, rest in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        numbers = [float(number) for number in re.findall(_NUMBER, rest)]
        if command == "Z":
            yield "Z", ()
        elif command in "HV":
            x, y = here
            here = (left + numbers[0], y) if command == "H" else (x, top + numbers[0])
            yield "L", (here,)
        elif command in "MLC":
            points = [(left + x, top + y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
            size = 3 if command == "C" else 1
            for i in range(0, len(points), size):
                yield "L" if command == "M" and i else command, tuple(points[i : i + size])
            here = points[-1]
        else:
            raise ValueError(f"path command {command}")
