"""TeX read as plain text, for pictures and terminals: ``\\frac{1}{x^2}`` is 1/x²."""

from __future__ import annotations

import re

from tinygrad_fa.draw.environments import environment
from tinygrad_fa.draw.tex import subscript, superscript

SIGNS = {
    "cdot": "·", "times": "×", "le": "≤", "ge": "≥", "ne": "≠", "lt": "<", "gt": ">", "lnot": "¬",
    "sum": "Σ", "prod": "Π", "infty": "∞", "partial": "∂", "top": "ᵀ", "vert": "|", "sim": "~",
    "backslash": "\\", "wedge": "^", "lbrace": "{", "rbrace": "}", "prime": "`", "approx": "≈",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ",
    "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ",
    "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ",
    "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ",
    "Omega": "Ω", "odot": "⊙", "star": "⋆", "Vert": "‖", "leftarrow": "←", "nabla": "∇",
    "|": "‖", "ldots": "…", "dots": "…", "cdots": "⋯", "vdots": "⋮", "to": "→", "rightarrow": "→",
    "Rightarrow": "⇒", "Longrightarrow": "⟹", "Leftrightarrow": "⇔", "mapsto": "↦", "leq": "≤",
    "geq": "≥", "neq": "≠", "ll": "≪", "gg": "≫", "equiv": "≡", "propto": "∝", "in": "∈", "pm": "±",
    "mp": "∓", "circ": "∘", "ast": "∗", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉",
    "langle": "⟨", "rangle": "⟩", "ell": "ℓ", "varphi": "φ", "forall": "∀", "exists": "∃",
    "cup": "∪", "cap": "∩", "subset": "⊂", "emptyset": "∅", "int": "∫", "neg": "¬", "mid": "|",
}  # fmt: skip
ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "vec": "\u20d7", "dot": "\u0307"}
SPACES = {",": 0.17, ":": 0.22, ";": 0.28, " ": 0.25, "enspace": 0.5, "quad": 1.0, "qquad": 2.0}
LETTERS = {"text", "mathrm", "mathbf", "mathit", "operatorname", "boldsymbol", "mathcal", "mathbb"}
# The others are set close.
_SPACE_AROUND = {
    "le", "ge", "ne", "leq", "geq", "neq", "approx", "equiv", "sum", "prod", "leftarrow", "to",
    "rightarrow", "Rightarrow", "Longrightarrow", "Leftrightarrow", "mapsto", "in", "propto",
}  # fmt: skip


def plain(tex: str) -> str:
    """Return the formula `tex` as plain text, with the spaces one writes around + and −."""
    return _Reader(tex).sequence()


def compact(tex: str) -> str:
    """Return the formula `tex` as plain text without spaces around its signs, for a picture."""
    return re.sub(r"(?<=\S) *([+−·=<>≤≥≠]) *| (?=√)", r"\1", plain(tex))


class _Reader:
    """Reads TeX from left to right, one token after the other."""

    def __init__(self, tex: str) -> None:
        self.tex = tex
        self.place = 0

    def sequence(self, until: str = "") -> str:
        """Read up to the closing brace `until`, or to the end."""
        out = ""
        while self.place < len(self.tex):
            c = self.tex[self.place]
            if until and c == until:
                self.place += 1
                break
            piece = self.token()
            if piece in ("·", "×", "⊙", "⋆") or (piece == "‖" and out.count("‖") % 2):
                out = out.rstrip()
            out += piece
        return out

    def token(self) -> str:
        """Read one sign, one group or one command."""
        c = self.tex[self.place]
        self.place += 1
        if c == "{":
            return self.sequence("}")
        if c == "^":
            raised = self.argument()
            return raised if raised == "ᵀ" else superscript(raised)
        if c == "_":
            return subscript(self.argument())
        if c == "\\":
            return self.command()
        return {"-": "−", "'": "′"}.get(c, c)

    def argument(self) -> str:
        """Read what a command or a ``^`` applies to."""
        while self.tex[self.place : self.place + 1] == " ":
            self.place += 1
        return self.token() if self.place < len(self.tex) else ""

    def raw_argument(self) -> str:
        """Read the letters of ``\\text{…}`` as they stand."""
        end = self.tex.index("}", self.place)
        letters = self.tex[self.place + 1 : end]
        self.place = end + 1
        return letters

    def command(self) -> str:
        """Read what follows a backslash."""
        found = re.compile(r"[a-zA-Z]+|.", re.DOTALL).match(self.tex, self.place)
        name = found[0] if found else ""
        self.place += len(name)
        if name in ("frac", "tfrac", "dfrac"):
            above, below = self.argument(), self.argument()
            above = f"({above})" if re.search(r".[+−]", above.replace(" ", "")) else above
            return f"{above}/{_bracketed(below)}"
        if name == "sqrt":
            return "√" + _bracketed(self.argument())
        if name == "underset":  # a shape under a letter: X⟨2×3⟩
            shape, base = self.argument(), self.argument()
            return f"{base}⟨{shape}⟩"
        if name == "begin":
            return self.matrix()
        if name in ACCENTS:
            return self.argument() + ACCENTS[name]
        if name in ("mathop", "displaystyle"):
            return self.argument() if name == "mathop" else ""
        if name in ("left", "right"):
            bracket = self.argument()
            return "" if bracket == "." else bracket
        if name in LETTERS:
            letters = self.raw_argument()
            return "𝟏" if (name, letters) == ("mathbf", "1") else letters
        if name in SPACES:
            self.skip_space()
            return "  " if SPACES[name] >= 1 else " "
        if name == "!":
            return ""
        if name in SIGNS:
            if name not in _SPACE_AROUND and name != "top":
                self.skip_space()
            return SIGNS[name]
        if self.tex[self.place :].lstrip().startswith("("):
            self.skip_space()
        return name  # ln, sin, max, …, and the signs that stand for themselves: \{ \$ \_

    def matrix(self) -> str:
        """Read a matrix, row by row: [[1, 2], [3, 4]]; a single row stands in one bracket.

        Rows of formulas, such as those of ``aligned``, follow one another: a = b; c = d.
        """
        name, rows, self.place = environment(self.tex, self.place)
        if not name.endswith("matrix"):
            return "; ".join(" ".join(plain(x) for x in row if x) for row in rows)
        written = [", ".join(plain(x) for x in row) for row in rows]
        return f"[{written[0]}]" if len(rows) == 1 else f"[[{'], ['.join(written)}]]"

    def skip_space(self) -> None:
        """Pass over the blanks that end a command's name."""
        while self.tex[self.place : self.place + 1] == " ":
            self.place += 1


def _bracketed(text: str) -> str:
    simple = re.fullmatch(r"∂?[^\s+−·×⊙⋆/=()<>]+|\w*\([^()]*\)", text)
    return text if simple else f"({text})"
