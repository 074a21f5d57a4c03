"""Parts of formulas as Python's syntax trees: taking them apart and putting them together."""

from __future__ import annotations

import ast
from collections.abc import Sequence


def flat(part: ast.expr, operator: type[ast.operator] = ast.Add) -> list[ast.expr]:
    """Return the terms of a sum, or the factors of a product, in order."""
    if isinstance(part, ast.BinOp) and isinstance(part.op, operator):
        return [*flat(part.left, operator), *flat(part.right, operator)]
    return [part]


def added(terms: Sequence[ast.expr]) -> ast.expr:
    """Return the sum of some terms."""
    total = terms[0]
    for term in terms[1:]:
        total = ast.BinOp(total, ast.Add(), term)
    return total


def multiplied(factors: Sequence[ast.expr]) -> ast.expr:
    """Return the product of some factors; that of none is 1."""
    product = factors[0] if factors else ast.Constant(1.0)
    for factor in factors[1:]:
        product = ast.BinOp(product, ast.Mult(), factor)
    return product


def one_minus(part: ast.AST) -> ast.expr | None:
    """Return x of ``1 - x``, else None."""
    is_difference = isinstance(part, ast.BinOp) and isinstance(part.op, ast.Sub)
    if is_difference and isinstance(part.left, ast.Constant) and part.left.value == 1:  # type: ignore[attr-defined]
        return part.right  # type: ignore[attr-defined]
    return None


def less_than_one(x: ast.expr) -> ast.expr:
    """Return ``1 - x``."""
    return ast.BinOp(ast.Constant(1), ast.Sub(), x)


def name_of(name: str) -> ast.Name:
    """Return a name as a part of a formula."""
    return ast.Name(name, ast.Load())


def names_in(*parts: ast.AST) -> dict[str, str]:
    """Return the names in some parts of a formula, as texts mention them."""
    found = [n.id for part in parts for n in ast.walk(part) if isinstance(n, ast.Name)]
    return {"names": ", ".join(f"`{name}`" for name in dict.fromkeys(found) if name != "np")}


def called(part: ast.Call) -> str:
    """Return the name of the function or method that is called, without what is before it."""
    return part.func.attr if isinstance(part.func, ast.Attribute) else getattr(part.func, "id", "")


TWO = ast.dump(ast.Constant(2))
