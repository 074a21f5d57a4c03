"""`draw`: the picture of a graph, for a notebook, a page, a slide or a terminal."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tinygrad_fa import language
from tinygrad_fa.draw.cells import cells_of
from tinygrad_fa.draw.dot import by_dot, digraph
from tinygrad_fa.draw.graph import Graph, graph_of
from tinygrad_fa.draw.layout import layered
from tinygrad_fa.draw.svg import svg
from tinygrad_fa.draw.tree import tree
from tinygrad_fa.files import write_whole
from tinygrad_fa.language.errors import FileError, SettingError

LAYOUTS = {"auto": layered, "builtin": layered, "dot": by_dot}


@dataclass(frozen=True)
class Picture:
    """A graph, drawn.

    Attributes:
        graph: the neutral model that it was drawn from.
        svg: the picture.
        text: the same as a tree of text.
    """

    graph: Graph = field(repr=False)
    svg: str = field(repr=False)
    text: str

    def save(self, path: str | Path) -> Path:
        """Write the picture to ``….svg``, ``….dot`` or ``….txt`` and return the path.

        Raises:
            FileError: for another ending, or a folder that cannot be written to.
        """
        path = Path(path)
        if path.suffix == ".dot":
            return save_text(path, digraph(self.graph).source, (".dot",))
        content = self.svg if path.suffix == ".svg" else self.text + "\n"
        return save_text(path, content, (".svg", ".dot", ".txt"))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"image/svg+xml": self.svg, "text/plain": self.text}

    def __str__(self) -> str:
        return self.text


def draw(
    result: Any, layout: str = "auto", lang: str | None = None, title: str | None = None
) -> Picture:
    """Return the picture of the graph that `result` was computed by.

    Forward values stand above the wires and, once ``result.backward()`` has run, gradients
    below them and local derivatives beside the ops' inputs.

    Args:
        result: a `Value`, or a `Tensor` whose graph was kept (``backward(retain_graph=True)``).
        layout: "builtin" (what "auto" takes), or "dot" to let Graphviz's program place things.
        lang: "fa" or "en"; None takes the language in use.
        title: a line above the picture.

    Raises:
        GraphError: if `result` has no graph, one too large to read, or `dot` is missing.
        SettingError: for an unknown layout or language.

    Example:
        >>> x, y = Value(-2.0, "x"), Value(5.0, "y")
        >>> print(draw(x + y))
        [+] f = 3
        ├─ x = −2
        └─ y = 5
        There are no gradients yet: call backward() on the result, then draw again.
    """
    if layout not in LAYOUTS:
        known = ", ".join(f"`{name}`" for name in LAYOUTS)
        raise SettingError("draw.unknown_layout", layout=layout, known=known)
    lang = chosen_language(lang)
    graph = graph_of(result)
    cells = cells_of(graph)
    placement = LAYOUTS[layout](graph, cells)
    return Picture(graph, svg(graph, cells, placement, lang, title), tree(graph, lang))


def chosen_language(lang: str | None) -> str:
    """Return `lang`, or the language in use for None.

    Raises:
        SettingError: for a language that is not there.
    """
    if lang is not None and lang not in language.LANGUAGES:
        raise SettingError("language.unknown_language", language=lang)
    return lang or language.get_language()


def save_text(path: Path, content: str, endings: tuple[str, ...]) -> Path:
    """Write `content` so that the file is there whole or not at all.

    Raises:
        FileError: if the path has none of the `endings`, or cannot be written to.
    """
    if path.suffix not in endings:
        known = ", ".join(f"`{ending}`" for ending in endings)
        raise FileError("draw.unknown_ending", path=path, known=known)
    write_whole(path, [content.encode()])
    return path
