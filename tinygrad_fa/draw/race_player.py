"""The player of a race: one HTML page of less than 100 kB that asks nothing of any network.

Ways and heights travel as numbers of 12 bits, two letters each; how they are drawn is written in
``race_page/race.js``.
"""

from __future__ import annotations

import json
import math
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tinygrad_fa import language
from tinygrad_fa.draw.font_files import web_font
from tinygrad_fa.draw.hand_table import HandTable, heading
from tinygrad_fa.draw.race_scene import moments, track
from tinygrad_fa.draw.race_style import OUTLINE, WIDTH, style
from tinygrad_fa.language import text

if TYPE_CHECKING:
    from tinygrad_fa.draw.races import Race, Run

FOLDER = Path(__file__).with_name("race_page")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
FINEST = len(LETTERS) ** 2 - 1  # the largest number that two letters hold
PLACES = 1700  # of all ways together: more of them, and the page would be too large
MOST_MOMENTS = 240
TABLES = 7  # hand tables of so many optimizers stand below the picture
WORDS = (
    "play", "pause", "first", "back", "forward", "plane", "space", "turn", "all_on", "all_off",
    "other_language", "keys", "optimizer", "height", "step", "point", "gradient", "update", "after",
)  # fmt: skip
FRAME_HEIGHT = 860  # pixels, in a notebook


@cache
def _part(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def player(race: Race) -> str:
    """Return the page."""
    shown = moments(race.steps, max(20, min(MOST_MOMENTS, PLACES // len(race.runs))))
    data = {
        "lang": race.lang,
        "words": {lang: _words(race, lang, shown) for lang in language.LANGUAGES},
        "frame": [*race.surface.across, *race.surface.up],
        "size": len(race.surface.grid[0]),
        "grid": packed(race.surface.scale(race.surface.grid[2]).reshape(-1).tolist()),
        "lowest": [_place(race, point) for point in race.surface.lowest],
        "moments": shown,
        "width": WIDTH,
        "outline": OUTLINE,
        "runs": [_run(race, number, run, shown) for number, run in enumerate(race.runs)],
    }
    # ``</script>`` in a label must not end the script.
    told = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    page = _part("race.html")
    title = text("races.title", race.lang, surface=race.surface.title_in(race.lang))
    fields = {
        "LANG": race.lang,
        "DIR": "rtl" if race.lang == "fa" else "ltr",
        "TITLE": escape(title),
        "STYLE": web_font() + _part("race.css"),
        "TABLES": _tables(race),
        "NO_SCRIPT": escape(text("races.no_script", race.lang)),
        "SCRIPT": _part("race.js").replace("/*DATA*/null", told),
    }
    for name, content in fields.items():
        page = page.replace("{{" + name + "}}", content, 1)
    return page


def framed(race: Race) -> str:
    """Return the page in a frame of its own, for a notebook: its style stays inside."""
    title = escape(text("races.title", race.lang, surface=race.surface.title_in(race.lang)))
    return (
        f'<iframe title="{title}" sandbox="allow-scripts" srcdoc="{escape(race.html)}" '
        f'style="width:100%;height:{FRAME_HEIGHT}px;border:0"></iframe>'
    )


def packed(numbers: list[float]) -> str:
    """Return numbers from 0 to 1 as letters, two for each."""
    whole = (round(max(0.0, min(number, 1.0)) * FINEST) for number in numbers)
    return "".join(LETTERS[n // len(LETTERS)] + LETTERS[n % len(LETTERS)] for n in whole)


def _place(race: Race, point: tuple[float, float]) -> list[float]:
    """Return where a point is in the picture, from 0 to 1 both ways."""
    bounds = (race.surface.across, race.surface.up)
    return [(n - low) / (high - low) for n, (low, high) in zip(point, bounds, strict=True)]


def _run(race: Race, number: int, run: Run, shown: list[int]) -> dict[str, Any]:
    points = track(race, run)
    kept = [moment for moment in shown if moment < len(points)]
    if kept[-1] != len(points) - 1:
        kept.append(len(points) - 1)  # it ended before the next moment: its last place is shown
    flat = [n for m in kept for n in (*_place(race, points[m][:2]), points[m][2])]
    colour, dashes = style(number)
    return {
        "label": run.label,
        "rate": run.rate_text,
        "colour": colour,
        "dashes": dashes,
        "way": packed(flat),
        "heights": [_short(run.heights[moment]) for moment in kept],
        "note": {lang: run.end_in(lang, "_short") for lang in language.LANGUAGES},
        "from": len(run.points) - 1 if run.left is None else run.left,
        "heading": {lang: heading(run, lang) for lang in language.LANGUAGES},
    }


def _short(height: float) -> float | None:
    """Return three digits of a height, None for one that is not finite: JSON has no infinity."""
    return float(f"{height:.3g}") if math.isfinite(height) else None


def _words(race: Race, lang: str, shown: list[int]) -> dict[str, str]:
    surface = race.surface.title_in(lang)
    words = {name: text(f"races.{name}", lang) for name in WORDS}
    words["title"] = text("races.title", lang, surface=surface)
    words["picture"] = text("races.picture_of", lang, count=len(race.runs), surface=surface)
    words["hand_table"] = text("races.hand_table", lang, steps=min(3, race.steps))
    words["tables_of"] = text("races.tables_of", lang, count=TABLES)
    every = shown[1] - shown[0]
    words["every"] = text("races.every", lang, every=every) if every > 1 else ""
    return words


def _tables(race: Race) -> str:
    """Return the hand tables; the script puts their words into the language in use."""
    count = min(3, race.steps)
    title = escape(text("races.hand_table", race.lang, steps=count))
    tables = HandTable(race.runs[:TABLES], count, race.lang).html
    more = ""
    if len(race.runs) > TABLES:
        said = escape(text("races.tables_of", race.lang, count=TABLES))
        more = f'<p class="small" data-word="tables_of">{said}</p>'
    return (
        f'<section class="tables"><h2 data-word="hand_table">{title}</h2>{more}{tables}</section>'
    )
