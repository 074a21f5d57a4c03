"""Four witnesses for every gradient: reverse, forward, central difference, complex step.

The four compute the same slope in four ways; a wrong gradient rule cannot make them agree.

- *reverse*: the backward pass, the one that is on trial;
- *forward*: changes pushed through the graph, leaf by leaf (`transforms.forward_pass`);
- *central difference*: (f(x + h) − f(x − h)) / 2h, h ≈ ∛ε; right to about ten digits;
- *complex step*: Im f(x + ih) / h, which subtracts nothing and is right to the last digits, for
  functions that are analytic (Squire & Trapp, SIAM Review 40, 1998).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tinygrad_fa import backend, language
from tinygrad_fa.engine import graph
from tinygrad_fa.engine.op import Node
from tinygrad_fa.engine.transforms import as_leaf, forward_pass, grad
from tinygrad_fa.engine.value import Value
from tinygrad_fa.language.errors import DTypeError, GraphError

EXACT = 1e-9  # how closely reverse, forward and complex step must agree, relative to 1 + |slope|
CENTRAL = 1e-6  # the same for central differences, which lose half of the digits
COMPLEX_STEP = 1e-30
CENTRAL_STEP = 6e-6  # the cube root of float64's ε balances the formula's error and rounding


@dataclass
class Row:
    """One entry of one input and what the witnesses say about its slope (None: no answer)."""

    name: str
    reverse: float
    forward: float
    central: float
    complex_step: float | None

    @property
    def difference(self) -> float:
        """The largest disagreement with reverse mode, relative to 1 + |slope|."""
        others = [self.forward, self.central]
        others += [] if self.complex_step is None else [self.complex_step]
        return max(abs(self.reverse - x) for x in others) / (1 + abs(self.reverse))

    @property
    def ok(self) -> bool:
        """Whether all witnesses agree, each as closely as it can."""
        size = 1 + abs(self.reverse)
        exact = [self.forward] + ([] if self.complex_step is None else [self.complex_step])
        return all(abs(self.reverse - x) <= EXACT * size for x in exact) and (
            abs(self.reverse - self.central) <= CENTRAL * size
        )


@dataclass
class GradientReport:
    """What the four witnesses said; true if they agree, printed as a table."""

    rows: list[Row]
    note: str = ""

    @property
    def ok(self) -> bool:
        """Whether the witnesses agree on every entry."""
        return all(row.ok for row in self.rows)

    def __bool__(self) -> bool:
        return self.ok

    @property
    def worst(self) -> float:
        """The largest disagreement of all entries."""
        return max((row.difference for row in self.rows), default=0.0)

    def __str__(self) -> str:
        names = ("input", "reverse", "forward", "central", "complex", "difference")
        header = [language.text(f"engine.check_{name}") for name in names]
        shown = sorted(self.rows, key=lambda row: row.ok)[:24]
        body = [
            [
                row.name,
                *(f"{x + 0.0:.12g}" for x in (row.reverse, row.forward, row.central)),
                "–" if row.complex_step is None else f"{row.complex_step + 0.0:.12g}",
                f"{row.difference:.1e}",
            ]
            for row in shown
        ]
        widths = [max(len(line[i]) for line in [header, *body]) for i in range(len(header))]
        # A left-to-right mark parts Persian headings, or they would change places on the screen.
        gap = "\u200e  " if language.get_language() == "fa" else "  "
        lines = [
            gap.strip(" ") + gap.join(f"{c:>{w}}" for c, w in zip(r, widths, strict=True))
            for r in [header, *body]
        ]
        wrong = [row.name for row in self.rows if not row.ok]
        verdict = "engine.check_disagree" if wrong else "engine.check_agree"
        lines.append(language.text(verdict, None, names=", ".join(wrong[:8])))
        return "\n".join([self.note, *lines] if self.note else lines)

    __repr__ = __str__


def check_gradients(
    f: Callable[..., Any],
    *inputs: Any,
    order: int = 1,
    cast: bool = False,
    max_entries: int = 64,
) -> GradientReport:
    """Check ∂f/∂input by four independent ways and return the report (print it for a table).

    Args:
        f: a function of nodes that returns one number; a tensor of several numbers is checked
            through a fixed weighted sum of its entries.
        inputs: numbers (checked with `Value`) or float64 arrays and tensors (with `Tensor`).
        order: 2 checks the gradient of the gradient as well.
        cast: turn float32 inputs into float64, and say so.
        max_entries: how many entries of a larger input are tried, evenly spread.

    Raises:
        DTypeError: for float32 inputs without ``cast``: rounding would hide a wrong digit.
        GraphError: if f does not return a node.
    """
    note = ""
    points: list[Any] = []
    for x in inputs:
        x, word = _in_double_precision(_data(x), cast)
        points.append(x)
        note = word or note
    if not all(isinstance(x, float) for x in points):  # numbers beside arrays become arrays too
        points = [backend.new_array(x, "float64") for x in points]
    names = [getattr(x, "name", None) or f"x{i}" for i, x in enumerate(inputs)]
    rows = _witnesses(_one_number(f), points, names, max_entries)
    if order == 2:
        for i, name in enumerate(names):
            slope = _one_number(grad(_one_number(f), i))
            rows += _witnesses(slope, points, [f"∂{name}∂{other}" for other in names], max_entries)
    return GradientReport(rows, note)


def _data(x: Any) -> Any:
    return x.data if isinstance(x, Node) else x


def _in_double_precision(x: Any, cast: bool) -> tuple[Any, str]:
    if isinstance(x, (int, float)):
        return float(x), ""
    array = backend.new_array(x, None if backend.is_array(x) else "float64")
    if str(array.dtype) != "float64":
        if not cast:
            raise DTypeError("engine.check_float64", dtype=array.dtype)
        return array.astype("float64"), language.text("engine.check_cast", None, dtype=array.dtype)
    return array, ""


def _one_number(f: Callable[..., Any]) -> Callable[..., Any]:
    """Return f with several results summed up with weights that no symmetry cancels."""

    def of_one_result(*nodes: Any) -> Any:
        result = f(*nodes)
        if not isinstance(result, Node):
            raise GraphError("engine.check_scalar", what=type(result).__name__)
        if isinstance(result, Value) or result.shape == ():  # type: ignore[attr-defined]
            return result
        count = backend.xp.arange(result.size, dtype="float64").reshape(result.shape)  # type: ignore[attr-defined]
        return (result * backend.xp.cos(1 + count)).sum()

    return of_one_result


def _witnesses(
    f: Callable[..., Any], points: Sequence[Any], names: Sequence[str], max_entries: int
) -> list[Row]:
    leaves = [as_leaf(x) for x in points]
    result = f(*leaves)
    if isinstance(result, Value):
        reverse = graph.backward_pass(result, 1.0)
    else:
        reverse = graph.backward_pass(result, _data(result) ** 0)
    analytic = all(node.op.analytic for node in graph.topological_order(result))
    rows = []
    for i, (leaf, name) in enumerate(zip(leaves, names, strict=True)):
        for place in _places(points[i], max_entries):
            change = _with_entry(points[i] * 0, place, 1.0)
            slope = reverse.get(leaf, points[i] * 0)
            size = abs(_entry(points[i], place))
            step = CENTRAL_STEP * max(1.0, size)
            high, low = (_moved(f, points, i, place, s) for s in (step, -step))
            imaginary = _moved(f, points, i, place, 1j * COMPLEX_STEP) if analytic else None
            rows.append(
                Row(
                    name + (f"[{', '.join(map(str, place))}]" if place else ""),
                    float(_entry(slope, place)),
                    float(forward_pass(result, [leaf], [change])),
                    (high - low).real / (2 * step),
                    None if imaginary is None else imaginary.imag / COMPLEX_STEP,
                )
            )
    return rows


def _moved(
    f: Callable[..., Any], points: Sequence[Any], i: int, place: Any, step: complex
) -> complex:
    """Return f with one entry of input `i` moved by `step`."""
    moved = [
        _with_entry(x, place, _entry(x, place) + step) if j == i else x
        for j, x in enumerate(points)
    ]
    if all(isinstance(x, (float, complex)) for x in moved):
        leaves: list[Any] = [_complex_value(x) for x in moved]
    else:
        leaves = [as_leaf(x) for x in moved]
    return complex(_data(f(*leaves)))


def _complex_value(x: complex) -> Value:
    """Return a Value that holds `x`; only here may a Value hold a complex number."""
    value = Value(0.0)
    value._data = x  # type: ignore[assignment]
    return value


def _places(x: Any, limit: int) -> list[Any]:
    if isinstance(x, float):
        return [None]
    every: list[Any] = [()]
    for n in x.shape:
        every = [(*place, i) for place in every for i in range(n)]
    if len(every) <= limit:
        return every
    # From the first to the last, so that every axis is walked along (steps of a round number of
    # entries would stay in one column).
    return [every[k * (len(every) - 1) // (limit - 1)] for k in range(limit)]


def _entry(x: Any, place: Any) -> Any:
    return x if place is None else x[place]


def _with_entry(x: Any, place: Any, new: Any) -> Any:
    if place is None:
        return new
    dtype = "complex128" if isinstance(new, complex) else x.dtype
    copy = backend.library(x).array(x, dtype=dtype)  # NumPy would make a scalar of a 0-d array
    copy[place] = new
    return copy
