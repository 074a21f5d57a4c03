"""`replay`: a page that plays a graph step by step, forward and then backward.

The page is one HTML file that needs nothing else: no network, no server, no widgets.  It holds the
finished picture in both languages, so a reader whose browser runs no scripts sees all of it; the
script hides what has not happened yet.  In a notebook it stands in a frame of its own, where its
style and its keys cannot meet those of the notebook.
"""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from tinygrad_fa import language
from tinygrad_fa.draw.font_files import web_font
from tinygrad_fa.draw.picture import Picture, draw, path_and_ending
from tinygrad_fa.draw.replay_steps import Step, steps
from tinygrad_fa.draw.words import unmarked
from tinygrad_fa.files import write_whole
from tinygrad_fa.language.messages.replay import MESSAGES

FOLDER = Path(__file__).parent
PHASES = {
    "start": "start", "forward": "forward", "seed": "backward", "backward": "backward",
    "parameters": "backward", "end": "end",
}  # fmt: skip
DARK = {  # what becomes of a picture's colours where the reader wishes for dark pages
    "#FFFFFF": "#16191D", "#1A1A1A": "#ECEFF2", "#666666": "#AAB4BE", "#0072B2": "#5CB8F0",
    "#D55E00": "#FF9A4D", "#F0F3F6": "#2A3138", "#FFF6E0": "#3A3222",
}  # fmt: skip
BELOW_PICTURE = 330  # pixels of a notebook's frame for sentence and controls
LARGEST = 1.7  # how much a small picture grows on a wide screen


