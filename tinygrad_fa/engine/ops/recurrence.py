"""Recurrences: a state that walks along a sequence, as one op for the whole walk.

Written step by step a sequence of 32 letters makes hundreds of nodes, and its backward pass adds
up 32 small gradients of one weight.  Here the walk is one node.  Its result holds whatever a step
computes, the gates too, so that the way back need not compute them again; and the weight's
gradient is one product over all steps at the end.

Shapes: `drive` (T, N, gates · H) is what the inputs contribute, x Wᵀ + b, for all steps; `weight`
(gates · H, H) is what the state is multiplied by; states (N, H).  ``reverse`` walks from the last
step to the first.  The gradient walks the other way (Werbos 1990, backpropagation through time).
"""

import math
from functools import partial

from tinygrad_fa.engine.op import Node, Op, call, library
from tinygrad_fa.engine.ops.functions import sigmoid, tanh
from tinygrad_fa.engine.ops.joining import concatenate, stack
from tinygrad_fa.engine.ops.products import linear
from tinygrad_fa.engine.ops.shapes import reshape, transpose
from tinygrad_fa.language.errors import ShapeError

STEPS_AT_ONCE = 4  # of an LSTM's way back


class Recurrence(Op):
    """An op whose gradients come from one walk back, for all arguments together.

    A row has `walk_back`, which returns a tuple: one gradient per argument, or a function that
    computes it, where that takes a product that may not be wanted.
    """

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.rules = tuple(cls.rules_for(cls.arguments))
        cls.variadic = True  # so that each backward pass asks `rules_for` for rules of its own

    @classmethod
    def rules_for(cls, inputs):
        """Return one rule per input; in one pass they share one walk."""
        walked = []

        def share(g, out, *inputs, index, **settings):
            if not walked or walked[0] is not g:
                walked[:] = [g, cls.walk_back(g, out, *inputs, **settings)]
            found = walked[1][index]
            return found() if callable(found) else found

        return [partial(share, index=i) for i in range(len(inputs))]


class Rnn(Recurrence):
    """h ← tanh(drive + W h), or max(0, …): all states (T, N, H).  Elman 1990."""

    symbol, tex = "RNN", r"\operatorname{{RNN}}({drive}, {weight}, {h})"
    partials = (r"\partial_{{a}}", r"\partial_{{W}}", r"\partial_{{h_0}}")

    def forward(drive, weight, h, *, relu, reverse):
        states, turned = [h] * len(drive), _gates_turned(weight, 1)[0]
        for t in _times(drive, reverse):
            z = drive[t] + h @ turned
            states[t] = h = library(z).maximum(z, 0.0) if relu else library(z).tanh(z)
        return library(*states).stack(states)

    @staticmethod
    def walk_back(g, out, drive, weight, h, *, relu, reverse):
        """Return ∂/∂drive, ∂/∂weight, ∂/∂h."""
        slopes = (out > 0) * 1.0 if relu else 1 - out * out
        d_drive, d_h = [None] * len(drive), 0.0
        for t in _times(drive, not reverse):
            d_drive[t] = (g[t] + d_h) * slopes[t]
            d_h = d_drive[t] @ weight
        d_drive = stack(d_drive)
        return d_drive, _rows(d_drive).T @ _rows(_before(out, h, reverse)), d_h


