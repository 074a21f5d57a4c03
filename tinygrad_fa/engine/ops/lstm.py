"""Long short-term memory as one op: the recurrence with four gates and a memory of its own.

Its walk is the longest of the recurrences and the one most used, so it is written for speed: into
arrays that are there already, with as few calls as the formulas allow.  `Lstm._way_back` says the
same in formulas; the second derivative is taken of them.
"""

from functools import cache, partial

from tinygrad_fa.engine.op import Node, call, library
from tinygrad_fa.engine.ops.functions import sigmoid, tanh
from tinygrad_fa.engine.ops.joining import concatenate, stack
from tinygrad_fa.engine.ops.recurrence import (
    Recurrence,
    before,
    gate_by_gate,
    on_cache_lines,
    times,
)
from tinygrad_fa.engine.ops.shapes import reshape, rows_of, transpose
from tinygrad_fa.language.errors import ShapeError

STEPS_AT_ONCE = 4  # on the way back: with more of them the cache overflows


class Lstm(Recurrence):
    """c ← f c + i g, h ← o tanh(c) with the gates i, f, o = σ(…), g = tanh(…).

    Each … is W_x x + b + W_h h, with the rows of the four gates one below the other in the weights
    (4H, V), (4H, H) and the bias (4H,).  The result (T + 1, N, H) holds h of every step and, behind
    them, the last c.  What the way back would have to compute again goes into the list `saved`.
    Hochreiter & Schmidhuber 1997, with the forget gate of Gers, Schmidhuber & Cummins 2000.
    """

    symbol = "LSTM"
    tex = r"\operatorname{{LSTM}}({x}, {weight_x}, {weight_h}, {bias}, {h}, {c})"
    partials = tuple(rf"\partial_{{{{{name}}}}}" for name in ("x", "W_x", "W_h", "b", "h_0", "c_0"))

    def forward(x, weight_x, weight_h, bias, h, c, *, reverse, saved):
        lib, (steps, batch, inputs), size = library(x), x.shape, h.shape[1]
        dtype = lib.result_type(x, weight_x, weight_h, bias, h, c)
        empty = partial(on_cache_lines, lib, dtype=dtype)
        # Inputs, a 1 for the bias and the state lie side by side: one product is all a step needs.
        weight = empty((4, inputs + 1 + size, size))
        weight[:, :inputs] = gate_by_gate(weight_x, 4).transpose(0, 2, 1)
        weight[:, inputs] = bias.reshape(4, size)
        weight[:, inputs + 1 :] = gate_by_gate(weight_h, 4).transpose(0, 2, 1)
        # σ(z) = ½ tanh(½ z) + ½: so one tanh serves all four gates, and nothing overflows.
        half = lib.asarray(0.5, dtype)  # a Python number would become an array at every use
        weight[:2] *= half
        weight[3] *= half
        rows = empty((steps, batch, inputs + 1 + size))
        rows[:, :, :inputs] = x
        rows[:, :, inputs] = 1
        gates = empty((steps, 4, batch, size))
        cells = empty((steps + 1, batch, size))
        cells[-1 if reverse else 0] = c
        out = empty((steps + 1, batch, size))
        z, i_new = empty((4, batch, size)), empty((batch, size))
        for t in times(x, reverse):
            rows[t, :, inputs + 1 :] = h
            i, f, new, o = lib.tanh(lib.matmul(rows[t], weight, out=z), out=gates[t])
            for gate in (gates[t, :2], o):
                gate *= half
                gate += half
            c = lib.multiply(f, c, out=cells[t if reverse else t + 1])
            c += lib.multiply(i, new, out=i_new)
            h = lib.tanh(c, out=out[t])
            h *= o
        out[-1] = c
        saved[:] = [rows, gates, cells]
        return out

    @staticmethod
    def walk_back(g, out, x, weight_x, weight_h, bias, h, c, *, reverse, saved):
        """Return ∂/∂x, ∂/∂weight_x, ∂/∂weight_h, ∂/∂bias, ∂/∂h, ∂/∂c."""
        if isinstance(g, Node):
            ones = library(x.data).ones((*x.shape[:2], 1), x.dtype)
            rows = concatenate([x, ones, before(out[:-1], h, reverse)], axis=-1)
            weight = concatenate([weight_x, reshape(bias, (-1, 1)), weight_h], axis=1)
            d_z, d_h, d_c = Lstm._way_back(g, rows @ transpose(weight), weight_h, c, reverse)
        else:
            rows, gates, cells = saved
            d_z, d_h, d_c = Lstm._way_back_in_place(g, out, gates, cells, weight_h, reverse)
        d_weights, inputs = cache(lambda: rows_of(d_z).T @ rows_of(rows)), x.shape[2]
        return (
            lambda: reshape(rows_of(d_z) @ weight_x, x.shape),
            lambda: d_weights()[:, :inputs],
            lambda: d_weights()[:, inputs + 1 :],
            lambda: d_weights()[:, inputs],
            d_h,
            d_c,
        )

    @staticmethod
    def _way_back(g, z, weight, c, reverse):
        """Return ∂/∂z, ∂/∂h, ∂/∂c as the formulas read, with nodes."""
        z, cells = reshape(z, (*z.shape[:2], 4, weight.shape[1])), [None] * len(z)
        i, f, o = (sigmoid(z[:, :, gate]) for gate in (0, 1, 3))
        new, c_before = tanh(z[:, :, 2]), c
        for t in times(z, reverse):
            cells[t] = c = f[t] * c + i[t] * new[t]
        c_before, tanh_c = before(stack(cells), c_before, reverse), tanh(stack(cells))
        slope_i, slope_f = new * i * (1 - i), c_before * f * (1 - f)
        slope_new, slope_o = i * (1 - new * new), tanh_c * o * (1 - o)
        slope_c = o * (1 - tanh_c * tanh_c)
        d_z, d_h, d_c = [None] * len(z), 0.0, g[-1]
        for t in times(z, not reverse):
            d_h = d_h + g[t]
            d_c = d_c + d_h * slope_c[t]
            through_c = [d_c * slope[t] for slope in (slope_i, slope_f, slope_new)]
            d_z[t] = concatenate([*through_c, d_h * slope_o[t]], axis=-1)
            d_h, d_c = d_z[t] @ weight, d_c * f[t]
        return stack(d_z), d_h, d_c

    @staticmethod
    def _way_back_in_place(g, out, gates, cells, weight, reverse):
        """Return what `_way_back` returns, for arrays.

        The slopes of a few steps at a time are computed together, gate by gate, in the same arrays
        each time, which stay in the cache.
        """
        lib, (steps, _, batch, size) = library(out), gates.shape
        empty = partial(on_cache_lines, lib, dtype=out.dtype)
        cells_before, cells_after = cells[:-1], cells[1:]
        if reverse:
            cells_before, cells_after = cells_after, cells_before
        by_gate = empty((4, size, size))
        by_gate[:] = gate_by_gate(weight, 4)
        d_z = empty((steps, batch, 4, size))
        slopes_of_gates = empty((STEPS_AT_ONCE, 4, batch, size))
        slopes_of_c = empty((STEPS_AT_ONCE, batch, size))
        through_gates = empty((4, batch, size))
        through_two, through_others = through_gates[:2], through_gates[2:]
        d_h, d_c, through_h = empty((3, batch, size))
        d_h[:], d_c[:] = 0, g[-1]
        order = list(times(gates, not reverse))
        for start in range(0, steps, STEPS_AT_ONCE):
            block = order[start : start + STEPS_AT_ONCE]
            first, last = min(block), max(block)
            part = slice(first, last + 1)
            slopes, slope_c = slopes_of_gates[: len(block)], slopes_of_c[: len(block)]
            slope_i, slope_f, slope_new, slope_o = slopes.transpose(1, 0, 2, 3)
            (i, f, new, o), h = gates[part].transpose(1, 0, 2, 3), out[part]
            # With a for i g and b for f c: a − a i, b − b f, i − a g, h − h o; then o − h tanh(c).
            lib.multiply(i, new, out=slope_i)
            lib.multiply(f, cells_before[part], out=slope_f)
            lib.multiply(slope_i, new, out=slope_new)
            lib.subtract(i, slope_new, out=slope_new)
            slope_i -= lib.multiply(slope_i, i, out=slope_c)
            slope_f -= lib.multiply(slope_f, f, out=slope_c)
            lib.multiply(h, o, out=slope_o)
            lib.subtract(h, slope_o, out=slope_o)
            lib.tanh(cells_after[part], out=slope_c)
            slope_c *= h
            lib.subtract(o, slope_c, out=slope_c)
            for t in block:
                d_gates = slopes[t - first]  # a step's slopes are needed once: they become its ∂/∂z
                d_h += g[t]
                d_c += lib.multiply(d_h, slope_c[t - first], out=through_h)
                d_gates[:3] *= d_c
                d_gates[3] *= d_h
                lib.matmul(d_gates, by_gate, out=through_gates)
                through_two += through_others
                lib.add(*through_two, out=d_h)
                d_c *= gates[t, 1]
            d_z[part] = slopes.transpose(0, 2, 1, 3)
        return d_z.reshape(steps, batch, 4 * size), d_h, d_c


def lstm(x, weight_x, weight_h, bias, h, c, reverse=False):
    """Return h of every step of an LSTM and, behind them, the last c, (T + 1, N, H); see `Lstm`.

    Shapes: x (T, N, V), weight_x (4H, V), weight_h (4H, H), bias (4H,), h and c (N, H).
    """
    size, states = weight_h.shape[-1], (h.shape, c.shape)
    fits = len(x.shape) == 3 and x.shape[0] and set(states) == {(x.shape[1], size)}
    weights = (weight_x.shape, weight_h.shape, bias.shape)
    if not fits or weights != ((4 * size, x.shape[2]), (4 * size, size), (4 * size,)):
        raise ShapeError("engine.lstm", x=x.shape, weights=weights, states=states, size=size)
    return call(Lstm, x, weight_x, weight_h, bias, h, c, reverse=reverse, saved=[])