class Replay:
    """The steps of a picture, as a page.

    Attributes:
        picture: the finished picture.
        steps: what happens, one after another.
    """

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.steps = steps(picture.graph)

    @cached_property
    def html(self) -> str:
        """The page."""
        lang = self.picture.lang
        pictures = [self.picture.in_language(other) for other in language.LANGUAGES]
        figures = "\n".join(_figure(picture, picture.lang == lang) for picture in pictures)
        words = {other: _words(other) for other in language.LANGUAGES}
        story = {
            "title": self.picture.title,
            "steps": [_told(step) for step in self.steps],
            "shows": self._shows(),
            "words": words,
        }
        return _PAGE.format(
            lang=lang,
            direction="rtl" if lang == "fa" else "ltr",
            title=escape(self.picture.title or words[lang]["page_title"]),
            style=_style(),
            figures=figures,
            no_script=escape(words[lang]["no_script"]),
            last=len(self.steps) - 1,
            story=_harmless(story),
            script=(FOLDER / "page.js").read_text("utf-8"),
        )

    def save(self, path: str | Path) -> Path:
        """Write the page to ``….html`` and return the path.

        Raises:
            FileError: for another ending, or a folder that cannot be written to.
        """
        path, _ = path_and_ending(path, (".html",), "replay.only_html")
        write_whole(path, [self.html.encode()])
        return path

    def _shows(self) -> dict[str, int]:
        """Return from which step on each key is shown."""
        first: dict[str, int] = {}
        for number, step in enumerate(self.steps):
            for key in step.shows:
                first.setdefault(key, number)
        return first

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Return the page in a frame, and the finished picture for those who show no pages.

        A notebook that is not trusted, and GitHub, take frames and styles out of what they show:
        then there is no frame, and nothing hides the image.
        """
        bundle = self.picture._repr_mimebundle_()
        height = min(640.0, _size(self.picture)[1] * 1.2) + BELOW_PICTURE
        title = escape(_words(self.picture.lang)["page_title"], quote=True)
        kind = "image/png" if "image/png" in bundle else "image/svg+xml"
        still = bundle[kind] if kind == "image/png" else self.picture.svg.encode()
        page = (
            "<style>.tinygrad-fa-still{display:none!important}</style>"
            f'<iframe srcdoc="{escape(self.html, quote=True)}" sandbox="allow-scripts" '
            f'title="{title}" style="width:100%;height:{height:.0f}px;border:0"></iframe>'
            f'<img class="tinygrad-fa-still" alt="{escape(self.picture.text, quote=True)}" '
            f'src="data:{kind};base64,{b64encode(still).decode()}">'
        )
        return {"text/html": page, **bundle}

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        lang = self.picture.lang
        return "\n".join(
            " ".join([f"{number}.", step.sentences[lang], *(term.text for term in step.terms)])
            for number, step in enumerate(self.steps)
        )


def replay(thing: Any, *inputs: Any, **settings: Any) -> Replay:
    """Return the page that plays how `thing` was computed, and how its gradients came about.

        tg.replay(f)                     shows itself in a notebook
        tg.replay(f).save("page.html")   a file to project, to send, to put on a web page

    Args:
        thing: a `Value`, a `Tensor` or a net, as `draw` takes it.
        inputs: what a net is called with.
        settings: those of `draw`: ``lang``, ``title``, ``expand``, …

    Raises:
        GraphError: if `thing` has no graph, or one too large to show.
        SettingError: for an unknown layout, language or layer.
    """
    return Replay(draw(thing, *inputs, **settings))


def _figure(picture: Picture, is_shown: bool) -> str:
    width, height = _size(picture)
    style = f"max-width:{LARGEST * width:.0f}px;--width:{width:.0f}px;--height:{height:.0f}px"
    hidden = "" if is_shown else " hidden"
    # The size of the picture is the page's business here.
    drawn = picture.svg.replace('style="max-width:100%;height:auto"', f'style="{style}"', 1)
    return f'<figure lang="{picture.lang}" dir="ltr"{hidden}>{drawn}</figure>'


def _size(picture: Picture) -> tuple[float, float]:
    attributes = ElementTree.fromstring(picture.svg).attrib
    return float(attributes["width"]), float(attributes["height"])


def _words(lang: str) -> dict[str, str]:
    def said(key: str) -> str:
        if key == "count":  # the page fills in the numbers
            return MESSAGES[key][lang]
        return unmarked(language.text(f"replay.{key}", lang), lang)

    return {key: said(key) for key in _PAGE_WORDS}


_PAGE_WORDS = [
    key
    for key in MESSAGES
    if key.startswith(("role_", "phase_"))
    or key in ("page_title", "first", "back", "next", "last", "play", "pause", "slider", "count",
               "keys", "other_language", "no_script")
]  # fmt: skip


def _told(step: Step) -> dict[str, Any]:
    """Return a step as the page reads it."""
    return {
        "phase": PHASES[step.kind],
        "sentences": step.sentences,
        "terms": [[term.text, term.role, term.name] for term in step.terms],
        "lights": step.lights,
        "texts": step.texts,
    }


def _harmless(story: dict[str, Any]) -> str:
    """Return JSON in which nothing can end the script element that it stands in."""
    written = json.dumps(story, ensure_ascii=False, separators=(",", ":"))
    return written.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _style() -> str:
    dark = "\n  ".join(
        f'svg [{what}="{light}"] {{ {what}: {shade}; }}'
        for light, shade in DARK.items()
        for what in ("fill", "stroke")
    )
    style = (FOLDER / "page.css").read_text("utf-8").replace("/*DARK*/", dark)
    return f"{web_font()}\n{style}"


_PAGE = """<!DOCTYPE html>
<html lang="{lang}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
style-src 'unsafe-inline'; script-src 'unsafe-inline'; font-src data:">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
<header class="played">
<span class="phase" data-part="phase"></span>
<span class="count" data-part="count"></span>
<button type="button" data-part="language"></button>
</header>
{figures}
<p class="unplayed keys">{no_script}</p>
<div class="played" data-part="said" role="status" aria-live="polite" aria-atomic="true">
<div class="board" data-part="board"></div>
<p class="sentence" data-part="sentence"></p>
</div>
<div class="controls played">
<button type="button" data-part="first"><svg viewBox="0 0 16 16"><path d="M2 2h2.4v12H2zM14 \
2v12L5 8z"/></svg></button>
<button type="button" data-part="back"><svg viewBox="0 0 16 16"><path d="M11.5 2v12L3 8z"/></svg>\
</button>
<button type="button" data-part="play"><svg viewBox="0 0 16 16"><path class="go" d="M3.5 1.5v13L14 \
8z"/><path class="halt" d="M3 2h3.6v12H3zM9.4 2H13v12H9.4z"/></svg></button>
<button type="button" data-part="next"><svg viewBox="0 0 16 16"><path d="M4.5 2v12L13 8z"/></svg>\
</button>
<button type="button" data-part="last"><svg viewBox="0 0 16 16"><path d="M11.6 2H14v12h-2.4zM2 \
2v12L11 8z"/></svg></button>
<input type="range" min="0" max="{last}" value="{last}" step="1" data-part="slider">
</div>
<p class="keys played" data-part="keys"></p>
<script type="application/json" id="story">{story}</script>
<script>
{script}
</script>
</body>
</html>
"""
