"""The picture of a question's chain, with the first wrong link lit.

Every input and every value of the chain is a node, every argument of a rule a wire.  The rule that
is wrong in itself has thick red wires and a cross; what is wrong only because of it has a bent
arrow and a dashed line; what is right has a tick.  Colour never stands alone.  No number is shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tinygrad_fa import language
from tinygrad_fa.draw.cells import text_width
from tinygrad_fa.draw.model import Graph, GraphNode, Wire
from tinygrad_fa.draw.names import name_tex
from tinygrad_fa.draw.picture import chosen_language
from tinygrad_fa.draw.picture import picture_of as drawn
from tinygrad_fa.draw.plain import plain
from tinygrad_fa.draw.strokes import (
    FONTS,
    GREY,
    INK,
    PERSIAN_FONTS,
    VERMILLION,
    escaped,
    px,
)
from tinygrad_fa.homework.questions import Question
from tinygrad_fa.homework.records import Verdict

GREEN = "#007A5A"  # of the same palette as the colours of `draw`, dark enough for a small sign
LOST = {"wrong", "missing", "failed", "forbidden"}
SIGNS = {"right": ("✓", GREEN), "follows": ("↷", GREY), **dict.fromkeys(LOST, ("✗", VERMILLION))}
LEGEND_HEIGHT = 26.0
_SIZE = re.compile(r' width="([\d.]+)" height="([\d.]+)"')


def picture_of(question: Question, verdicts: Sequence[Verdict], lang: str | None = None) -> str:
    """Return the picture as SVG, or "" if the question has no chain.

    Args:
        question: whose chain is drawn.
        verdicts: what became of its items.
        lang: of the title and the legend; the language in use unless given.

    Raises:
        SettingError: for a language that is not there.
    """
    lang = chosen_language(lang)
    if not question.reference.rules:
        return ""
    graph, places = _graph(question)
    states = {verdict.item: verdict.state for verdict in verdicts}
    shown = {places[name]: states[name] for name in places if states.get(name) in SIGNS}
    first = next((x for x in question.reference.rules if states.get(x) in LOST), "")
    key = "picture_first" if first else "picture_right"
    title = language.text(f"homework.{key}", lang, first=first)
    svg = drawn(graph, "builtin", lang, title).svg
    for place, state in shown.items():
        svg = _with_outline(svg, place, state)
    if first:
        svg = _with_lit_wires(svg, places[first])
    svg = _with_signs(svg, shown)
    used = {SIGNS[state] for state in shown.values()}
    signs = [each for each in dict.fromkeys(SIGNS.values()) if each in used]
    return _with_legend(svg, signs, lang)


def _graph(question: Question) -> tuple[Graph, dict[str, int]]:
    """Return the model of the chain, and the place of each name in it."""
    rules = question.reference.rules
    names = [*question.reference.inputs(), *rules]
    # The model wants each node after its inputs, which the order of the rules is.
    nodes = [GraphNode(plain(name_tex(name)), name not in rules, "", None) for name in names]
    places = {name: i for i, name in enumerate(names)}
    graph = Graph(nodes, [], ran_backward=False, is_sheet=True)
    for rule in rules.values():
        for port, argument in enumerate(rule.arguments):
            graph.connect(Wire(places[argument], places[rule.name], port))
    return graph, places


def _with_outline(svg: str, place: int, state: str) -> str:
    """Return the picture with the line of a node's shape as its state has it."""
    _, colour = SIGNS[state]
    looks = {
        "right": f'stroke="{colour}"',
        "follows": f'stroke="{colour}" stroke-width="2" stroke-dasharray="5 4"',
    }
    look = looks.get(state, f'stroke="{colour}" stroke-width="3.5"')
    return svg.replace(f'data-node="{place}"/>', f'data-node="{place}" {look}/>')


def _with_lit_wires(svg: str, place: int) -> str:
    """Return the picture with the wires into a node thick and red, lines and heads."""

    def lit(found: re.Match[str]) -> str:
        path = re.sub(r'fill="#\w+"', f'fill="{VERMILLION}"', found[0])
        if "fill=" in path:  # a head
            return path
        return path.replace("<path", f'<path stroke="{VERMILLION}" stroke-width="3.5"')

    return re.sub(rf'<path [^>]*data-wire="{place}-\d+"[^>]*/>', lit, svg)


def _with_signs(svg: str, shown: Mapping[int, str]) -> str:
    """Return the picture with a sign at the upper right corner of each node that was marked."""
    signs = []
    for place, state in shown.items():
        box = re.search(rf'<rect x="([-\d.]+)" y="([-\d.]+)" width="([\d.]+)"[^>]*'
                        rf'data-node="{place}"', svg)  # fmt: skip
        if box is None:
            continue
        left, top, width = map(float, box.groups())
        signs.append(_sign(left + width - 3, top + 3, *SIGNS[state]))
    # The last group but the legend's is moved into the middle: what stands in it moves along.
    opening = re.search(r'<g transform="translate\([^"]*\)">', svg)
    if opening is None:
        return svg
    group = f"{opening[0]}{''.join(signs)}</g>"
    return svg.replace("</svg>", f"{group}</svg>")


def _sign(x: float, y: float, sign: str, colour: str) -> str:
    return (
        f'<circle cx="{px(x)}" cy="{px(y)}" r="9" fill="#FFFFFF" stroke="{colour}" '
        f'stroke-width="1.6"/>'
        f'<text x="{px(x)}" y="{px(y + 4.6)}" text-anchor="middle" font-size="13" '
        f'font-weight="bold" fill="{colour}">{sign}</text>'
    )


def _with_legend(svg: str, signs: Sequence[tuple[str, str]], lang: str) -> str:
    """Return the picture with a line below that says what the signs mean."""
    found = _SIZE.search(svg)
    if found is None or not signs:
        return svg
    keys = {"✓": "picture_sign_right", "↷": "picture_sign_follows", "✗": "picture_sign_wrong"}
    entries = [(*each, language.text(f"homework.{keys[each[0]]}", lang)) for each in signs]
    widths = [text_width(words, 13) + 48 for _, _, words in entries]
    width, height = max(float(found[1]), sum(widths) + 24), float(found[2]) + LEGEND_HEIGHT
    svg = svg.replace(f'width="{found[1]}" height="{found[2]}"',
                      f'width="{px(width)}" height="{px(height)}"')  # fmt: skip
    svg = svg.replace(f'viewBox="0 0 {found[1]} {found[2]}"',
                      f'viewBox="0 0 {px(width)} {px(height)}"')  # fmt: skip
    towards, start = (-1, "rtl") if lang == "fa" else (1, "ltr")
    x, y = width / 2 - towards * sum(widths) / 2, height - 18
    font = PERSIAN_FONTS if lang == "fa" else FONTS
    parts = []
    for (sign, colour, words), room in zip(entries, widths, strict=True):
        parts.append(_sign(x + towards * 12, y - 4, sign, colour))
        parts.append(
            f'<text x="{px(x + towards * 28)}" y="{px(y)}" font-size="13" fill="{INK}" '
            f'font-family="{font}" style="direction:{start};unicode-bidi:isolate">'
            f"{escaped(words)}</text>"
        )
        x += towards * room
    return svg.replace("</svg>", f"{''.join(parts)}</svg>")
