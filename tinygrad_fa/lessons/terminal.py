"""A lesson's prose in a terminal: Markdown and TeX as plain characters."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping

from tinygrad_fa.draw.plain import SIGNS
from tinygrad_fa.language.errors import DataError

_QUESTION = re.compile(r"\{exercise (\w+)\}")
_FORMULA = re.compile(r"\$([^$]+)\$")
_EMPHASIS = re.compile(r"(\*\*|\*)(?=\S)([^*]+?)\1")
_PERSIAN = re.compile("[\u0600-\u06ff]")
# Around a formula in Persian prose: what is between them is read from left to right.
_LEFT_TO_RIGHT, _END = "\u2066", "\u2069"

_SIGNS = {
    **{f"\\{name}": sign for name, sign in SIGNS.items()},
    r"\neq": "≠", r"\to": "→", r"\rightarrow": "→", r"\nabla": "∇", r"\ldots": "…", r"\dots": "…",
    r"\cdots": "…", r"\in": "∈", r"\pm": "±", r"\ell": "ℓ", r"\mathcal": "", r"\bigl": "",
    r"\bigr": "", r"\Longrightarrow": "⟹", r"\Rightarrow": "⇒", r"\quad": "   ",
    r"\qquad": "     ", r"\,": " ", r"\;": " ", r"\|": "‖", r"\left": "", r"\right": "",
    r"\underbrace": "", r"\text": "", r"\mathrm": "", r"\mathbf": "", r"\operatorname": "",
    r"\mathbb": "", r"\ln": "ln", r"\log": "log", r"\exp": "exp", r"\tanh": "tanh", r"\sin": "sin",
    r"\cos": "cos", r"\max": "max", r"\min": "min", "&": "", "−": "-",
}  # fmt: skip
_RAISED_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED_DIGITS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SIGN = re.compile(r"\\[A-Za-z]+|\\[,;|]|&|−")
_MATRIX = re.compile(r"\\begin\{([bp])matrix\}(.*?)\\end\{\1matrix\}", re.DOTALL)
_ROOT = re.compile(
    r"\\sqrt(?:\[(?P<order>[34])\])?\{(?P<inner>(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"
)
_ROOT_SIGNS = {None: "√", "3": "∛", "4": "∜"}
_FRACTION = re.compile(r"\\[dt]?frac\{((?:[^{}]|\{[^{}]*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}")
_RAISED = re.compile(r"([\^_])\{([^{}]*)\}")


def plain_prose(prose: str, questions: Mapping[str, str], width: int) -> str:
    """Return a prose cell as paragraphs of at most `width` characters.

    Args:
        prose: Markdown with ``$formulas$``.
        questions: what stands for each line ``{exercise name}``.
        width: of the terminal, in characters.
    """
    prose = with_questions(prose, questions)
    return "\n\n".join(_plain_block(block, width) for block in re.split(r"\n{2,}", prose))


def with_questions(prose: str, questions: Mapping[str, str]) -> str:
    """Return `prose` with each line ``{exercise name}`` replaced by the question.

    Raises:
        DataError: if there is no such exercise.
    """

    def question(found: re.Match[str]) -> str:
        if found[1] not in questions:
            known = ", ".join(questions)
            raise DataError("lessons.unknown_exercise", name=found[1], known=known)
        return questions[found[1]]

    return _QUESTION.sub(question, prose)


def code_block(code: str) -> str:
    """Return code as a terminal shows it: marked in front, so that it differs from its results."""
    return "\n".join(f"  │ {line}".rstrip() for line in code.split("\n"))


def plain_formula(tex: str) -> str:
    """Return a formula in TeX as plain characters: ``\\frac{a+b}{c}`` becomes ``(a+b)/c``."""
    tex = _MATRIX.sub(_plain_matrix, tex)
    before = None
    while before != tex:  # from the innermost fraction outwards
        before, tex = tex, _FRACTION.sub(lambda f: f"{_grouped(f[1])}/{_grouped(f[2])}", tex)
        tex = _ROOT.sub(lambda f: f"{_ROOT_SIGNS[f['order']]}{_grouped(f['inner'])}", tex)
    tex = _SIGN.sub(lambda found: _SIGNS.get(found[0], found[0]), tex)
    tex = _RAISED.sub(lambda found: found[1] + _grouped(found[2]), tex)
    tex = tex.replace("^ᵀ", "ᵀ")
    tex = re.sub(r"([∂Δδ∇]) (?=\w)", r"\1", re.sub(r"[{}]", "", tex))
    tex = re.sub(r"\^([0-9]+)", lambda found: found[1].translate(_RAISED_DIGITS), tex)
    tex = re.sub(r"_([0-9]+)", lambda found: found[1].translate(_LOWERED_DIGITS), tex)
    return tex.replace("'", "′").strip()


def _plain_matrix(found: re.Match[str]) -> str:
    """Return a matrix as ``[1, 2; 3, 4]``, in the form in which an answer may be typed."""
    rows = [row.strip() for row in found[2].split(r"\\") if row.strip()]
    return f"[{'; '.join(', '.join(part.strip() for part in row.split('&')) for row in rows)}]"


def _grouped(part: str) -> str:
    shown = part.strip()
    is_single = re.fullmatch(r"[\d.]+|\\[A-Za-z]+|\w'?(_\w)?|(\\partial|∂) ?\w(_\w)?", shown)
    return shown if is_single else f"({shown})"


def _plain_block(block: str, width: int) -> str:
    if block.startswith("$$"):
        block = _MATRIX.sub(_plain_matrix, block)
        lines = re.sub(r"\$\$|\\(begin|end)\{[^}]*\}", "", block).replace(r"\\", "\n").splitlines()
        return "\n".join(f"    {plain_formula(line)}" for line in lines if line.strip())
    if block.startswith("```"):
        return code_block("\n".join(block.split("\n")[1:-1]))
    isolate = _PERSIAN.search(block) is not None
    block = _FORMULA.sub(lambda found: _isolated(plain_formula(found[1]), isolate), block)
    block = _EMPHASIS.sub(r"\2", block)
    if block.startswith("|"):
        rows = [row for row in block.split("\n") if not re.fullmatch(r"[|:\- ]+", row)]
        return "\n".join(rows)
    if block.startswith("#"):
        title = block.lstrip("# ")
        return f"{title}\n{'─' * min(len(title), width)}"
    items = re.split(r"\n(?=(?:[-*>]|[0-9۰-۹]+\.) )", block)
    return "\n".join(_wrapped(item, width) for item in items)


def _wrapped(item: str, width: int) -> str:
    mark = re.match(r"(?:[-*>]|[0-9۰-۹]+\.) ", item)
    indent = " " * len(mark[0]) if mark else ""
    return textwrap.fill(item, width, subsequent_indent=indent, break_long_words=False)


def _isolated(formula: str, isolate: bool) -> str:
    unbroken = formula.replace(" ", "\u00a0")  # a formula is not parted at the end of a line
    return f"{_LEFT_TO_RIGHT}{unbroken}{_END}" if isolate else unbroken
