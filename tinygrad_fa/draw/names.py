"""Names: ``w0`` becomes w₀, ``sigma`` σ, and nothing in a name can break a picture or a page."""

from __future__ import annotations

import re
from types import FrameType

from tinygrad_fa.engine.op import Node

_GREEK = re.compile(
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|"
    "upsilon|phi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega"
)
_JOINERS = "\u200c\u200d"  # the half-space of Persian belongs to a word

# What TeX, Markdown or HTML would take for a command.
_TEX_SIGNS = {
    "<": r"\lt ", ">": r"\gt ", "|": r"\vert ", "$": r"\$", "\\": r"\backslash ", "~": r"\sim ",
    "^": r"\wedge ", "{": r"\lbrace ", "}": r"\rbrace ", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "`": r"\prime ",
}  # fmt: skip
MAX_LENGTH = 24  # characters; longer names would push everything else off the board


def one_line(text: str) -> str:
    """Return `text` on one line, without control characters (some turn the direction of text)."""
    visible = "".join(c if c.isprintable() or c in _JOINERS else " " for c in text)
    return " ".join(visible.split())


def clean(name: str) -> str:
    """Return `name` on one line, without control characters, and not too long."""
    visible = one_line(name)
    return visible if len(visible) <= MAX_LENGTH else visible[: MAX_LENGTH - 1] + "…"


def name_tex(name: str) -> str:
    """Return a name in TeX: ``w_{0}``, ``\\sigma``, ``\\mathrm{loss}``."""
    name = clean(name)
    parts = re.fullmatch(r"([A-Za-z]+?)_?(\d*)('*)", name)
    if not parts:
        return "{" + re.sub(r"[^<>|$\\~^{}&#%_`]+|.", _piece, name) + "}"
    letters, index, primes = parts.groups()
    if _GREEK.fullmatch(letters):
        letters = "\\" + letters
    elif len(letters) > 1:
        letters = rf"\mathrm{{{letters}}}"
    return letters + (f"_{{{index}}}" if index else "") + primes


def _piece(match: re.Match[str]) -> str:
    return _TEX_SIGNS.get(match[0]) or rf"\text{{{match[0]}}}"


def unused(candidates: list[str], taken: set[str]) -> str:
    """Return the first candidate that is not taken (or the first one with primes)."""
    for name in candidates:
        if name not in taken:
            return name
    return unused([name + "'" for name in candidates], taken)


def variables(frame: FrameType | None) -> dict[int, str]:
    """Return ``id`` → name of the nodes that a frame's own variables hold.

    What begins with ``_`` is left out (a notebook keeps its outputs under such names); of two
    variables that hold the same node the first one counts.
    """
    found: dict[int, str] = {}
    for name, thing in list(frame.f_locals.items()) if frame is not None else ():
        if isinstance(thing, Node) and name.isidentifier() and not name.startswith("_"):
            found.setdefault(id(thing), name)
    return found