class Lstm(Recurrence):
    """c ← f c + i g, h ← o tanh(c) with the gates i, f, o = σ(…), g = tanh(…).

    Each … is W_x x + b + W_h h, with the rows of the four gates one below the other in the weights
    (4H, V), (4H, H) and the bias (4H,).  The result (2, T, N, H) holds c and h of every step; the
    gates go into the list `kept`, so that the way back need not compute them again.
    Hochreiter & Schmidhuber 1997, with the forget gate of Gers, Schmidhuber & Cummins 2000.
    """

    symbol = "LSTM"
    tex = r"\operatorname{{LSTM}}({x}, {weight_x}, {weight_h}, {bias}, {h}, {c})"
    partials = tuple(rf"\partial_{{{{{name}}}}}" for name in ("x", "W_x", "W_h", "b", "h_0", "c_0"))

    def forward(x, weight_x, weight_h, bias, h, c, *, reverse, kept):
        lib, (steps, batch, inputs), size = library(x), x.shape, h.shape[1]
        dtype = lib.result_type(x, weight_x, weight_h, bias, h, c)
        # Inputs, a 1 for the bias and the state lie side by side: one product is all a step needs.
        weight = _empty(lib, (4, inputs + 1 + size, size), dtype)
        weight[:, :inputs] = _gate_by_gate(weight_x).transpose(0, 2, 1)
        weight[:, inputs] = bias.reshape(4, size)
        weight[:, inputs + 1 :] = _gate_by_gate(weight_h).transpose(0, 2, 1)
        # σ(z) = ½ tanh(½ z) + ½: so one tanh serves all four gates, and nothing overflows.
        weight[:2] *= 0.5
        weight[3] *= 0.5
        row = lib.ones((batch, inputs + 1 + size), dtype)
        z, i_new = _empty(lib, (4, batch, size), dtype), _empty(lib, (batch, size), dtype)
        gates = _empty(lib, (steps, 4, batch, size), dtype)
        states = lib.empty((2, steps, batch, size), dtype)
        for t in _times(x, reverse):
            row[:, :inputs], row[:, inputs + 1 :] = x[t], h
            i, f, new, o = lib.tanh(lib.matmul(row, weight, out=z), out=gates[t])
            for gate in (gates[t, :2], o):
                gate *= 0.5
                gate += 0.5
            c = lib.multiply(f, c, out=states[0, t])
            c += lib.multiply(i, new, out=i_new)
            h = lib.tanh(c, out=states[1, t])
            h *= o
        kept[:] = [gates]
        return states

    @staticmethod
    def walk_back(g, out, x, weight_x, weight_h, bias, h, c, *, reverse, kept):
        """Return ∂/∂x, ∂/∂weight_x, ∂/∂weight_h, ∂/∂bias, ∂/∂h, ∂/∂c."""
        c_before, h_before = _before(out[0], c, reverse), _before(out[1], h, reverse)
        if isinstance(g, Node):
            z = linear(x, weight_x, bias) + h_before @ transpose(weight_h)
            d_z, d_h, d_c = Lstm._way_back(g, out, z, weight_h, c_before, reverse)
        else:
            d_z, d_h, d_c = Lstm._way_back_in_place(g, out, *kept, weight_h, c_before, reverse)
        rows = _rows(d_z)
        return (
            lambda: reshape(rows @ weight_x, x.shape),
            lambda: rows.T @ _rows(x),
            lambda: rows.T @ _rows(h_before),
            lambda: rows.sum(axis=0),
            d_h,
            d_c,
        )

    @staticmethod
    def _way_back(g, out, z, weight, c_before, reverse):
        """Return ∂/∂z, ∂/∂h, ∂/∂c as the formulas read, with nodes."""
        steps, batch, size = c_before.shape
        z = reshape(z, (steps, batch, 4, size))
        i, f, o = (sigmoid(z[:, :, gate]) for gate in (0, 1, 3))
        new, tanh_c = tanh(z[:, :, 2]), tanh(out[0])
        slope_i, slope_f = new * i * (1 - i), c_before * f * (1 - f)
        slope_new, slope_o = i * (1 - new * new), tanh_c * o * (1 - o)
        slope_c = o * (1 - tanh_c * tanh_c)
        d_z, d_h, d_c = [None] * steps, 0.0, 0.0
        for t in _times(c_before, not reverse):
            d_h = d_h + g[1, t]
            d_c = d_c + g[0, t] + d_h * slope_c[t]
            through_c = [d_c * slope[t] for slope in (slope_i, slope_f, slope_new)]
            d_z[t] = concatenate([*through_c, d_h * slope_o[t]], axis=-1)
            d_h, d_c = d_z[t] @ weight, d_c * f[t]
        return stack(d_z), d_h, d_c

    @staticmethod
    def _way_back_in_place(g, out, gates, weight, c_before, reverse):
        """Return what `_way_back` returns, for arrays.

        The numbers of a few steps at a time are worked on in the same arrays, which stay in the
        cache, and gate by gate, as they were computed.
        """
        lib, dtype, (steps, batch, size) = library(out), out.dtype, c_before.shape
        by_gate = _empty(lib, (4, size, size), dtype)
        by_gate[:] = _gate_by_gate(weight)
        d_z = lib.empty((steps, batch, 4, size), dtype)
        all_slopes = _empty(lib, (STEPS_AT_ONCE, 4, batch, size), dtype)
        all_slopes_c = _empty(lib, (STEPS_AT_ONCE, batch, size), dtype)
        through_gates, through_h = (
            _empty(lib, (4, batch, size), dtype),
            _empty(lib, (batch, size), dtype),
        )
        d_h, d_c = lib.zeros((batch, size), dtype), lib.zeros((batch, size), dtype)
        order = list(_times(c_before, not reverse))
        for start in range(0, steps, STEPS_AT_ONCE):
            times = order[start : start + STEPS_AT_ONCE]
            first = min(times)
            part = slice(first, first + len(times))
            slopes, slopes_c = all_slopes[: len(times)], all_slopes_c[: len(times)]
            slope_i, slope_f, slope_new, slope_o = slopes.transpose(1, 0, 2, 3)
            i, _, new, o = gates[part].transpose(1, 0, 2, 3)
            lib.multiply(gates[part], gates[part], out=slopes)
            lib.subtract(gates[part], slopes, out=slopes)  # σ' = σ − σ², but tanh' = 1 − tanh²:
            lib.multiply(new, new, out=slope_new)
            lib.subtract(1, slope_new, out=slope_new)
            tanh_c = lib.tanh(out[0, part], out=slopes_c)
            slope_i *= new
            slope_f *= c_before[part]
            slope_new *= i
            slope_o *= tanh_c
            slopes_c *= tanh_c
            lib.subtract(1, slopes_c, out=slopes_c)
            slopes_c *= o
            for t in times:
                d_gates = slopes[t - first]  # the slopes are of no use after this step
                d_h += g[1, t]
                d_c += g[0, t]
                d_c += lib.multiply(d_h, slopes_c[t - first], out=through_h)
                d_gates[:3] *= d_c
                d_gates[3] *= d_h
                lib.matmul(d_gates, by_gate, out=through_gates).sum(axis=0, out=d_h)
                d_c *= gates[t, 1]
            d_z[part] = slopes.transpose(0, 2, 1, 3)
        return d_z.reshape(steps, batch, 4 * size), d_h, d_c


