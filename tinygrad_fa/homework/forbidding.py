"""What a function may not use: found in its source, without running it.

Only what the function reaches counts: itself, the functions and classes of the submission that it
calls, and the imports behind the names that they use.  A cell that draws a picture with a
forbidden package takes nothing from an answer that does without it.

This search finds what is written plainly, and tells the student so.  Whoever hides a name from it
(``getattr``, ``exec``, a name put together from pieces) finds nothing in the sandbox: a question
that forbids a whole package is asked where that package is not there (`allowed`).  Only for a part
of a package that is allowed, such as ``numpy.gradient``, there is nothing but this search.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Sequence

from tinygrad_fa.homework.notebooks import python_of

_CELL = re.compile(r"^# ?%%.*$", re.MULTILINE)
_IMPORTERS = {"__import__", "import_module"}


def allowed(allow: Sequence[str], forbid: Sequence[str]) -> tuple[str, ...]:
    """Return the packages of a homework that a question with these forbidden names may import.

    Without `tinygrad_fa`, the NumPy that came along with it is still there.
    """
    kept = ["numpy" if name == "tinygrad_fa" else name for name in allow]
    kept = [name for name in (kept if "tinygrad_fa" in forbid else allow) if name not in forbid]
    return tuple(dict.fromkeys(kept))


def forbidden_in(source: str, function: str, forbid: Sequence[str]) -> str:
    """Return the first forbidden name that a function uses, or "".

    Args:
        source: all code of the submission; lines that begin with ``# %%`` part its cells, and a
            cell that is no Python is left out.
        function: the name of the function.
        forbid: dotted names; a package stands for all that is in it.
    """
    if not forbid:
        return ""
    definitions: dict[str, list[ast.stmt]] = {}
    for statement in _statements(source):
        for name in _bound(statement):
            definitions.setdefault(name, []).append(statement)
    reached: list[ast.stmt] = []
    names, seen = [function], {function}
    for name in names:  # the list grows while we walk along it
        for statement in definitions.get(name, ()):
            reached.append(statement)
            for used in _used(statement):
                if used not in seen:
                    seen.add(used)
                    names.append(used)
    aliases = {k: v for statement in reached for k, v in _imported(statement).items()}
    for statement in reached:
        for dotted in _dotted_names(statement, aliases):
            for forbidden in forbid:
                if dotted == forbidden or dotted.startswith(forbidden + "."):
                    return forbidden
    return ""


def _statements(source: str) -> Iterator[ast.stmt]:
    whole = _parsed(source)  # a mark between cells may also stand in a text
    parts = [whole] if whole is not None else [_parsed(python_of(x)) for x in _CELL.split(source)]
    for statement in (statement for part in parts for statement in part or ()):
        if isinstance(statement, ast.Import):  # each name is used, or not, by itself
            yield from (ast.Import([name]) for name in statement.names)
        else:
            yield statement


def _parsed(source: str) -> list[ast.stmt] | None:
    try:
        with warnings.catch_warnings():  # Python would like to comment on odd spellings
            warnings.simplefilter("ignore")
            return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _bound(statement: ast.stmt) -> set[str]:
    """Return the names that a statement gives a meaning to."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {statement.name}
    names = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.alias):
            names.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
    return names


def _used(statement: ast.stmt) -> Iterator[str]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id


def _imported(statement: ast.stmt) -> dict[str, str]:
    """Return the dotted name behind each name that is imported anywhere in a statement."""
    found = {}
    for node in ast.walk(statement):
        if isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.partition(".")[0]
                found[alias.asname or root] = alias.name if alias.asname else root
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return found


def _dotted_names(statement: ast.stmt, aliases: dict[str, str]) -> Iterator[str]:
    """Yield all that a statement names, with the imports' own names."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and _name_of(node.func)[-1:] and node.args:
            first = node.args[0]
            is_text = isinstance(first, ast.Constant) and isinstance(first.value, str)
            if is_text and _name_of(node.func)[-1] in _IMPORTERS:
                yield first.value  # type: ignore[attr-defined]
        if isinstance(node, (ast.Name, ast.Attribute)):
            parts = _name_of(node)
            if parts:
                yield ".".join([aliases.get(parts[0], parts[0]), *parts[1:]])


def _name_of(node: ast.expr) -> list[str]:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return (
        [*([node.id] if isinstance(node, ast.Name) else []), *reversed(parts)]
        if (isinstance(node, ast.Name))
        else []
    )
