"""TeX as MathML, which browsers show and print without a script, a network or a fonts' service.

It is one reader for derivations and for the pages of the lessons, and knows the TeX that they use.
MathML Core: https://www.w3.org/TR/mathml-core
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path

from tinygrad_fa.draw.environments import environment, is_known, is_matrix, table
from tinygrad_fa.draw.plain import ACCENTS, LETTERS, SIGNS, SPACES, plain
from tinygrad_fa.language.errors import DataError

_LETTERS = re.compile(r"[α-ωΑ-Ωε∞ℓ∅…⋯]")  # dots stand for numbers, so that a sign may follow
_CLOSING = {"(": ")", "[": "]"}
_FUNCTIONS = {
    "ln", "log", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "max", "min", "arg", "lim",
    "sup", "inf", "det",
}  # fmt: skip
_TALL = re.compile(r"\\[td]?frac|\\underset|\\begin|\\sqrt|\\sum|\\prod")
_SIGN_NEXT = re.compile(
    r"[-+=<>,;|^_)\]}&*/]|\\(?:cdot|times|[lg]eq?|[lg]t|neq?|odot|star|approx|equiv|q?quad|enspace|text"
    r"|leftarrow|(?:R|r|Longr)ightarrow|to|mapsto|in|propto|right|[,;:!])(?![a-z])"
)
_LARGE = {"sum": "∑", "prod": "∏", "int": "∫"}  # above and below them stand limits
_BLACKBOARD = dict(zip("CENPQRZ", "ℂ𝔼ℕℙℚℝℤ", strict=True))


def mathml(tex: str, large: bool = False, strict: bool = False) -> str:
    """Return a ``<math>`` element; its ``alttext`` is the formula as plain text.

    Args:
        large: write fractions as large as on a line of their own.
        strict: refuse what is not understood; otherwise its letters are shown as they stand.

    Raises:
        DataError: for a formula that does not end or, if `strict`, has an unknown command.
    """
    writer = _Writer(tex, strict)
    try:
        body = writer.sequence()
        words = plain(tex)
    except (ValueError, IndexError) as error:
        raise DataError("draw.formula_unread", tex=tex, reason=error) from error
    if strict and (writer.unread or _open_braces(tex)):
        reason = ", ".join(dict.fromkeys(writer.unread)) or "{ }"
        raise DataError("draw.formula_unread", tex=tex, reason=reason)
    kind = ' displaystyle="true"' if large else ""
    return f'<math{kind} alttext="{escape(words, quote=True)}">{body}</math>'


@cache
def style() -> str:
    """Return the style sheet that the formulas of a page need."""
    return (Path(__file__).parent / "mathml.css").read_text("utf-8")


def _open_braces(tex: str) -> int:
    bare = re.sub(r"\\.", "", tex)
    return bare.count("{") - bare.count("}")


class _Writer:
    """Reads TeX from left to right and writes one element per sign, group or command."""

    def __init__(self, tex: str, strict: bool = False) -> None:
        self.tex = tex
        self.strict = strict
        self.place = 0
        self.unread: list[str] = []  # commands that are not known

    def sequence(self, until: str = "") -> str:
        """Read up to the sign `until`, or to the end."""
        out: list[str] = []
        while self.place < len(self.tex):
            if until and self.tex[self.place] == until:
                self.place += 1
                break
            alone = not out or out[-1].startswith("<mo")
            if self.tex[self.place] == " ":
                self.place += 1
                alone = alone or out[-1] == "<mi>Δ</mi>"  # Δf is one thing
                if not alone and not _SIGN_NEXT.match(self.tex, self.place):
                    wide = self.tex.startswith((r"\underset", r"\begin"), self.place)
                    out.append(f"<mspace width='{'.5em' if wide else '.25em'}'></mspace>")
                continue
            if self.tex[self.place] in "-+" and alone:  # a sign, not a difference
                sign = {"-": "−"}.get(self.tex[self.place], "+")
                self.place += 1
                out.append(f'<mo form="prefix" lspace="0" rspace="0">{sign}</mo>')
                continue
            element = self.element()
            out.append(self.scripts(element))
        return "".join(out)

    def element(self) -> str:
        """Read one sign, one group or one command."""
        c = self.tex[self.place]
        number = re.compile(r"\d+(?:\.\d+)?").match(self.tex, self.place)
        if number:
            self.place = number.end()
            return f"<mn>{number[0]}</mn>"
        self.place += 1
        if c == "{":
            return f"<mrow>{self.sequence('}')}</mrow>"
        if c == "\\":
            return self.command()
        if c in _CLOSING and self.closes(_CLOSING[c]):
            start = self.place
            inner = self.sequence(_CLOSING[c])
            tall = _TALL.search(self.tex[start : self.place])
            kind = "<mo>" if tall else '<mo stretchy="false">'
            ends = (f"{kind}{c}</mo>", f"{kind}{_CLOSING[c]}</mo>")
            return f"<mrow>{ends[0]}<mrow>{inner}</mrow>{ends[1]}</mrow>"
        if c.isalpha():
            return f"<mi>{escape(c)}</mi>"
        if c == "'":
            return "<mo>′</mo>"
        sign = {"-": "−", "*": "∗"}.get(c, c)
        stretchy = ' stretchy="false"' if c in "()[]|" else ""
        return f"<mo{stretchy}>{escape(sign)}</mo>"

    def closes(self, closing: str) -> bool:
        """Say whether the bracket just read is closed before the group around it ends."""
        opening = self.tex[self.place - 1]
        depth, braces = 1, 0
        for i in range(self.place, len(self.tex)):
            c = self.tex[i]
            braces += (c == "{") - (c == "}")
            if braces < 0:
                return False
            if not braces:
                depth += (c == opening) - (c == closing)
                if not depth:
                    return True
        return False

    def scripts(self, base: str) -> str:
        """Read what is raised or lowered beside `base`."""
        below = above = ""
        while True:
            rest = self.tex[self.place :].lstrip(" ")
            if rest[:1] in ("^", "_"):
                self.place = len(self.tex) - len(rest)
            c = self.tex[self.place : self.place + 1]
            if c == "_" and not below:
                self.place += 1
                below = self.argument()
            elif c == "^" and not above:
                self.place += 1
                above = self.argument()
            elif c == "'" and not above:
                start = self.place
                while self.tex[self.place : self.place + 1] == "'":
                    self.place += 1
                primes = "′" * (self.place - start)
                if base.startswith("<mi"):
                    # A prime is raised by itself; raised once more it would be small and far up.
                    base = f'<mrow>{base}<mo lspace="0" rspace="0">{primes}</mo></mrow>'
                else:
                    above = f"<mo>{primes}</mo>"
            else:
                break
        # Browsers put the limits of a large sign beside it where there is no room for them.
        under, over = ("under", "over") if base.startswith(("<mo>∑", "<mo>∏")) else ("sub", "sup")
        if below and above:
            return f"<m{under}{over}>{base}{below}{above}</m{under}{over}>"
        if below:
            return f"<m{under}>{base}{below}</m{under}>"
        return f"<m{over}>{base}{above}</m{over}>" if above else base

    def argument(self) -> str:
        """Read what a command or a ``^`` applies to."""
        while self.tex[self.place : self.place + 1] == " ":
            self.place += 1
        return (self.element() if self.place < len(self.tex) else "") or "<mrow></mrow>"

    def raw(self) -> str:
        """Read the letters of a group as they stand, ``\\text{…}``."""
        depth, start = 0, self.place
        while self.place < len(self.tex):
            c = self.tex[self.place]
            depth += (c == "{") - (c == "}")
            self.place += 1
            if not depth:
                break
        return self.tex[start + 1 : self.place - 1]

    def command(self) -> str:
        """Read what follows a backslash."""
        found = re.compile(r"[a-zA-Z]+|.", re.DOTALL).match(self.tex, self.place)
        name = found[0] if found else ""
        self.place += len(name)
        if name in ("frac", "tfrac", "dfrac"):
            above, below = self.argument(), self.argument()
            return f"<mfrac>{above}{below}</mfrac>"
        if name == "sqrt":
            if self.tex[self.place : self.place + 1] != "[":
                return f"<msqrt>{self.argument()}</msqrt>"
            self.place += 1
            order = self.sequence("]")
            return f"<mroot>{self.argument()}<mrow>{order}</mrow></mroot>"
        if name == "underset":
            shape, base = self.argument(), self.argument()
            return f'<munder>{base}<mstyle class="shape">{shape}</mstyle></munder>'
        if name in ACCENTS:
            over = {"hat": "^", "bar": "¯", "tilde": "~", "vec": "→", "dot": "˙"}[name]
            return f'<mover accent="true">{self.argument()}<mo stretchy="false">{over}</mo></mover>'
        if name == "begin":
            return self.environment()
        if name == "left":
            return self.fenced()
        if name == "text":
            return f"<mtext>{escape(self.raw())}</mtext>"
        if name in LETTERS:
            return self.letters(name)
        if name in _FUNCTIONS or name in SPACES:
            while self.tex[self.place : self.place + 1] == " ":
                self.place += 1
        if name in _FUNCTIONS:
            close = self.tex[self.place : self.place + 1] in ("(", "_", "^", "")
            return f"<mi>{name}</mi>" + ("" if close else "<mspace width='.17em'></mspace>")
        if name in SPACES:
            return f"<mspace width='{SPACES[name]:g}em'></mspace>"
        if name in ("mathop", "displaystyle", "!"):
            return self.argument() if name == "mathop" else ""
        if name == "top":
            return "<mo>⊤</mo>"
        if name in _LARGE:
            return f"<mo>{_LARGE[name]}</mo>"
        sign = SIGNS.get(name)
        if sign is None:
            if name.isalpha() or not name:
                self.unread.append(f"\\{name}")
            return f"<mo>{escape(name)}</mo>"
        kind = "mi" if _LETTERS.fullmatch(sign) else "mo"
        stretchy = ' stretchy="false"' if sign in "|‖" else ""
        return f"<{kind}{stretchy}>{escape(sign)}</{kind}>"

    def letters(self, name: str) -> str:
        """Read letters of another kind: ``\\mathrm{…}``."""
        letters = plain(self.raw())
        if name == "mathbb":
            letters = "".join(_BLACKBOARD.get(letter, letter) for letter in letters)
        if (name, letters) == ("mathbf", "1"):
            letters = "𝟏"
        weight = ' style="font-weight:bold"' if name in ("mathbf", "boldsymbol") else ""
        return f'<mi mathvariant="normal"{weight}>{escape(letters)}</mi>'

    def fenced(self) -> str:
        """Read ``\\left( … \\right)``: brackets as high as what stands between them."""
        first = self.bracket()
        start, depth = self.place, 1
        for found in re.compile(r"\\(left|right)(?![a-z])").finditer(self.tex, self.place):
            depth += 1 if found[1] == "left" else -1
            if not depth:
                inner = self.inside(self.tex[start : found.start()])
                self.place = found.end()
                return f"<mrow>{first}<mrow>{inner}</mrow>{self.bracket()}</mrow>"
        raise ValueError(r"\right")

    def bracket(self) -> str:
        """Read the sign after ``\\left`` or ``\\right``; a dot is none."""
        found = re.compile(r"\s*(\\[a-zA-Z]+|\\?.)").match(self.tex, self.place)
        if not found:
            raise ValueError(r"\left")
        self.place = found.end()
        sign = plain(found[1])
        return "" if sign == "." else f'<mo fence="true" stretchy="true">{escape(sign)}</mo>'

    def inside(self, tex: str) -> str:
        """Return a part of the formula, read for itself."""
        writer = _Writer(tex.strip(), self.strict)
        body = writer.sequence()
        self.unread += writer.unread
        return body

    def environment(self) -> str:
        r"""Read ``\begin{…}``: a matrix, or lines of formulas with their signs in columns."""
        name, cells, self.place = environment(self.tex, self.place)
        if not is_known(name):
            self.unread.append(f"\\begin{{{name}}}")
        halves = not is_matrix(name)
        # The first sign of a right half stands between two sides, not before a number.
        written = [
            [self.inside(f"{{}}{cell}" if halves and i % 2 else cell) for i, cell in enumerate(row)]
            for row in cells
        ]
        return table(name, written)
