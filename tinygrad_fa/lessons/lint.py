"""The proof-reader: Persian letters, half-spaces, digits, terms, and claims without a proof.

What it cannot see (whether a sentence is clear) it leaves to people.  Formulas, code and links
are taken out of the prose first; the rules look at what is left.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tinygrad_fa import language
from tinygrad_fa.lessons.anatomy import lint_anatomy, lint_asking
from tinygrad_fa.lessons.exercises import exercises_of
from tinygrad_fa.lessons.glossary import Term, read_glossary
from tinygrad_fa.lessons.source import Cell, Lesson

ZWNJ = "\u200c"
_PERSIAN = "\u0621-\u063a\u0641-\u0648\u067e\u0686\u0698\u06a9\u06af\u06cc\u0654"
_TAKEN_OUT = "◆"  # stands where a formula, code or a link was
_NOT_PROSE = re.compile(
    r"```.*?```|\$\$.*?\$\$|`[^`\n]*`|\$[^$\n]+\$|\]\([^)\n]*\)|</?\w+[^>\n]*>|\{exercise \w+\}",
    re.DOTALL,
)
_RULES = {
    "lint_letter": r"[يىكـ٠-٩ۀ\u200e\u200f\u00a0]",
    "lint_mark": (
        rf" [،؛؟!.](?!\.)|[{_PERSIAN}]+ ?[,;?]|,[{_PERSIAN}]|[،؛؟](?![\s»)*_]|$)|« | »|\( | \)"
    ),
    "lint_half_space": (
        rf"(?<![{_PERSIAN}{ZWNJ}])ن?می (?=[{_PERSIAN}])"  # a prefix that stands alone
        rf"|(?<=[{_PERSIAN}◆]) (?:ها|های|هایی|ترین)(?![{_PERSIAN}{ZWNJ}])"  # a suffix that does
        rf"|[{_PERSIAN}]*ه ی(?![{_PERSIAN}])"
        rf"|{ZWNJ}(?![{_PERSIAN}])|(?<![{_PERSIAN}A-Za-z0-9◆»]){ZWNJ}"  # at the edge of a word
    ),
    "lint_digits": (
        r"(?<![\w.+-])(?!(?<=\n)[0-9]+\. )[-+−]?[0-9]+(?:\.[0-9]+)*(?![\w.]*[A-Za-z])"
        r"|[-+−][۰-۹]+|[۰-۹]+\.[۰-۹]+"
    ),
    "lint_bare_formula": r"[∂∇σ=×÷²³√≈≤≥]+",
    "lint_latin_start": r"(?:^|\n\n)(?:[#>*-]+ |\d+\. )?[*_]*(?:[A-Za-z]+|◆)",
}
_EDGES = re.compile(r"^(?:# (?:fa|en): |[A-Za-z]?[\"'#\s]+)|[\"'\s]+$")  # around words
_TURNS = re.compile(r"[A-Za-z0-9`]|[^\w\u064b\u0654]$")
_SUFFIX = rf"[یٔ]?(?:{ZWNJ}[{_PERSIAN}]+)*"
_CLAIM = re.compile(
    r"(?:=|\\approx)\s*(?P<number>-?\s*\d+(?:\.\d+)?)(?=\s*(?:$|[$,.;|&]|\\\\|\\q?quad|=|\\approx|\\Long|\\text))"
)


_FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL)
_CODE = re.compile(r"```.*?```|`[^`\n]*`|\]\([^)\n]*\)", re.DOTALL)  # and links
_DECIMAL = re.compile(
    r"(?<![\w.])(?:[0-9]+\.[0-9]+(?![\w.]*[A-Za-z])|[۰-۹]+٫[۰-۹]+)(?!\d|\.\d|\\[lc]?dots)"
)


@dataclass(frozen=True)
class Problem:
    """Something to mend: where it is, which rule it breaks, and what was found there."""

    place: str
    rule: str
    found: str
    values: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        text = language.text(f"lessons.{self.rule}", None, found=self.found, **dict(self.values))
        return f"{self.place}: {text}"


def lint_lesson(lesson: Lesson) -> list[Problem]:
    """Return what the proof-reader finds in a lesson and in its exercises."""
    unread = list(_lint_syntax(lesson))
    if unread:
        return unread
    glossary = read_glossary(lesson.path.parent)
    prose = [cell for cell in lesson.cells if cell.language == "fa" and not cell.is_code]
    found: list[Problem] = []
    for cell in prose:
        found += lint_persian(cell.text, glossary, f"{lesson.path.name}:{cell.line}")
    for name, exercise in exercises_of(lesson).by_name.items():
        texts = [exercise.question["fa"], *(slip.hint["fa"] for slip in exercise.slips)]
        for text in texts:
            found += lint_persian(text, glossary, f"exercises/{lesson.path.name}:{name}")
    found += first_uses("\n\n".join(cell.text for cell in prose), glossary, lesson.path.name)
    for cell in lesson.cells:
        if cell.is_code:
            found += lint_code(cell.text, f"{lesson.path.name}:{cell.line}")
    exercises = exercises_of(lesson).by_name
    for line, rule, what in [*lint_anatomy(lesson), *lint_asking(lesson, exercises)]:
        found.append(Problem(f"{lesson.path.name}:{line}", rule, what))
    for cell in lesson.cells:
        if not cell.is_code:
            markup = re.findall(r"</?[A-Za-z]\w*[^>\n]*>", _CODE.sub("", cell.text))
            found += [
                Problem(f"{lesson.path.name}:{cell.line}", "lint_markup", tag) for tag in markup
            ]
    return [*found, *lint_claims(lesson)]


def lint_persian(prose: str, glossary: Sequence[Term], place: str) -> list[Problem]:
    """Return what is wrong with Persian prose: letters, marks, half-spaces, digits, terms."""
    bare = _NOT_PROSE.sub(_TAKEN_OUT, prose)
    found = [
        Problem(place, rule, match.group().strip("\n"))
        for rule, pattern in _RULES.items()
        for match in re.finditer(pattern, bare)
        if not (rule == "lint_latin_start" and _stands_alone(bare, match.end()))
    ]
    for formula in _FORMULA.findall(prose):
        if re.search(f"[{_PERSIAN}۰-۹]", formula):
            found.append(Problem(place, "lint_persian_formula", formula))
    other = _blotted(bare, glossary)
    for term in glossary:
        for word in (*term.avoid, *term.also):
            for match in _uses(word, other):
                if word in term.avoid or not other[: match.start()].endswith("هم‌چنین: "):
                    found.append(Problem(place, "lint_term", word, (("instead", term.spoken),)))
    return found


def _stands_alone(bare: str, end: int) -> bool:
    """Whether the block is nothing but a formula or code, which has a direction of its own."""
    return bare[end - 1] == _TAKEN_OUT and bare[end:].split("\n\n")[0].strip() == ""


def first_uses(prose: str, glossary: Sequence[Term], place: str) -> list[Problem]:
    """Return the terms whose first use in `prose` is not followed by ``(English)``."""
    lines = [line for line in prose.split("\n") if not line.startswith("#")]
    bare = _NOT_PROSE.sub(_TAKEN_OUT, "\n".join(lines))
    found = []
    # Longer terms first, each blotted out, so that a term inside a longer one is not counted.
    for term in sorted(glossary, key=lambda term: -len(term.spoken)):
        uses = list(_uses(term.spoken, bare))
        is_latin = not re.search(f"[{_PERSIAN}]", term.spoken)  # ReLU is its own English
        if uses and not term.everyday and not is_latin:
            following = bare[uses[0].end() :].lstrip("»* \n")
            inside = following[1 : following.find(")")] if following.startswith("(") else ""
            names = [
                name.strip()
                for other in glossary
                if other.spoken == term.spoken
                for name in re.split(r" / |[()]", other.english)
                if name.strip()
            ]
            if not any(name.casefold() in inside.casefold() for name in names):
                english = (("english", names[0]),)
                found.append(Problem(place, "lint_first_use", term.spoken, english))
        for use in uses:
            bare = _blot(bare, use)
    return found


def _blotted(bare: str, glossary: Sequence[Term]) -> str:
    """Return the prose without the terms that the glossary wants; what is left may be wrong."""
    for term in sorted(glossary, key=lambda term: -len(term.spoken)):
        for use in _uses(term.spoken, bare):
            bare = _blot(bare, use)
    return bare


def _blot(bare: str, use: re.Match[str]) -> str:
    return bare[: use.start()] + "·" * len(use.group()) + bare[use.end() :]


def _uses(word: str, bare: str) -> Iterator[re.Match[str]]:
    spaced = re.escape(word).replace(r"\ ", r"\s+")
    return re.finditer(rf"(?<![{_PERSIAN}{ZWNJ}]){spaced}{_SUFFIX}(?![{_PERSIAN}{ZWNJ}])", bare)


def _lint_syntax(lesson: Lesson) -> Iterator[Problem]:
    for cell in lesson.cells:
        if cell.is_code:
            try:
                ast.parse(cell.text)
            except SyntaxError as error:
                line = cell.line + (error.lineno or 1) - 1
                yield Problem(f"{lesson.path.name}:{line}", "lint_syntax", error.msg)


def lint_code(code: str, place: str) -> list[Problem]:
    """Return the code lines whose Persian would change its order on the screen.

    An editor lays out every line of code from left to right.  Persian in it keeps its order as
    long as it is one piece, of Persian letters and digits alone, without a mark at its end.
    """
    pieces: dict[int, int] = {}
    lines = code.split("\n")
    turned = []
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if re.search(f"[{_PERSIAN}]", token.string) and token.type != tokenize.NEWLINE:
            row = token.start[0]
            alone = lines[row - 1].strip() == token.string.strip()
            pieces[row] = pieces.get(row, 0) + (
                2 if token.type == tokenize.COMMENT and not alone else 1
            )
            if _TURNS.search(_EDGES.sub("", token.string)):
                turned.append(Problem(place, "lint_code_turn", lines[row - 1].strip()))
    several = [
        Problem(place, "lint_code_line", lines[row - 1].strip())
        for row, count in pieces.items()
        if count > 1
    ]
    return several + turned


def lint_claims(lesson: Lesson) -> list[Problem]:
    """Return the numbers that prose claims and no cell asserts, and claims of one language only.

    A claim is the number at the end of an equation, as in ``$q = x + y = 3$``.  It has to stand in
    an ``assert`` of the next code cell or of an earlier one, or be a value given there.  A number
    with a decimal point, wherever it stands, has to be in that code at all.
    """
    found: list[Problem] = []
    proved: set[float] = set()
    computed: set[float] = set()
    waiting: list[Cell] = []
    for cell in [*lesson.cells, None]:
        if cell is not None and not cell.is_code:
            waiting.append(cell)
            continue
        proved |= set(_proved(cell.text)) if cell else set()
        computed |= set(_numbers(ast.walk(ast.parse(cell.text)))) if cell else set()
        claims = {"fa": set[float](), "en": set[float]()}
        for prose in waiting:
            numbers = set(_claims(prose.text))
            claims[prose.language or "en"] |= numbers
            place = f"{lesson.path.name}:{prose.line}"
            for number in sorted(numbers - proved):
                found.append(Problem(place, "lint_claim", f"{number:g}"))
            for written in _decimals(prose.text):
                if float(written) not in computed | numbers:
                    found.append(Problem(place, "lint_number", written))
        different = claims["fa"] ^ claims["en"]
        if waiting and different:
            shown = ", ".join(f"{number:g}" for number in sorted(different))
            found.append(Problem(f"{lesson.path.name}:{waiting[0].line}", "lint_twins", shown))
        waiting = []
    return found


def _claims(prose: str) -> Iterator[float]:
    for formula in _FORMULA.findall(_CODE.sub("", prose)):
        for claim in _CLAIM.finditer(formula):
            yield abs(float(claim["number"].replace(" ", "")))


def _decimals(prose: str) -> Iterator[str]:
    """Yield the numbers with a decimal point, in digits of either script; not ``3.14\\ldots``."""
    for written in _DECIMAL.finditer(_CODE.sub("", prose)):
        yield language.latin_digits(written.group().replace("٫", "."))


def _proved(code: str) -> Iterator[float]:
    """Yield the numbers in assertions, and those that are simply given a name."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            yield from _numbers(ast.walk(node))
        elif isinstance(node, ast.Assign):
            parts = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            signless = [p.operand if isinstance(p, ast.UnaryOp) else p for p in parts]
            yield from _numbers(signless)


def _numbers(nodes: Iterable[ast.AST]) -> Iterator[float]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
            yield abs(float(node.value))
