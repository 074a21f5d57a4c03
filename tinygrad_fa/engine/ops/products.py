"""Matrix products: matmul, the affine map of a linear layer, einsum."""

from tinygrad_fa import backend
from tinygrad_fa.engine.op import Multilinear, Node, Op, call, library
from tinygrad_fa.engine.ops.reductions import ones
from tinygrad_fa.engine.ops.shapes import broadcast_to, reshape, rows_of, transpose
from tinygrad_fa.language.errors import ShapeError


class MatMul(Multilinear):
    """The matrix product of the last two axes; leading axes are batches and broadcast.

    dX = G Wᵀ and dW = Xᵀ G: the shapes leave no other choice.
    """

    symbol, tex, partials = "@", "{x} {y}", (r"{y}^\top", r"{x}^\top")
    array_rules = (r"{g} {y}^\top", r"{x}^\top {g}")

    def forward(x, y):
        return x @ y

    def grad_x(g, out, x, y):
        if len(y.shape) == 1:  # (…, n) @ (n,): the result lost its last axis
            return reshape(g, (*g.shape, 1)) * y
        if len(x.shape) == 1:  # (n,) @ (…, n, m): x is one row
            return reshape(
                reshape(g, (*g.shape[:-1], 1, g.shape[-1])) @ _swapped(y), (*g.shape[:-1], -1)
            )
        return g @ _swapped(y)

    def grad_y(g, out, x, y):
        if len(x.shape) == 1:
            return (
                reshape(x, (-1, 1)) * reshape(g, (*g.shape[:-1], 1, -1))
                if len(y.shape) > 1
                else g * x
            )
        if len(y.shape) == 1:
            return reshape(_swapped(x) @ reshape(g, (*g.shape, 1)), (*g.shape[:-1], -1))
        return _swapped(x) @ g


def _swapped(x):
    return transpose(x, -1, -2)


class Linear(Op):
    """x Wᵀ + b, the affine map of a linear layer, as one op: W is (out, in), b is (out,)."""

    symbol, tex = "xWᵀ+b", r"{x} {weight}^\top + {bias}"
    partials = ("{weight}", "{x}", "1")
    array_rules = ("{g} {weight}", r"{g}^\top {x}", "{sum_of_rows}({g})")

    def forward(x, weight, bias):
        if bias.ndim != 1 or len(bias) != len(weight):
            raise ShapeError("engine.bias_shape", bias=bias.shape, out=weight.shape[0])
        if x.ndim != 2:  # as one product: the library would make one for each leading axis
            rows = Linear.forward(rows_of(x), weight, bias)
            return rows.reshape(*x.shape[:-1], len(bias))
        out = x.dot(weight.T)
        if bias.dtype != out.dtype:
            return out + bias
        out += bias  # in place: another array would cost time and memory
        return out

    def grad_x(g, out, x, weight, bias):
        rows = g if len(g.shape) == 2 else rows_of(g)
        share = rows @ weight if isinstance(g, Node) else rows.dot(weight)
        return share if len(x.shape) == 2 else reshape(share, x.shape)

    def grad_weight(g, out, x, weight, bias):
        if len(x.shape) != 2:
            g, x = rows_of(g), rows_of(x)
        # As arrays by `dot`, which starts quicker than @; column-major, as a layer's weight is.
        return g.T @ x if isinstance(g, Node) else x.T.dot(g).T

    def grad_bias(g, out, x, weight, bias):
        rows = g if len(g.shape) == 2 else rows_of(g)
        if isinstance(rows, Node):
            return rows.sum(axis=0)
        # As (1, …, 1) rows: a quarter of the time of the library's sum.
        return ones(backend.library(rows), len(rows), rows.dtype).dot(rows)

    @classmethod
    def array_fields(cls, inputs):
        """Return the sum over the rows' axes: all but the last."""
        rows = ", ".join(str(axis) for axis in range(len(inputs[0].shape) - 1))
        return {"sum_of_rows": rf"\operatorname{{sum}}_{{{rows}}}" if rows else ""}

    @classmethod
    def tangent(cls, out, inputs, tangents):
        """Return ẋWᵀ + xẆᵀ + ḃ."""
        (x, weight, _), (dx, dw, db) = inputs, tangents
        terms = [] if db is None else [db]
        terms += [] if dx is None else [dx @ weight.T]
        terms += [] if dw is None else [x @ dw.T]
        return sum(terms[1:], start=terms[0])


