"""TeX as MathML, which browsers show and print without a script, a network or a fonts' service.

Only the TeX is understood that the board writes.  MathML Core: https://www.w3.org/TR/mathml-core
"""

from __future__ import annotations

import re
from html import escape

from tinygrad_fa.draw.plain import SIGNS, plain

_LETTERS = re.compile(r"[α-ωΑ-Ωε∞]")
_CLOSING = {"(": ")", "[": "]"}
_FUNCTIONS = {"ln", "sin", "cos", "tanh", "max", "min"}
_TALL = re.compile(r"\\frac|\\underset|\\begin|\\sqrt")
_SIGN_NEXT = re.compile(
    r"[-+=<>,;|^_)\]}&*]|\\(?:cdot|times|[lg][et]|ne|odot|star|approx|quad|text|leftarrow)\b"
)


def mathml(tex: str, large: bool = False) -> str:
    """Return a ``<math>`` element; its ``alttext`` is the formula as plain text.

    Args:
        large: write fractions as large as on a line of their own.
    """
    body = _Writer(tex).sequence()
    kind = ' displaystyle="true"' if large else ""
    return f'<math{kind} alttext="{escape(plain(tex), quote=True)}">{body}</math>'


class _Writer:
    """Reads TeX from left to right and writes one element per sign, group or command."""

    def __init__(self, tex: str) -> None:
        self.tex = tex
        self.place = 0

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
                if not alone and not _SIGN_NEXT.match(self.tex, self.place):
                    out.append("<mspace width='.25em'></mspace>")
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
                above = f"<mo>{'′' * (self.place - start)}</mo>"
            else:
                break
        if below and above:
            return f"<msubsup>{base}{below}{above}</msubsup>"
        if below:
            return f"<msub>{base}{below}</msub>"
        return f"<msup>{base}{above}</msup>" if above else base

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
        if name == "frac":
            above, below = self.argument(), self.argument()
            return f"<mfrac>{above}{below}</mfrac>"
        if name == "sqrt":
            return f"<msqrt>{self.argument()}</msqrt>"
        if name == "underset":
            shape, base = self.argument(), self.argument()
            return f'<munder>{base}<mstyle class="shape">{shape}</mstyle></munder>'
        if name == "hat":
            return f'<mover accent="true">{self.argument()}<mo stretchy="false">^</mo></mover>'
        if name == "begin":
            return self.matrix()
        if name in ("mathrm", "operatorname", "mathbf"):
            letters = plain(self.raw())
            letters = "𝟏" if (name, letters) == ("mathbf", "1") else letters
            return f'<mi mathvariant="normal">{escape(letters)}</mi>'
        if name == "text":
            return f"<mtext>{escape(self.raw())}</mtext>"
        if name in _FUNCTIONS:
            return f"<mi>{name}</mi><mspace width='.17em'></mspace>"
        if name == "top":
            return "<mo>⊤</mo>"
        if name in (",", "quad"):
            return "<mspace width='.5em'></mspace>"
        sign = SIGNS.get(name)
        if sign is None:
            return f"<mo>{escape(name)}</mo>"
        kind = "mi" if _LETTERS.fullmatch(sign) else "mo"
        stretchy = ' stretchy="false"' if sign == "|" else ""
        return f"<{kind}{stretchy}>{escape(sign)}</{kind}>"

    def matrix(self) -> str:
        """Read a matrix; its brackets are drawn by the style sheet, whatever the font has."""
        self.raw()
        end = self.tex.index(r"\end{bmatrix}", self.place)
        body, self.place = self.tex[self.place : end], end + len(r"\end{bmatrix}")
        rows = []
        for row in body.split(r"\\"):
            cells = (f"<mtd>{_Writer(cell.strip()).sequence()}</mtd>" for cell in row.split("&"))
            rows.append(f"<mtr>{''.join(cells)}</mtr>")
        return f'<mtable class="matrix">{"".join(rows)}</mtable>'
