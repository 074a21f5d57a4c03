"""What a function may not use: found in its source, without running it.

Only what the function reaches counts: itself, the functions and classes of the submission that it
calls, and the imports behind the names that they use.  A cell that draws a picture with a
forbidden package takes nothing from an answer that does without it.  What is not allowed at all is
also missing in the sandbox, so that a trick which hides a name from this search finds nothing.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Sequence

_CELL = re.compile(r"^# ?%%.*$", re.MULTILINE)
_MAGIC = re.compile(r"^\s*[%!?].*$", re.MULTILINE)
_IMPORTERS = {"__import__", "import_module"}


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
    for cell in _CELL.split(source):
        try:
            with warnings.catch_warnings():  # Python would like to comment on odd spellings
                warnings.simplefilter("ignore")
                statements = ast.parse(_MAGIC.sub("", cell)).body
            yield from statements
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue


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
