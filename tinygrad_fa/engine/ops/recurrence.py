"""Recurrences: a state that walks along a sequence, as one op for the whole walk.

Written step by step a sequence of 32 letters makes hundreds of nodes, and its backward pass adds
up 32 small gradients of one weight.  Here the walk is one node.  Its result holds whatever a step
computes, the gates too, so that the way back need not compute them again; and the weight's
gradient is one product over all steps at the end.

Shapes: `drive` (T, N, gates · H) is what the inputs contribute, x Wᵀ + b, for all steps; `weight`
(gates · H, H) is what the state is multiplied by; states (N, H).  ``reverse`` walks from the last
step to the first.  The gradient walks the other way (Werbos 1990, backpropagation through time).
"""

from functools import partial

from tinygrad_fa.engine.op import Node, Op, call, library
from tinygrad_fa.engine.ops.functions import tanh
from tinygrad_fa.engine.ops.joining import concatenate, stack
from tinygrad_fa.engine.ops.shapes import reshape
from tinygrad_fa.language.errors import ShapeError


class Recurrence(Op):
    """An op whose gradients come from one walk back, for all arguments together.

    A row has `walk_back`, which returns a tuple: one gradient per argument.
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
            return walked[1][index]

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

    The result (T, 6, N, H) holds i, f, g, o, c, h of every step.
    Hochreiter & Schmidhuber 1997, with the forget gate of Gers, Schmidhuber & Cummins 2000.
    """

    symbol, tex = "LSTM", r"\operatorname{{LSTM}}({drive}, {weight}, {h}, {c})"
    partials = (r"\partial_{{a}}", r"\partial_{{W}}", r"\partial_{{h_0}}", r"\partial_{{c_0}}")

    def forward(drive, weight, h, c, *, reverse):
        lib, turned = library(drive), _gates_turned(weight, 4)
        (batch, size), dtype = h.shape, lib.result_type(drive, weight, h, c)
        out = lib.empty((len(drive), 6, batch, size), dtype)
        gate_by_gate = drive.reshape(len(drive), batch, 4, size).transpose(0, 2, 1, 3)
        for t in _times(drive, reverse):
            gates = lib.matmul(h, turned, out=out[t, :4])
            gates += gate_by_gate[t]
            # σ(z) = ½ tanh(½ z) + ½: so one tanh serves all four gates, and nothing overflows.
            sigmoids = out[t, :2], out[t, 3]
            for sigmoid in sigmoids:
                sigmoid *= 0.5
            lib.tanh(gates, out=gates)
            for sigmoid in sigmoids:
                sigmoid *= 0.5
                sigmoid += 0.5
            i, f, new, o = gates
            c = lib.multiply(f, c, out=out[t, 4])
            c += i * new
            h = lib.multiply(o, lib.tanh(c), out=out[t, 5])
        return out

    @staticmethod
    def walk_back(g, out, drive, weight, h, c, *, reverse):
        """Return ∂/∂drive, ∂/∂weight, ∂/∂h, ∂/∂c."""
        if not isinstance(g, Node) and _all_0(g[:, :4]):
            d_z, d_h, d_c = Lstm._way_back_in_place(g, out, weight, c, reverse)
        else:
            d_z, d_h, d_c = Lstm._way_back(g, out, weight, c, reverse)
        return d_z, _rows(d_z).T @ _rows(_before(out[:, 5], h, reverse)), d_h, d_c

    @staticmethod
    def _way_back(g, out, weight, c, reverse):
        """Return ∂/∂drive, ∂/∂h, ∂/∂c as the formulas read; numbers or nodes."""
        d_z, d_h, d_c = [None] * len(out), 0.0, 0.0
        c_before = _before(out[:, 4], c, reverse)
        for t in _times(out, not reverse):
            i, f, new, o, c, _ = out[t]
            g_i, g_f, g_new, g_o, g_c, g_h = g[t]
            tanh_c = tanh(c)
            d_h = d_h + g_h
            d_c = d_c + g_c + d_h * o * (1 - tanh_c * tanh_c)
            d_i = (g_i + d_c * new) * i * (1 - i)
            d_f = (g_f + d_c * c_before[t]) * f * (1 - f)
            d_new = (g_new + d_c * i) * (1 - new * new)
            d_o = (g_o + d_h * tanh_c) * o * (1 - o)
            d_z[t] = concatenate([d_i, d_f, d_new, d_o], axis=-1)
            d_h, d_c = d_z[t] @ weight, d_c * f
        return stack(d_z), d_h, d_c

    @staticmethod
    def _way_back_in_place(g, out, weight, c_first, reverse):
        """Return what `_way_back` returns, for arrays and a g that leaves the gates alone.

        The numbers of a step are worked on in the same few arrays, which stay in the cache.
        """
        lib, (steps, _, batch, size) = library(out), out.shape
        d_z = lib.empty((steps, batch, 4, size), out.dtype)
        rows = d_z.reshape(steps, batch, 4 * size)
        slopes, tanh_c = lib.empty((4, batch, size), out.dtype), lib.empty((batch, size), out.dtype)
        slope_i, slope_f, slope_new, slope_o = slopes
        d_h, d_c = lib.zeros((batch, size), out.dtype), lib.zeros((batch, size), out.dtype)
        times = list(_times(out, not reverse))
        for t, before in zip(times, [*times[1:], None], strict=True):
            gates, (i, f, new, o, c, _) = out[t, :4], out[t]
            d_i, d_f, d_new, d_o = d_z[t].transpose(1, 0, 2)
            lib.multiply(gates, gates, out=slopes)
            lib.subtract(gates, slopes, out=slopes)  # σ' = σ − σ², but tanh' = 1 − tanh²:
            lib.multiply(new, new, out=slope_new)
            lib.subtract(1, slope_new, out=slope_new)
            lib.tanh(c, out=tanh_c)
            slope_i *= new
            slope_f *= c_first if before is None else out[before, 4]
            slope_new *= i
            slope_o *= tanh_c
            d_h += g[t, 5]
            tanh_c *= tanh_c
            lib.subtract(1, tanh_c, out=tanh_c)
            tanh_c *= o
            tanh_c *= d_h
            d_c += g[t, 4]
            d_c += tanh_c
            lib.multiply(slope_i, d_c, out=d_i)
            lib.multiply(slope_f, d_c, out=d_f)
            lib.multiply(slope_new, d_c, out=d_new)
            lib.multiply(slope_o, d_h, out=d_o)
            lib.matmul(rows[t], weight, out=d_h)
            d_c *= f
        return rows, d_h, d_c


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


def _all_0(g):
    """Return whether an array holds nothing but 0."""
    return not g.size or bool(g.max() == 0 == g.min())


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
    size = weight.shape[-1]
    return library(weight).ascontiguousarray(weight.reshape(gates, size, size).transpose(0, 2, 1))


def rnn(drive, weight, h, relu=False, reverse=False):
    """Return all states (T, N, H) of h ← tanh(drive + W h), or max(0, drive + W h) for `relu`."""
    return call(Rnn, *_checked(1, drive, weight, h), relu=relu, reverse=reverse)


def lstm(drive, weight, h, c, reverse=False):
    """Return i, f, g, o, c, h of every step of an LSTM, (T, 6, N, H); see `Lstm`."""
    return call(Lstm, *_checked(4, drive, weight, h, c), reverse=reverse)


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
