"""The core stays small enough to read in one sitting."""

import ast
import io
import tokenize
from pathlib import Path

import pytest

from tinygrad_fa.engine import tensor, value

LAYOUT = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE,
    tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
}  # fmt: skip


def code_lines(source):
    """Return the numbers of the lines that hold code: no docstrings, comments or blanks."""
    documentation = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(
            node
        ):
            text = node.body[0]
            documentation |= set(range(text.lineno, text.end_lineno + 1))
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in LAYOUT:
            lines |= set(range(token.start[0], token.end[0] + 1))
    return lines - documentation


def code_lines_of_class(source, name):
    (found,) = [n for n in ast.parse(source).body if isinstance(n, ast.ClassDef) and n.name == name]
    return {n for n in code_lines(source) if found.lineno <= n <= found.end_lineno}


def test_the_count():
    source = (
        '"""Told."""\n\nx = 1  # why\n# not code\n\n\ndef f():\n    """Told,\n    at length."""\n'
    )
    source += "    return (\n        x\n    )\n"
    assert code_lines(source) == {3, 7, 10, 11, 12}


@pytest.mark.parametrize(
    ("module", "name", "most"), [(value, "Value", 100), (tensor, "Tensor", 210)]
)
def test_a_class_fits_on_the_screen(module, name, most):
    count = len(code_lines_of_class(Path(module.__file__).read_text(encoding="utf-8"), name))
    assert count <= most, f"{name} has {count} lines of code"


def test_the_tensor_core():
    assert len(code_lines(Path(tensor.__file__).read_text(encoding="utf-8"))) <= 250
