"""Recurrences: a state that walks along a sequence, as one op for the whole walk.

Written step by step a sequence of 32 letters makes hundreds of nodes, and its backward pass adds
up 32 small gradients of one weight.  Here the walk is one node: what does not depend on the step
before (the gates' slopes, the product that gives the weight's gradient) is computed for all steps
at once, and only the state itself goes step by step.  Going back, the gates are computed again
from the states instead of being kept: it takes one matrix product and a third of the memory.

Shapes: `drive` (T, N, gates · H) is what the inputs contribute, x Wᵀ + b, for all steps; `weight`
(gates · H, H) is what the state is multiplied by; states (N, H).  ``reverse`` walks from the last
step to the first.  The gradient walks the other way (Werbos 1990, backpropagation through time).
"""

from functools import partial

from tinygrad_fa.engine.op import Op, call, library
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
        states = [h] * len(drive)
        for t in _times(drive, reverse):
            z = drive[t] + h @ weight.T
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
    """c ← f c + i g, h ← o tanh(c) with the gates i, f, o = σ(…), g = tanh(…): (2, T, N, H).

    The result holds all c, then all h.  Order of the gates: i, f, g, o.
    Hochreiter & Schmidhuber 1997, with the forget gate of Gers, Schmidhuber & Cummins 2000.
    """

    symbol, tex = "LSTM", r"\operatorname{{LSTM}}({drive}, {weight}, {h}, {c})"
    partials = (r"\partial_{{a}}", r"\partial_{{W}}", r"\partial_{{h_0}}", r"\partial_{{c_0}}")

    def forward(drive, weight, h, c, *, reverse):
        lib = library(drive)
        memories, states = [c] * len(drive), [h] * len(drive)
        for t in _times(drive, reverse):
            i, f, new, o = _lstm_gates(drive[t] + h @ weight.T)
            memories[t] = c = f * c + i * new
            states[t] = h = o * lib.tanh(c)
        return lib.stack([*memories, *states]).reshape(2, len(drive), *h.shape)

    @staticmethod
    def walk_back(g, out, drive, weight, h, c, *, reverse):
        """Return ∂/∂drive, ∂/∂weight, ∂/∂h, ∂/∂c."""
        h_before, c_before = _before(out[1], h, reverse), _before(out[0], c, reverse)
        i, f, new, o = _lstm_gates(drive + h_before @ weight.T)
        tanh_c = tanh(out[0])
        # What one unit of ∂c (of ∂h for the gate o) means for each gate before its squashing.
        at_i, at_f = new * i * (1 - i), c_before * f * (1 - f)
        at_new, at_o = i * (1 - new * new), tanh_c * o * (1 - o)
        c_of_h = o * (1 - tanh_c * tanh_c)
        d_drive, d_h, d_c = [None] * len(drive), 0.0, 0.0
        g_c, g_h = g[0], g[1]
        for t in _times(drive, not reverse):
            d_h = g_h[t] + d_h
            d_c = g_c[t] + d_c + d_h * c_of_h[t]
            d_drive[t] = concatenate(
                [d_c * at_i[t], d_c * at_f[t], d_c * at_new[t], d_h * at_o[t]], axis=-1
            )
            d_h, d_c = d_drive[t] @ weight, d_c * f[t]
        d_drive = stack(d_drive)
        return d_drive, _rows(d_drive).T @ _rows(h_before), d_h, d_c


class Gru(Recurrence):
    """h ← (1 − z) n + z h with r, z = σ(…), n = tanh(drive + r (W h + b)): all h (T, N, H).

    Order of the gates: r, z, n.  Cho et al. 2014, with r applied after the product, as in cuDNN
    and torch; `bias` (3H,) is the b beside W.
    """

    symbol, tex = "GRU", r"\operatorname{{GRU}}({drive}, {weight}, {bias}, {h})"
    partials = (r"\partial_{{a}}", r"\partial_{{W}}", r"\partial_{{b}}", r"\partial_{{h_0}}")

    def forward(drive, weight, bias, h, *, reverse):
        states = [h] * len(drive)
        for t in _times(drive, reverse):
            _, z, n, _ = _gru_gates(drive[t], h @ weight.T + bias)
            states[t] = h = n + z * (h - n)
        return library(*states).stack(states)

    @staticmethod
    def walk_back(g, out, drive, weight, bias, h, *, reverse):
        """Return ∂/∂drive, ∂/∂weight, ∂/∂bias, ∂/∂h."""
        h_before = _before(out, h, reverse)
        r, z, n, inner = _gru_gates(drive, h_before @ weight.T + bias)
        at_n, at_z = (1 - z) * (1 - n * n), (h_before - n) * z * (1 - z)
        at_r = at_n * inner * r * (1 - r)
        d_drive, d_inner, d_h = [None] * len(drive), [None] * len(drive), 0.0
        for t in _times(drive, not reverse):
            d_h = g[t] + d_h
            d_r, d_z, d_n = d_h * at_r[t], d_h * at_z[t], d_h * at_n[t]
            d_drive[t] = concatenate([d_r, d_z, d_n], axis=-1)
            d_inner[t] = concatenate([d_r, d_z, d_n * r[t]], axis=-1)
            d_h = d_h * z[t] + d_inner[t] @ weight
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


def _lstm_gates(z):
    """Return i, f, g, o from what goes into them (…, 4H).

    σ(z) = ½ tanh(½ z) + ½: so one tanh serves all four, and nothing overflows.
    """
    size = z.shape[-1] // 4
    half = _constant(z, [0.5, 0.5, 1.0, 0.5]).repeat(size)
    gates = tanh(z * half) * half + (1 - half)
    return [gates[..., k * size : (k + 1) * size] for k in range(4)]


def _gru_gates(drive, from_state):
    """Return r, z, n, and what r multiplies."""
    size = drive.shape[-1] // 3
    both = (drive + from_state)[..., : 2 * size]
    squashed = tanh(both * 0.5) * 0.5 + 0.5
    r, z = squashed[..., :size], squashed[..., size:]
    inner = from_state[..., 2 * size :]
    return r, z, tanh(drive[..., 2 * size :] + r * inner), inner


def _constant(like, numbers):
    array = like.data if hasattr(like, "requires_grad") else like
    return library(array).array(numbers, array.dtype)


def rnn(drive, weight, h, relu=False, reverse=False):
    """Return all states (T, N, H) of h ← tanh(drive + W h), or max(0, drive + W h) for `relu`."""
    return call(Rnn, *_checked(1, drive, weight, h), relu=relu, reverse=reverse)


def lstm(drive, weight, h, c, reverse=False):
    """Return all memories c and all states h, (2, T, N, H), of an LSTM; gates i, f, g, o."""
    return call(Lstm, *_checked(4, drive, weight, h, c), reverse=reverse)


def gru(drive, weight, bias, h, reverse=False):
    """Return all states (T, N, H) of a GRU; gates r, z, n."""
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