class Gru(Recurrence):
    """h ← (1 − z) n + z h with r, z = σ(…), n = tanh(drive + r m), m = W h + b.

    The result (T, 5, N, H) holds r, z, n, m, h of every step; `bias` (3H,) is the b beside W.
    Cho et al. 2014, with r applied after the product, as in cuDNN and torch.
    """

    symbol, tex = "GRU", r"\operatorname{{GRU}}({drive}, {weight}, {bias}, {h})"
    partials = (r"\partial_{{a}}", r"\partial_{{W}}", r"\partial_{{b}}", r"\partial_{{h_0}}")

    def forward(drive, weight, bias, h, *, reverse):
        lib, turned = library(drive), _gates_turned(weight, 3)
        (batch, size), dtype = h.shape, lib.result_type(drive, weight, bias, h)
        out = lib.empty((len(drive), 5, batch, size), dtype)
        gate_by_gate = drive.reshape(len(drive), batch, 3, size).transpose(0, 2, 1, 3)
        biases = bias.reshape(3, 1, size)
        for t in _times(drive, reverse):
            inner, outer = h @ turned + biases, gate_by_gate[t]
            out[t, :2] = lib.tanh((outer[:2] + inner[:2]) * 0.5) * 0.5 + 0.5  # σ
            out[t, 3] = inner[2]
            r, z, n, m, new_h = out[t]
            lib.tanh(outer[2] + r * m, out=n)
            h = lib.add(n, z * (h - n), out=new_h)
        return out

    @staticmethod
    def walk_back(g, out, drive, weight, bias, h, *, reverse):
        """Return ∂/∂drive, ∂/∂weight, ∂/∂bias, ∂/∂h."""
        d_drive, d_inner, d_h = [None] * len(drive), [None] * len(drive), 0.0
        h_before = _before(out[:, 4], h, reverse)
        for t in _times(drive, not reverse):
            r, z, n, m, _ = out[t]
            g_r, g_z, g_n, g_m, g_h = g[t]
            d_h = d_h + g_h
            d_n = (g_n + d_h * (1 - z)) * (1 - n * n)
            d_z = (g_z + d_h * (h_before[t] - n)) * z * (1 - z)
            d_r = (g_r + d_n * m) * r * (1 - r)
            d_drive[t] = concatenate([d_r, d_z, d_n], axis=-1)
            d_inner[t] = concatenate([d_r, d_z, g_m + d_n * r], axis=-1)
            d_h = d_h * z + d_inner[t] @ weight
        d_inner = _rows(stack(d_inner))
        return stack(d_drive), d_inner.T @ _rows(h_before), d_inner.sum(axis=0), d_h