class Einsum(Multilinear):
    """Einstein's sum: ``"ij,jk->ik"`` names the axes, a letter that is not kept is summed."""

    symbol, tex, partials = "einsum", r"\sum {xs}", ("1",)
    array_tex = r"\operatorname{{einsum}}_{{{letters}}}({xs})"
    array_rules = (r"\operatorname{{einsum}}_{{{back}}}({g}{others}{ones})",)

    def forward(*xs, subscripts):
        return library(*xs).einsum(subscripts, *xs, optimize=len(xs) > 2)

    def grad_xs(g, out, *xs, index, subscripts):
        inputs, result = subscripts.split("->")
        letters = inputs.split(",")
        wanted = letters[index]
        others = [x for i, x in enumerate(xs) if i != index]
        known = result + "".join(t for i, t in enumerate(letters) if i != index)
        # A letter that only this input has was summed away: its gradient is the same all along.
        present = "".join(a for a in wanted if a in known)
        terms = ",".join([result] + [t for i, t in enumerate(letters) if i != index])
        gradient = einsum(f"{terms}->{present}", g, *others)
        shape = tuple(
            n if a in present else 1 for a, n in zip(wanted, xs[index].shape, strict=True)
        )
        return broadcast_to(reshape(gradient, shape), xs[index].shape)

    @classmethod
    def array_fields(cls, inputs, *, subscripts):
        """Return the letters of the axes, and for each input those of the way back.

        A letter that only this input has was summed away: a vector of ones brings it back.
        """
        inputs, result = subscripts.split("->")
        terms, back, ones = inputs.split(","), [], []
        for i, wanted in enumerate(terms):
            others = [result, *terms[:i], *terms[i + 1 :]]
            alone = [a for a in wanted if a not in "".join(others)]
            back.append(rf"\text{{{','.join([*others, *alone])}→{wanted}}}")
            ones.append(r", \mathbf{1}" * len(alone))
        letters = rf"\text{{{subscripts.replace('->', '→')}}}"
        return {"letters": letters, "back": tuple(back), "ones": tuple(ones)}

    @classmethod
    def tangent(cls, out, inputs, tangents, *, subscripts):
        """Return the product rule: one term per factor that changes."""
        terms = [
            cls.forward(*inputs[:i], change, *inputs[i + 1 :], subscripts=subscripts)
            for i, change in enumerate(tangents)
            if change is not None
        ]
        return sum(terms[1:], start=terms[0])


matmul = MatMul.function()


def linear(x, weight, bias=None):
    """Return x Wᵀ (+ b) for x (…, in), weight (out, in), bias (out,).

    Raises:
        ShapeError: if x has not as many features as the weight, or the bias another shape.
    """
    if bias is None:
        return matmul(x, transpose(weight))
    if isinstance(x, Node):  # as it mostly is: at once, without a look at the others
        return x.apply(Linear, x, weight, bias)
    return call(Linear, x, weight, bias)


def einsum(subscripts, *tensors):
    """Return Einstein's sum; the result's letters after ``->`` may be left out, as in NumPy.

    One letter may stand once in each input (no diagonals); ``...`` is not understood.
    """
    return call(Einsum, *tensors, subscripts=_explicit(subscripts.replace(" ", "")))


def _explicit(subscripts):

    inputs, arrow, result = subscripts.partition("->")
    if not arrow:
        once = (a for a in sorted(set(inputs) - {","}) if inputs.count(a) == 1)
        result = "".join(once)
    terms = [*inputs.split(","), result]
    letters = set(inputs) - {","}
    if not all((t.isalpha() and t.isascii()) or not t for t in terms) or set(result) - letters:
        raise ShapeError("engine.einsum", subscripts=subscripts)
    if any(len(set(term)) != len(term) for term in terms):
        raise ShapeError("engine.einsum_diagonal", subscripts=subscripts)
    return f"{inputs}->{result}"
