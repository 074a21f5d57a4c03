"""The slips one makes in a formula, as changes of its syntax tree.

Each function below looks at one part of a rule and yields what a hurried hand may write in its
place.  `changes` walks through a whole rule.  Whether a change changes any number, and which of
them cannot be told apart, is decided in `mutants`.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Callable, Iterator, Mapping

from tinygrad_fa.homework.scene import AUTOMATIC, FAR, Change, Scene
from tinygrad_fa.homework.syntax import (
    TWO,
    added,
    called,
    flat,
    less_than_one,
    multiplied,
    name_of,
    names_in,
    one_minus,
)  # fmt: skip

SUMS, MEANS = {"sum"}, {"mean", "average"}
SHAPING = {"len", "sum", "mean", "average", "outer", "dot", "matmul", "where", "maximum",
           "minimum", "reshape", "asarray", "array", "float", "zeros", "ones", "arange",
           "range", "max", "min", "int", "zeros_like", "ones_like", "full"}  # fmt: skip


def changes(tree: ast.FunctionDef, scene: Scene) -> Iterator[tuple[Change, ast.FunctionDef]]:
    """Yield each slip with the whole function as it becomes."""
    for change in _whole(tree, scene):
        yield change, _replaced(tree, change.part, change.new)
    for part in ast.walk(ast.Module(tree.body, [])):
        for slips in _PARTS.get(type(part), ()):
            for change in slips(part, scene):
                yield change, _replaced(tree, change.part, change.new)


def _replaced(tree: ast.FunctionDef, part: ast.AST, new: ast.AST) -> ast.FunctionDef:
    # A copy that has already been "made" of the part is what stands in the copy of the whole.
    return copy.deepcopy(tree, {id(part): copy.deepcopy(new)})


def _whole(tree: ast.FunctionDef, scene: Scene) -> Iterator[Change]:
    """Slips in the result as a whole, and names taken for each other everywhere."""
    for part in ast.walk(tree):
        if isinstance(part, ast.Return) and part.value is not None:
            negative = ast.UnaryOp(ast.USub(), part.value)
            yield Change("sign", part, ast.Return(negative))
            yield Change("transposed", part, ast.Return(ast.Attribute(part.value, "T", ast.Load())))
            for slip, factor in (("doubled", 2), ("halved", 0.5)):
                scaled = ast.BinOp(ast.Constant(factor), ast.Mult(), part.value)
                yield Change(slip, part, ast.Return(scaled))
    for name, others in scene.alike.items():
        for other in others:
            if other in scene.arguments and other > name:
                new = _Renamed({name: other, other: name}).visit(copy.deepcopy(tree))
                yield Change("exchanged", tree, new, values={"one": name, "other": other})
    for slip, stale in (("old_value", scene.old), ("new_value", scene.new)):
        for name, other in stale.items():
            new = _Renamed({name: other}).visit(copy.deepcopy(tree))
            yield Change(slip, tree, new, values={"right": name, "wrong": other})
    for name, others in scene.alike.items():
        for other in others:
            new = _Renamed({name: other}).visit(copy.deepcopy(tree))
            rank = AUTOMATIC if other in scene.arguments else FAR
            yield Change("other_name", tree, new, rank, {"right": name, "wrong": other})


class _Renamed(ast.NodeTransformer):
    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self.names.get(node.id, node.id), node.ctx)

    def visit_arguments(self, node: ast.arguments) -> ast.arguments:
        return node  # the parameters stay: all that the rule may use is passed anyway


def _sums(part: ast.BinOp, scene: Scene) -> Iterator[Change]:
    """``a + b``: a path forgotten, ``=`` for ``+=``, a sign."""
    if not isinstance(part.op, (ast.Add, ast.Sub)):
        return
    other = ast.Sub() if isinstance(part.op, ast.Add) else ast.Add()
    yield Change("sign_inside", part, ast.BinOp(part.left, other, part.right))
    if isinstance(part.op, ast.Sub):
        swapped = ast.BinOp(part.right, ast.Sub(), part.left)
        yield Change("sign_inside", part, swapped)
        yield Change("dropped_term", part, part.left, values=names_in(part.right))
        yield Change("dropped_term", part, ast.UnaryOp(ast.USub(), part.right),
                     values=names_in(part.left))  # fmt: skip
        return
    terms = flat(part)
    paths = all(isinstance(t, (ast.BinOp, ast.Call, ast.Name)) for t in terms)
    is_path = paths and any(isinstance(t, ast.BinOp) for t in terms)
    yield Change("overwritten" if is_path else "dropped_term", part, terms[-1],
                 values=names_in(*terms[:-1]))  # fmt: skip
    for i, dropped in enumerate(terms):
        rest = [t for j, t in enumerate(terms) if j != i]
        if rest != [terms[-1]]:
            yield Change("dropped_term", part, added(rest), values=names_in(dropped))


def _products(part: ast.BinOp, scene: Scene) -> Iterator[Change]:
    """``a * b`` and ``a / b``: a factor forgotten, 1/N, the half."""
    if isinstance(part.op, ast.Mult):
        for kept, lost in ((part.left, part.right), (part.right, part.left)):
            yield Change(_kind_of_factor(lost, scene), part, kept, values=names_in(lost))
            if isinstance(lost, ast.UnaryOp) and isinstance(lost.op, ast.USub):
                negative = ast.UnaryOp(ast.USub(), kept)  # −a·b without a, but with its sign
                yield Change("dropped_factor", part, negative, values=names_in(lost))
        yield Change("sum_for_product", part, ast.BinOp(part.left, ast.Add(), part.right), FAR)
        yield Change("divided", part, ast.BinOp(part.left, ast.Div(), part.right), FAR)
    elif isinstance(part.op, ast.Div):
        name = _kind_of_divisor(part.right, scene)
        yield Change(name, part, part.left, values=names_in(part.right))
        yield Change("multiplied", part, ast.BinOp(part.left, ast.Mult(), part.right),
                     values=names_in(part.right))  # fmt: skip
        yield Change("upside_down", part, ast.BinOp(part.right, ast.Div(), part.left), FAR)


def _slopes(part: ast.BinOp, scene: Scene) -> Iterator[Change]:
    """``o * (1 - o)`` and ``1 - h ** 2``: the slope of a squashing function."""
    factors = flat(part, ast.Mult) if isinstance(part.op, ast.Mult) else []
    for factor in factors:
        inner = one_minus(factor)
        if inner is None:
            continue
        same = [f for f in factors if f is not factor and ast.dump(f) == ast.dump(inner)]
        if same and isinstance(inner, ast.Name):
            rest = [f for f in factors if f is not factor and f is not same[0]]
            yield from _sigmoid_slips(part, inner.id, rest, scene)
    inner = one_minus(part)
    if isinstance(inner, ast.BinOp) and isinstance(inner.left, ast.Name):
        squared = (isinstance(inner.op, ast.Pow) and ast.dump(inner.right) == TWO) or (
            isinstance(inner.op, ast.Mult) and ast.dump(inner.left) == ast.dump(inner.right)
        )
        if squared and inner.left.id in scene.before:
            out, entered = inner.left.id, scene.before[inner.left.id]
            new = _Renamed({out: entered}).visit(copy.deepcopy(part))
            yield Change("slope_of_input", part, new, values={"right": out, "wrong": entered})
            yield Change("no_slope", part, ast.Constant(1.0), values={"right": out})


def _sigmoid_slips(
    part: ast.BinOp, out: str, rest: list[ast.expr], scene: Scene
) -> Iterator[Change]:
    def times(*factors: ast.expr) -> ast.expr:
        return multiplied([*rest, *factors])

    o, one_less = name_of(out), less_than_one(name_of(out))
    yield Change("no_slope", part, times(), values={"right": out})
    yield Change("half_slope", part, times(o), values={"right": out})
    yield Change("half_slope", part, times(one_less), values={"right": out})
    if out in scene.before:
        entered = scene.before[out]
        z, values = name_of(entered), {"right": out, "wrong": entered}
        yield Change("slope_of_input", part, times(z, less_than_one(z)), values=values)
        yield Change("input_for_output", part, times(o, less_than_one(z)), values=values)
        yield Change("input_for_output", part, times(z, one_less), values=values)


def _matrices(part: ast.BinOp, scene: Scene) -> Iterator[Change]:
    """``a @ b``: the order, and which of the two is transposed."""
    if not isinstance(part.op, ast.MatMult):
        return
    yield Change("matrix_order", part, ast.BinOp(part.right, ast.MatMult(), part.left))
    for side in ("left", "right"):
        operand = getattr(part, side)
        if isinstance(operand, ast.Attribute) and operand.attr == "T":
            new, name = operand.value, "not_transposed"
        else:
            new, name = ast.Attribute(operand, "T", ast.Load()), "needlessly_transposed"
        changed = ast.BinOp(part.left, part.op, part.right)
        setattr(changed, side, new)
        yield Change(name, part, changed, values=names_in(operand))
    yield Change("elementwise", part, ast.BinOp(part.left, ast.Mult(), part.right))


def _powers(part: ast.BinOp, scene: Scene) -> Iterator[Change]:
    """``a ** b``: the square forgotten, the exponent off by one."""
    if not isinstance(part.op, ast.Pow):
        return
    yield Change("no_power", part, part.left, values=names_in(part.left))
    for operator in (ast.Sub(), ast.Add()):
        exponent = ast.BinOp(part.right, operator, ast.Constant(1))
        yield Change("off_by_one", part, ast.BinOp(part.left, ast.Pow(), exponent),
                     values=names_in(part.right))  # fmt: skip
    yield Change("factor_for_power", part, ast.BinOp(part.left, ast.Mult(), part.right))


def _signs(part: ast.UnaryOp, scene: Scene) -> Iterator[Change]:
    """``-a``: the sign forgotten, as in e^(−z)."""
    if isinstance(part.op, ast.USub):
        yield Change("sign_inside", part, part.operand)


def _calls(part: ast.Call, scene: Scene) -> Iterator[Change]:
    """``f(a)``: the function forgotten, mean for sum, exchanged arguments, the other axis."""
    name = called(part)
    of_array = isinstance(part.func, ast.Attribute) and name in SUMS | MEANS
    if name in SUMS | MEANS:
        other = "mean" if name in SUMS else "sum"
        slip = "mean_for_sum" if name in SUMS else "no_mean"
        func = copy.copy(part.func)
        if isinstance(func, ast.Attribute):
            func.attr = other
            yield Change(slip, part, ast.Call(func, part.args, part.keywords))
        inner = part.args[0] if part.args else getattr(part.func, "value", None)
        if inner is not None and of_array:
            yield Change("not_summed", part, inner)
    elif len(part.args) == 1 and not part.keywords and name not in SHAPING:
        yield Change("no_function", part, part.args[0], values={"function": name})
    if len(part.args) == 2 and not part.keywords and name not in SUMS | MEANS:
        swapped = ast.Call(part.func, part.args[::-1], [])
        yield Change("arguments_exchanged", part, swapped, values={"function": name})
    for i, keyword in enumerate(part.keywords):
        if keyword.arg == "axis" and isinstance(keyword.value, (ast.Constant, ast.UnaryOp)):
            for axis in (0, 1):
                words = list(part.keywords)
                words[i] = ast.keyword("axis", ast.Constant(axis))
                yield Change("axis", part, ast.Call(part.func, part.args, words))


def _transposes(part: ast.Attribute, scene: Scene) -> Iterator[Change]:
    """``a.T`` outside of a product."""
    if part.attr == "T":
        yield Change("not_transposed", part, part.value, values=names_in(part.value))


def _comparisons(part: ast.Compare, scene: Scene) -> Iterator[Change]:
    """``a > b``: the other way round."""
    turned = {ast.Gt: ast.Lt, ast.Lt: ast.Gt, ast.GtE: ast.LtE, ast.LtE: ast.GtE}
    kind = turned.get(type(part.ops[0]))
    if len(part.ops) == 1 and kind:
        yield Change("comparison", part, ast.Compare(part.left, [kind()], part.comparators))


def _counted(part: ast.Name, scene: Scene) -> Iterator[Change]:
    """A whole number that is counted from zero instead of one, or the other way round."""
    if part.id in scene.counts and isinstance(part.ctx, ast.Load):
        for operator in (ast.Sub(), ast.Add()):
            new = ast.BinOp(ast.Name(part.id, ast.Load()), operator, ast.Constant(1))
            yield Change("off_by_one", part, new, FAR, {"names": part.id})


def _is_count(part: ast.expr, scene: Scene) -> bool:
    """Whether a part of a formula is the number of samples or the like."""
    text = ast.unparse(part)
    counted = isinstance(part, ast.Name) and (part.id in scene.counts or part.id in "nNm")
    return counted or bool(re.search(r"\blen\(|\.shape\b|\.size\b", text))


def _kind_of_divisor(divisor: ast.expr, scene: Scene) -> str:
    if ast.dump(divisor) == TWO:
        return "no_half"
    return "no_mean" if _is_count(divisor, scene) else "dropped_divisor"


def _kind_of_factor(factor: ast.expr, scene: Scene) -> str:
    if isinstance(factor, ast.Constant):
        return "no_half" if factor.value == 0.5 else "dropped_constant"
    if isinstance(factor, ast.BinOp) and isinstance(factor.op, ast.Div):
        return _kind_of_divisor(factor.right, scene)
    return "dropped_factor"


_PARTS: dict[type, tuple[Callable[..., Iterator[Change]], ...]] = {
    ast.BinOp: (_slopes, _sums, _products, _matrices, _powers),
    ast.UnaryOp: (_signs,),
    ast.Call: (_calls,),
    ast.Attribute: (_transposes,),
    ast.Compare: (_comparisons,),
    ast.Name: (_counted,),
}
