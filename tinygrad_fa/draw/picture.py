"""`draw`: the picture of a graph, for a notebook, a page, a slide or a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from types import FrameType
from typing import Any

from tinygrad_fa import language
from tinygrad_fa.draw.cells import cells_of
from tinygrad_fa.draw.dot import by_dot, digraph
from tinygrad_fa.draw.graph import graph_of
from tinygrad_fa.draw.model import Graph
from tinygrad_fa.draw.names import variables
from tinygrad_fa.draw.nested import layered
from tinygrad_fa.draw.plotting import pdf_of
from tinygrad_fa.draw.png import png_of, quick_png
from tinygrad_fa.draw.svg import svg
from tinygrad_fa.draw.tikz import tikz_of
from tinygrad_fa.draw.tree import tree
from tinygrad_fa.engine.value import Value
from tinygrad_fa.files import write_whole
from tinygrad_fa.language.errors import FileError, SettingError

LAYOUTS = {"auto": layered, "builtin": layered, "dot": by_dot}


@dataclass(frozen=True, repr=False)
class Picture:
    """A graph, drawn.

    Attributes:
        graph: the neutral model that it was drawn from.
        svg: the picture.
        text: the same as a tree of text.
        lang: the language of its words.
        layout: who placed things.
        title: the line above it.
    """

    graph: Graph = field(repr=False)
    svg: str = field(repr=False)
    text: str
    lang: str = "en"
    layout: str = "auto"
    title: str | None = None

    def png(self, scale: float = 2.0) -> bytes:
        """Return the picture as the bytes of a PNG, `scale` pixels for each of its own.

        Raises:
            SettingError: if neither ``resvg-py`` nor matplotlib is installed.
        """
        return png_of(self.svg, scale)

    def pdf(self) -> bytes:
        """Return the picture as the bytes of a PDF of one page.

        Raises:
            SettingError: if matplotlib is not installed.
        """
        return pdf_of(self.svg)

    def tex(self) -> str:
        """Return the picture as a LaTeX document in TikZ, for slides and papers."""
        return tikz_of(self.svg)

    def in_language(self, lang: str) -> Picture:
        """Return the same picture with its words in another language."""
        return self if lang == self.lang else picture_of(self.graph, self.layout, lang, self.title)

    def save(self, path: str | Path) -> Path:
        """Write the picture to a file and return its path; the ending decides the form.

        ``.svg``, ``.png`` and ``.pdf`` are the picture, ``.tex`` is TikZ for slides, ``.html``
        the page that replays it, ``.dot`` the graph for Graphviz, ``.txt`` the tree.

        Raises:
            FileError: for another ending, or a folder that cannot be written to.
            SettingError: if what draws a PNG or a PDF is not installed.
        """
        path, ending = path_and_ending(path, ENDINGS)
        content = ENDINGS[ending](self)
        write_whole(path, [content.encode() if isinstance(content, str) else content])
        return path

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Return SVG, text, and where it costs little a PNG, for those who show no SVG."""
        bundle: dict[str, Any] = {"image/svg+xml": self.svg, "text/plain": self.text}
        image = quick_png(self.svg)
        return {**bundle, "image/png": image} if image else bundle

    def __str__(self) -> str:
        return self.text

    __repr__ = __str__


def _page(picture: Picture) -> str:
    from tinygrad_fa.draw.page import Replay  # which draws pictures

    return Replay(picture).html


ENDINGS: dict[str, Callable[[Picture], str | bytes]] = {
    ".svg": lambda picture: picture.svg,
    ".png": lambda picture: picture.png(),
    ".pdf": lambda picture: picture.pdf(),
    ".html": _page,
    ".tex": lambda picture: picture.tex(),
    ".dot": lambda picture: str(digraph(picture.graph).source),
    ".txt": lambda picture: picture.text + "\n",
}


