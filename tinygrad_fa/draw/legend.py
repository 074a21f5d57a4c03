"""The line under a picture that says what its colours, slants and dashes mean."""

from __future__ import annotations

from tinygrad_fa import language
from tinygrad_fa.draw.cells import text_width
from tinygrad_fa.draw.model import Graph
from tinygrad_fa.draw.notes import notes
from tinygrad_fa.draw.strokes import (
    ARROW,
    BLUE,
    FONTS,
    INK,
    LOOKS,
    PERSIAN_FONTS,
    VERMILLION,
    arrow,
    escaped,
    px,
)  # fmt: skip


class Legend:
    """The legend of one picture, in one language."""

    def __init__(self, graph: Graph, lang: str) -> None:
        self.lang = lang
        self.rtl = lang == "fa"
        kinds = ["value"] if graph.result.value is not None else []
        if graph.ran_backward:
            kinds.append("gradient")
            if any(wire.label and not wire.broadcast for wire in graph.wires):
                kinds.append("local")
            if any(len(node.outputs) > 1 for node in graph.nodes):
                kinds.append("sum")
        self.items = [(kind, language.text(f"draw.legend_{kind}", lang)) for kind in kinds]
        self.notes = notes(graph, lang)
        self.widths = [text_width(text, 13) + 80 for _, text in self.items]
        self.width = max([sum(self.widths), *(text_width(note, 13) for note in self.notes)])
        self.height = (46.0 if kinds else 24.0) + 22 * len(self.notes)

    def drawn(self, middle: float, top: float) -> str:
        """Return the legend, centred at `middle`, below `top`."""
        y = top + self.height - 22 * len(self.notes) - 8
        x = middle + (sum(self.widths) / 2 if self.rtl else -sum(self.widths) / 2)
        towards = -1 if self.rtl else 1
        direction = "rtl" if self.rtl else "ltr"
        text = (
            f'font-family="{PERSIAN_FONTS if self.rtl else FONTS}" font-size="13" fill="{INK}" '
            f'style="direction:{direction};unicode-bidi:isolate"'
        )
        parts = []
        for (kind, words), width in zip(self.items, self.widths, strict=True):
            sample = x + towards * 22
            parts.append(self._sample(kind, sample, y))
            parts.append(
                f'<text x="{px(x + towards * 53)}" y="{px(y + 4)}" text-anchor="start" {text}>'
                f"{escaped(words)}</text>"
            )
            x += towards * width
        for number, note in enumerate(self.notes, start=1):
            parts.append(
                f'<text x="{px(middle)}" y="{px(y + 8 + 22 * number)}" text-anchor="middle" {text}>'
                f"{escaped(note)}</text>"
            )
        return f"<g>{''.join(parts)}</g>"

    @staticmethod
    def _sample(kind: str, x: float, y: float) -> str:
        if kind == "local":
            return (
                f'<circle cx="{px(x + 13)}" cy="{px(y)}" r="8" fill="none" stroke="{INK}"/>'
                f'<text x="{px(x + 2)}" y="{px(y + 4)}" text-anchor="end" font-size="12" '
                f"{LOOKS['local']}>z=4</text>"
            )
        if kind == "sum":
            return (
                f'<circle cx="{px(x - 8)}" cy="{px(y)}" r="4" fill="{INK}"/>'
                f'<text x="{px(x + 8)}" y="{px(y + 5)}" text-anchor="middle" font-size="15" '
                f"{LOOKS['gradient']}>Σ</text>"
            )
        forward = kind == "value"
        colour = BLUE if forward else VERMILLION
        start, end, head = (x - 16, x + 9, x + 16) if forward else (x + 16, x - 9, x - 16)
        dashes = "" if forward else ' stroke-dasharray="5 3"'
        digit_y = y - 4 if forward else y + 15
        line_y = y + 3 if forward else y
        return (
            f'<path d="M{px(start)} {px(line_y)}H{px(end)}" stroke="{colour}" stroke-width="1.5"'
            f"{dashes}/>{arrow(head, line_y, ARROW if forward else -ARROW, colour)}"
            f'<text x="{px(x)}" y="{px(digit_y)}" text-anchor="middle" font-size="12" '
            f"{LOOKS[kind]}>2</text>"
        )
