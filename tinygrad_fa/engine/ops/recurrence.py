"""Recurrences: a state that walks along a sequence, as one op for the whole walk.

Written step by step a sequence of 32 letters makes hundreds of nodes, and its backward pass adds
up 32 small gradients of one weight.  Here the walk is one node.  Its result holds whatever a step
computes, the gates too, so that the way back need not compute them again; and the weight's
gradient is one product over all steps at the end.

Shapes: `drive` (T, N, gates · H) is what the inputs contribute, x Wᵀ + b, for all steps; `weight`
(gates · H, H) is what the state is multiplied by; states (N, H).  ``reverse`` walks from the last
step to the first.  The gradient walks the other way (Werbos 1990, backpropagation through time).
The LSTM, which takes its inputs into the walk as well, has a file of its own.
"""

import math
from functools import partial

from tinygrad_fa.engine.op import Op, call, library
from tinygrad_fa.engine.ops.joining import concatenate, stack
from tinygrad_fa.engine.ops.shapes import reshape, rows_of
from tinygrad_fa.language.errors import ShapeError


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
        for t in times(drive, reverse):
            z = drive[t] + h @ turned
            states[t] = h = library(z).maximum(z, 0.0) if relu else library(z).tanh(z)
        return library(*states).stack(states)

    @staticmethod
    def walk_back(g, out, drive, weight, h, *, relu, reverse):
        """Return ∂/∂drive, ∂/∂weight, ∂/∂h."""
        slopes = (out > 0) * 1.0 if relu else 1 - out * out
        d_drive, d_h = [None] * len(drive), 0.0
        for t in times(drive, not reverse):
            d_drive[t] = (g[t] + d_h) * slopes[t]
            d_h = d_drive[t] @ weight
        d_drive = stack(d_drive)
        return d_drive, rows_of(d_drive).T @ rows_of(before(out, h, reverse)), d_h


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
        drive_by_gate = drive.reshape(len(drive), batch, 3, size).transpose(0, 2, 1, 3)
        biases = bias.reshape(3, 1, size)
        for t in times(drive, reverse):
            inner, outer = h @ turned + biases, drive_by_gate[t]
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
        h_before = before(out[:, 4], h, reverse)
        for t in times(drive, not reverse):
            r, z, n, m, _ = out[t]
            g_r, g_z, g_n, g_m, g_h = g[t]
            d_h = d_h + g_h
            d_n = (g_n + d_h * (1 - z)) * (1 - n * n)
            d_z = (g_z + d_h * (h_before[t] - n)) * z * (1 - z)
            d_r = (g_r + d_n * m) * r * (1 - r)
            d_drive[t] = concatenate([d_r, d_z, d_n], axis=-1)
            d_inner[t] = concatenate([d_r, d_z, g_m + d_n * r], axis=-1)
            d_h = d_h * z + d_inner[t] @ weight
        d_inner = rows_of(stack(d_inner))
        return stack(d_drive), d_inner.T @ rows_of(h_before), d_inner.sum(axis=0), d_h


def times(drive, reverse):
    """Return the numbers of the steps in the order in which they are walked."""
    steps = range(drive.shape[0])
    return steps[::-1] if reverse else steps


def before(states, first, reverse):
    """Return for every step the state it started from."""
    first = reshape(first, (1, *first.shape))
    return concatenate([states[1:], first] if reverse else [first, states[:-1]])


def _gates_turned(weight, gates):
    """Return the transposed block of each gate, (gates, H, H), laid out anew.

    A step's products h Wᵀ then write gate by gate, each gate in one piece, in 3/4 of the time.
    """
    size = weight.shape[1]
    turned = on_cache_lines(library(weight), (gates, size, size), weight.dtype)
    turned[:] = gate_by_gate(weight, gates).transpose(0, 2, 1)
    return turned


def gate_by_gate(weight, gates):
    """Return a weight's rows in one block per gate, (gates, H, …)."""
    return weight.reshape(gates, weight.shape[0] // gates, weight.shape[1])


def on_cache_lines(lib, shape, dtype):
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