def draw(
    thing: Any,
    *inputs: Any,
    layout: str = "auto",
    lang: str | None = None,
    title: str | None = None,
    depth: int | None = None,
    fold: bool = True,
    net: Any = None,
    expand: str | Sequence[str] = (),
    neuron: tuple[str, int] | None = None,
    input_shape: Sequence[int] | None = None,
) -> Picture:
    """Return the picture of the graph that `thing` was computed by, or of a net.

    Forward values stand above the wires and, once ``result.backward()`` has run, gradients
    below them and local derivatives beside the ops' inputs.  What has no ``name=`` is called as
    the variable of the caller that holds it.

        tg.draw(f)                            every op of a formula
        tg.draw(net, x)                       a net: a box for each layer
        tg.draw(net, input_shape=(1, 28, 28)) the same with zeros for an input
        tg.draw(loss)                         the net below a loss, with gradients
        tg.draw(net, x, expand=["conv1"])     the ops of one of the layers
        tg.draw(net, x, neuron=("fc1", 3))    the fourth neuron of a Linear layer

    Args:
        thing: a `Value`; a `Tensor` whose graph was kept (``backward(retain_graph=True)``); or a
            layer or net.
        inputs: what the net is called with; without them it is drawn as it is wired.
        layout: "builtin" (what "auto" takes, for it is the quicker one at every size), or "dot" to
            let Graphviz's program place things.
        lang: "fa" or "en"; None takes the language in use.
        title: a line above the picture.
        depth: of a formula, how many ops to go back from the result; of a net, how many layers
            to look into each other (1 shows the layers of the net itself).
        fold: whether more than 300 nodes may be folded or cut to what one can read.
        net: the net below a loss, if no variable of the caller, or of who called it, holds it.
        expand: dotted paths of layers that are to be opened, whatever the depth (or a single one).
        neuron: a Linear layer and the number of one of its results.
        input_shape: of one sample, without the batch axis.

    Raises:
        GraphError: if `thing` has no graph, one too large to show, or `dot` is missing.
        SettingError: for an unknown layout, language or layer.

    Example:
        >>> x, y = Value(-2.0, "x"), Value(5.0, "y")
        >>> print(draw(x + y))
        [+] f = 3
        ├─ x = −2
        └─ y = 5
        There are no gradients yet: call backward() on the result, then draw again.
    """
    if not isinstance(layout, str) or layout not in LAYOUTS:
        known = ", ".join(f"`{name}`" for name in LAYOUTS)
        raise SettingError("draw.unknown_layout", layout=layout, known=known)
    if depth is not None and (isinstance(depth, bool) or not isinstance(depth, int) or depth < 1):
        raise SettingError("draw.bad_depth", depth=depth)
    if title is not None and not isinstance(title, str):
        raise SettingError("draw.bad_title", type=type(title).__name__)
    expand = _paths(expand)
    if neuron is not None and not _names_a_neuron(neuron):
        raise SettingError("draw.bad_neuron", neuron=neuron)
    lang = chosen_language(lang)
    frame = _caller()
    called = variables(frame)
    if isinstance(thing, Value):
        graph = graph_of(thing, called, depth, fold)
    else:
        from tinygrad_fa.draw import nets  # numpy's floor: a formula of numbers needs none of it

        view = nets.View(depth, fold, expand, neuron)
        if hasattr(thing, "named_layers"):
            graph = nets.net_graph(thing, inputs, input_shape, called, view)
        else:
            graph = nets.loss_graph(thing, frame if net is None else net, called, view)
    return picture_of(graph, layout, lang, title)


def _paths(expand: Any) -> tuple[str, ...]:
    """Return the paths of `expand`, of which a single one may stand without its list."""
    paths = (expand,) if isinstance(expand, str) else expand
    if not isinstance(paths, Sequence) or not all(isinstance(path, str) for path in paths):
        raise SettingError("draw.bad_expand", expand=expand)
    return tuple(paths)


def _names_a_neuron(neuron: Any) -> bool:
    if not isinstance(neuron, (tuple, list)) or len(neuron) != 2:
        return False
    path, number = neuron
    return isinstance(path, str) and isinstance(number, int) and not isinstance(number, bool)


def _caller() -> FrameType:
    """Return the frame of whoever called this room: there the reader's variables are."""
    frame = sys._getframe(2)
    while frame.f_back and frame.f_globals.get("__name__", "").startswith("tinygrad_fa.draw."):
        frame = frame.f_back
    return frame


def picture_of(graph: Graph, layout: str, lang: str, title: str | None) -> Picture:
    """Return the picture of a model."""
    cells = cells_of(graph, lang)
    placement = LAYOUTS[layout](graph, cells)
    drawn = svg(graph, cells, placement, lang, title)
    return Picture(graph, drawn, tree(graph, lang), lang, layout, title)


def chosen_language(lang: str | None) -> str:
    """Return `lang`, or the language in use for None.

    Raises:
        SettingError: for a language that is not there.
    """
    if lang is not None and (not isinstance(lang, str) or lang not in language.LANGUAGES):
        raise SettingError("language.unknown_language", language=lang)
    return lang or language.get_language()


def path_and_ending(path: Any, endings: Collection[str], otherwise: str = "") -> tuple[Path, str]:
    """Return a path for a file, and its ending in small letters.

    Args:
        otherwise: the key of what is said of another ending.

    Raises:
        FileError: if it is no path, or has none of the `endings` (``.SVG`` is ``.svg``).
    """
    known = ", ".join(f"`{ending}`" for ending in endings)
    if not isinstance(path, (str, PathLike)) or not str(path):
        raise FileError("draw.no_path", path=path, known=known)
    target = Path(path).expanduser()
    ending = target.suffix.lower()
    if ending not in endings:
        key = "draw.unknown_ending" if len(endings) > 1 else "draw.only_ending"
        raise FileError(otherwise or key, path=target, known=known)
    return target, ending
