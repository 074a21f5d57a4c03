"""What the cells of a lesson show, found without Jupyter: for the pages of the book."""

from __future__ import annotations

import base64
import io
import sys
from contextlib import redirect_stdout
from typing import Any

from tinygrad_fa.lessons.running import execute, spoken
from tinygrad_fa.lessons.source import Lesson

Output = dict[str, Any]  # as a notebook stores it
_SINGLE_FORMS = {
    "text/markdown": "_repr_markdown_", "image/svg+xml": "_repr_svg_", "image/png": "_repr_png_",
}  # fmt: skip


def results(lesson: Lesson, chosen: str) -> list[list[Output]]:
    """Run a lesson and return, for each of its code cells, what it prints and shows."""
    names: dict[str, Any] = {"__name__": "__main__"}
    found = []
    with spoken(chosen):
        for cell in lesson.cells_in(chosen):
            if cell.is_code:
                shown: list[Any] = []
                with redirect_stdout(io.StringIO()) as printed:
                    execute(cell, names, str(lesson.path), show=shown.append)
                found.append(_outputs(printed.getvalue(), [*shown, *_open_figures()]))
    return found


def _outputs(printed: str, shown: list[Any]) -> list[Output]:
    stream = {"output_type": "stream", "name": "stdout", "text": printed}
    displayed = [
        {"output_type": "display_data", "metadata": {}, "data": _as_stored(_bundle(value))}
        for value in shown
    ]
    return [*([stream] if printed else []), *displayed]


def _bundle(value: Any) -> dict[str, Any]:
    """Return the forms in which a value shows itself in a notebook."""
    if hasattr(value, "_repr_mimebundle_"):
        bundle: dict[str, Any] = value._repr_mimebundle_()
        return bundle
    if hasattr(value, "savefig"):
        file = io.BytesIO()
        value.savefig(file, format="png", dpi=144)
        return {"image/png": file.getvalue()}
    forms = {
        kind: getattr(value, method)()
        for kind, method in _SINGLE_FORMS.items()
        if hasattr(value, method)
    }
    return {"text/plain": repr(value), **forms}


def _as_stored(bundle: dict[str, Any]) -> dict[str, str]:
    return {
        kind: base64.b64encode(content).decode() if isinstance(content, bytes) else content
        for kind, content in bundle.items()
    }


def _open_figures() -> list[Any]:
    """Return matplotlib's open figures and close them, as a notebook does after each cell."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return []
    figures = [pyplot.figure(number) for number in pyplot.get_fignums()]
    for figure in figures:
        pyplot.close(figure)
    return figures