def _times(drive, reverse):
    """Return the numbers of the steps in the order in which they are walked."""
    steps = range(drive.shape[0])
    return steps[::-1] if reverse else steps


def _before(states, first, reverse):
    """Return for every step the state it started from."""
    first = reshape(first, (1, *first.shape))
    return concatenate([states[1:], first] if reverse else [first, states[:-1]])


def _rows(x):
    """Return x with all axes but the last joined into one."""
    return reshape(x, (-1, x.shape[-1]))


def _gates_turned(weight, gates):
    """Return the transposed block of each gate, (gates, H, H), laid out anew.

    A step's products h Wᵀ then write gate by gate, each gate in one piece, in 3/4 of the time.
    """
    turned = _empty(library(weight), (gates, weight.shape[1], weight.shape[1]), weight.dtype)
    turned[:] = _gate_by_gate(weight, gates).transpose(0, 2, 1)
    return turned


def _gate_by_gate(weight, gates=4):
    """Return a weight's rows in one block per gate, (gates, H, …)."""
    return weight.reshape(gates, weight.shape[0] // gates, weight.shape[1])


def _empty(lib, shape, dtype):
    """Return a new array that starts where a line of the processor's cache starts.

    A line has 64 bytes.  Small products take 3/4 of the time if no vector of the matrix lies across
    two lines; NumPy takes care of 16 bytes only.  (CuPy's arrays start on a line always.)
    """
    size = math.prod(shape)
    room = lib.empty(size + 63 // dtype.itemsize, dtype)
    address, _ = getattr(room, "__array_interface__", {"data": (0, False)})["data"]
    start = -address % 64 // dtype.itemsize
    return room[start : start + size].reshape(shape)


def rnn(drive, weight, h, relu=False, reverse=False):
    """Return all states (T, N, H) of h ← tanh(drive + W h), or max(0, drive + W h) for `relu`."""
    return call(Rnn, *_checked(1, drive, weight, h), relu=relu, reverse=reverse)


def lstm(x, weight_x, weight_h, bias, h, c, reverse=False):
    """Return c and h of every step of an LSTM, (2, T, N, H); see `Lstm`."""
    size, states = weight_h.shape[-1], (h.shape, c.shape)
    fits = len(x.shape) == 3 and x.shape[0] and set(states) == {(x.shape[1], size)}
    weights = (weight_x.shape, weight_h.shape, bias.shape)
    if not fits or weights != ((4 * size, x.shape[2]), (4 * size, size), (4 * size,)):
        raise ShapeError("engine.lstm", x=x.shape, weights=weights, states=states, size=size)
    return call(Lstm, x, weight_x, weight_h, bias, h, c, reverse=reverse, kept=[])


def gru(drive, weight, bias, h, reverse=False):
    """Return r, z, n, m, h of every step of a GRU, (T, 5, N, H); see `Gru`."""
    drive, weight, h = _checked(3, drive, weight, h)
    return call(Gru, drive, weight, bias, h, reverse=reverse)


def _checked(gates, drive, weight, *states):
    size = weight.shape[-1]
    fits = len(drive.shape) == 3 and drive.shape[2] == gates * size and drive.shape[0]
    if not fits or any(x.shape != (drive.shape[1], size) for x in states):
        shapes = [x.shape for x in states]
        raise ShapeError(
            "engine.recurrence", drive=drive.shape, gates=gates, states=shapes, size=size
        )
    return drive, weight, *states
