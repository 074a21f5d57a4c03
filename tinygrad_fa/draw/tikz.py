"""A picture as TikZ: a LaTeX file for slides and papers, with the same shapes as the SVG.

It compiles with any engine while its words are Latin; Persian needs XeLaTeX or LuaLaTeX, which
know fonts and directions.
"""

from __future__ import annotations

import re

from tinygrad_fa.draw.sheet import Box, Disc, Line, Look, Shape, Words, read

POINTS = 0.75  # in a pixel
LAST_OF_LATEX = "\u017f"  # every LaTeX has the letters up to here
_PERSIAN = re.compile("[\u0590-\u08ff\ufb50-\ufefc]")
_ANCHORS = {"start": "base west", "middle": "base", "end": "base east"}

_COMMANDS = {  # signs of LaTeX's own, and signs that a plain font of LaTeX lacks
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}", "'": r"\textquotesingle{}",
}  # fmt: skip
_MATHS = {
    "−": "-", "×": r"\times", "÷": r"\div", "·": r"\cdot", "±": r"\pm", "≤": r"\le", "≥": r"\ge",
    "≠": r"\ne", "≈": r"\approx", "∞": r"\infty", "∂": r"\partial", "∇": r"\nabla", "√": r"\surd",
    "→": r"\to", "‖": r"\Vert", "′": r"'", "¬": r"\lnot", "⊙": r"\odot", "∑": r"\sum",
    "…": r"\dots", "∋": r"\ni", "↦": r"\mapsto", "∈": r"\in", "⋯": r"\cdots",
    "⟨": r"\langle", "⟩": r"\rangle", "⋆": r"\star", "←": r"\leftarrow", "∘": r"\circ",
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\varepsilon",
    "ζ": r"\zeta", "η": r"\eta", "θ": r"\theta", "ι": r"\iota", "κ": r"\kappa", "λ": r"\lambda",
    "μ": r"\mu", "ν": r"\nu", "ξ": r"\xi", "π": r"\pi", "ρ": r"\rho", "σ": r"\sigma",
    "τ": r"\tau", "υ": r"\upsilon", "φ": r"\varphi", "χ": r"\chi", "ψ": r"\psi", "ω": r"\omega",
    "Γ": r"\Gamma", "Δ": r"\Delta", "Θ": r"\Theta", "Λ": r"\Lambda", "Ξ": r"\Xi", "Π": r"\Pi",
    "Σ": r"\Sigma", "Υ": r"\Upsilon", "Φ": r"\Phi", "Ψ": r"\Psi", "Ω": r"\Omega",
}  # fmt: skip
_RAISED = dict(
    zip(
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺⁽⁾ᵀⁿˣʸᵗᵘᵛᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐᵒᵖʳˢʷᶻ",
        "0123456789-+()Tnxytuvabcdefghijklmoprswz",
        strict=True,
    )
)
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₋₊ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789-+aehijklmnoprstuvx", strict=True))

_HEAD = r"""\documentclass[tikz,border=0pt]{standalone}
\usepackage{iftex}
\ifPDFTeX
  \usepackage[T1]{fontenc}
  \usepackage[utf8]{inputenc}
  \usepackage{textcomp}
  \newcommand\persian[1]{\errmessage{Persian needs XeLaTeX or LuaLaTeX}}
\else
  \usepackage{fontspec}
  \IfFontExistsTF{DejaVu Sans}{\setsansfont{DejaVu Sans}}{}
  \ifXeTeX\else\defaultfontfeatures{Renderer=HarfBuzz}\fi
  \IfFontExistsTF{Vazirmatn}
    {\newfontfamily\persianfont[Script=Arabic]{Vazirmatn}}
    {\IfFontExistsTF{DejaVu Sans}
      {\newfontfamily\persianfont[Script=Arabic]{DejaVu Sans}}
      {\let\persianfont\relax}}
  \ifXeTeX
    \TeXXeTstate=1
    \newcommand\persian[1]{{\persianfont\beginR #1\endR}}
    \newcommand\latin[1]{\beginL #1\endL}
  \else
    \newcommand\persian[1]{{\persianfont\textdirection 1 #1}}
    \newcommand\latin[1]{{\textdirection 0 #1}}
  \fi
\fi
\renewcommand\familydefault{\sfdefault}
\begin{document}
\begin{tikzpicture}[x=0.75pt, y=-0.75pt, every node/.style={inner sep=0pt, outer sep=0pt}]
"""
_FOOT = r"""\end{tikzpicture}
\end{document}
"""


def tikz_of(svg: str) -> str:
    """Return a picture of ours as a LaTeX document of its own, as large as the picture."""
    sheet = read(svg)
    page = f"\\useasboundingbox (0,0) rectangle ({_n(sheet.width)},{_n(sheet.height)});"
    lines = [_drawn(shape) for shape in sheet.shapes]
    needs_fonts = any(c > LAST_OF_LATEX for line in lines for c in line)
    hint = "% !TeX program = xelatex\n" if needs_fonts else ""
    return hint + _HEAD + "\n".join([page, *filter(None, lines)]) + "\n" + _FOOT


def _drawn(shape: Shape) -> str:
    if isinstance(shape, Words):
        return _node(shape)
    options = _options(shape.look)
    if isinstance(shape, Disc):
        radius = _n(shape.radius * POINTS)
        return f"\\path[{options}] ({_n(shape.x)},{_n(shape.y)}) circle[radius={radius}pt];"
    line = shape.outline() if isinstance(shape, Box) else shape
    return f"\\path[{options}] {_route(line)};"


def _route(line: Line) -> str:
    route = ""
    for command, points in line.pieces:
        places = [f"({_n(x)},{_n(y)})" for x, y in points]
        if command == "C":
            route += f" .. controls {places[0]} and {places[1]} .. {places[2]}"
        else:
            route += {"M": " ", "L": " -- ", "Z": " -- cycle"}[command] + "".join(places)
    return route.strip()


def _options(look: Look) -> str:
    strength = float(look.get("opacity", "1"))
    options = []
    fill, stroke = look.get("fill", "#000000"), look.get("stroke", "none")
    if fill != "none":
        options.append(f"fill={_colour(fill)}")
        filled = strength * float(look.get("fill-opacity", "1"))
        options += [f"fill opacity={_n(filled)}"] if filled < 1 else []
    if stroke != "none":
        width = float(look.get("stroke-width", "1")) * POINTS
        options += [f"draw={_colour(stroke)}", f"line width={_n(width)}pt"]
        options += [f"draw opacity={_n(strength)}"] if strength < 1 else []
        dashes = look.get("stroke-dasharray", "").replace(",", " ").split()
        pattern = "".join(
            f" {'off' if i % 2 else 'on'} {_n(float(dash) * POINTS)}pt"
            for i, dash in enumerate(dashes)
        )
        options += [f"dash pattern={pattern.strip()}"] if pattern else []
    return ", ".join(options)


def _node(words: Words) -> str:
    look = words.look
    size = float(look.get("font-size", "16")) * POINTS
    font = f"\\fontsize{{{_n(size)}}}{{{_n(1.2 * size)}}}\\selectfont"
    bold = look.get("font-weight") == "bold"
    font += "\\bfseries\\boldmath" if bold else ""
    font += "\\itshape" if look.get("font-style") == "italic" else ""
    options = [f"anchor={_ANCHORS[words.anchor]}", f"text={_colour(look.get('fill', '#000000'))}"]
    text = latex(words.text)
    if _PERSIAN.search(words.text):
        is_formula = "direction:ltr" in look.get("style", "")
        text = _named(words.text) if is_formula else _persian(words.text)
    place = f"({_n(words.x)},{_n(words.y)})"
    return f"\\node[{', '.join(options)}, font={{{font}}}] at {place} {{{text}}};"


def _named(formula: str) -> str:
    """Return a formula that runs from left to right, with each Persian name in it for itself."""
    parts = re.split("\u2068([^\u2069]*)\u2069", formula)
    return "".join(
        f"\\persian{{{latex(part)}}}" if i % 2 else latex(part) for i, part in enumerate(parts)
    )


def _persian(text: str) -> str:
    """Return a line of Persian whose Latin words and formulas keep their own direction."""
    outside = "\\s\u0590-\u08ff\u200c\u2066-\u2069:،؛؟«».()"
    latin = re.compile(f"[^{outside}](?:[^\u0590-\u08ff\u2066-\u2069:،؛؟«»]*[^{outside}])?")
    parts, end = [], 0
    while found := latin.search(text, end):
        words, start = found[0], end
        end = found.end()
        while words.count("(") > words.count(")") and text[end : end + 1] == ")":
            words, end = words + ")", end + 1  # σ(x) ends with its bracket
        parts += [latex(text[start : found.start()]), f"\\latin{{{latex(words)}}}"]
    return f"\\persian{{{''.join([*parts, latex(text[end:])])}}}"


def latex(text: str) -> str:
    """Return `text` so that LaTeX shows it and obeys nothing in it."""
    out = ""
    for c in text:
        if c in _COMMANDS:
            out += _COMMANDS[c]
        elif c in _MATHS:
            out += f"$ {_MATHS[c]}$" if _MATHS[c].startswith("\\") else f"${_MATHS[c]}$"
        elif c in _RAISED:
            out += f"$^{{{_RAISED[c]}}}$"
        elif c in _LOWERED:
            out += f"$_{{{_LOWERED[c]}}}$"
        elif c.isprintable() or c == "\u200c":
            out += c
    return out


def _colour(name: str) -> str:
    red, green, blue = (int(name[i : i + 2], 16) for i in (1, 3, 5))
    return f"{{rgb,255:red,{red};green,{green};blue,{blue}}}"


def _n(x: float) -> str:
    return f"{x:.2f}".rstrip("0").rstrip(".")
