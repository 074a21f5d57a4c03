"""Recurrent layers: a state that remembers what has been read of a sequence."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, ClassVar, NamedTuple

from tinygrad_fa import backend
from tinygrad_fa.engine import ops
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError, ShapeError
from tinygrad_fa.layers import initialisers
from tinygrad_fa.layers.dropout import Dropout
from tinygrad_fa.layers.layer import Layer, as_tensor
from tinygrad_fa.layers.settings import as_fractions, whole_number


class _Walk(NamedTuple):
    """One layer of a stack walking along the sequence in one direction."""

    layer: int
    reverse: bool
    inputs: int  # how many numbers it reads at each step

    @property
    def suffix(self) -> str:
        """What the names of its parameters end with: ``_l0``, ``_l0_reverse``."""
        return f"_l{self.layer}{'_reverse' if self.reverse else ''}"


class _Recurrent(Layer):
    """What the recurrent layers have in common: parameters, stacked layers, directions, states."""

    gates: ClassVar[int] = 1  # how many blocks of `hidden_size` rows a weight has
    state_names: ClassVar[tuple[str, ...]] = ("h",)  # what is carried from step to step

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        return_state: bool = True,
    ) -> None:
        self.input_size = whole_number("input_size", input_size)
        self.hidden_size = whole_number("hidden_size", hidden_size)
        self.num_layers = whole_number("num_layers", num_layers)
        self.bias, self.batch_first = bool(bias), bool(batch_first)
        self.bidirectional, self.return_state = bool(bidirectional), bool(return_state)
        self.dropout = Dropout(dropout) if dropout else None
        if self.dropout and self.num_layers == 1:
            raise SettingError("layers.dropout_between", dropout=dropout)
        rows, bound = self.gates * self.hidden_size, 1 / math.sqrt(self.hidden_size)
        for walk in self._walks():
            shapes: dict[str, tuple[int, ...]] = {
                "weight_ih": (rows, walk.inputs),
                "weight_hh": (rows, self.hidden_size),
            }
            if self.bias:
                shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)}
            for name, shape in shapes.items():
                numbers = backend.chosen().empty(shape, backend.default_dtype)
                start = initialisers.uniform_(Tensor(numbers, requires_grad=True), -bound, bound)
                setattr(self, name + walk.suffix, start)

    def _walks(self) -> Iterator[_Walk]:
        directions = 2 if self.bidirectional else 1
        for layer in range(self.num_layers):
            inputs = self.hidden_size * directions if layer else self.input_size
            for reverse in (False, True)[:directions]:
                yield _Walk(layer, reverse, inputs)

    def forward(self, x: Any, state: Any = None) -> Any:
        """Return (the last layer's h of every step, the state after the last step).

        Without `return_state` only the first of the two.  `state` is what the walk starts from, as
        another call returned it; zeros unless given.
        """
        x = as_fractions(x, self._parameters_of(next(self._walks()))[0])
        self._check_input(x)
        sequence = x.transpose(0, 1) if self.batch_first else x
        starts = self._starts(state, sequence)
        finals, below = [], sequence
        for i, walk in enumerate(self._walks()):
            if walk.layer and not walk.reverse:  # a layer that reads the one below
                below = self.dropout(sequence) if self.dropout else sequence
            output, final = self._walk_along(below, [start[i] for start in starts], walk)
            finals.append(final)
            sequence = ops.concatenate([sequence, output], axis=-1) if walk.reverse else output
        output = sequence.transpose(0, 1) if self.batch_first else sequence
        if not self.return_state:
            return output
        ends = tuple(ops.stack(final) for final in zip(*finals, strict=True))
        return output, ends if len(ends) > 1 else ends[0]

    def _walk_along(self, sequence: Tensor, start: list[Any], walk: _Walk) -> tuple[Any, Any]:
        """Return one walk's h of every step, and its last state (each kind its own way)."""
        raise TypeError(type(self))

    def _parameters_of(self, walk: _Walk) -> tuple[Any, Any, Any, Any]:
        """Return weight_ih, weight_hh, bias_ih, bias_hh of a walk (None for no bias)."""
        names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        found = [getattr(self, name + walk.suffix, None) for name in names]
        return found[0], found[1], found[2], found[3]

    def _drive(self, sequence: Tensor, walk: _Walk) -> Any:
        """Return what the inputs and both biases add to the gates, for all steps at once."""
        weight, _, bias_ih, bias_hh = self._parameters_of(walk)
        return ops.linear(sequence, weight, bias_ih + bias_hh if self.bias else None)

    def _check_input(self, x: Tensor) -> None:
        order = "(N, T, input_size)" if self.batch_first else "(T, N, input_size)"
        if x.ndim != 3 or x.shape[2] != self.input_size:
            raise ShapeError(
                "layers.sequence_shape", order=order, size=self.input_size, shape=x.shape
            )
        if not x.shape[1 if self.batch_first else 0]:
            raise ShapeError("layers.no_steps", order=order, shape=x.shape)

    def _starts(self, state: Any, sequence: Tensor) -> list[Any]:
        """Return the start of each kind of state, (layers · directions, N, H)."""
        shape = (len(list(self._walks())), sequence.shape[1], self.hidden_size)
        if state is None:
            zeros = backend.library(sequence.data).zeros(shape, sequence.dtype)
            return [Tensor.wrap(zeros)] * len(self.state_names)
        several = len(self.state_names) > 1
        if several and not (isinstance(state, (tuple, list)) and len(state) == 2):
            raise ShapeError("layers.state_pair", layer=type(self).__name__)
        starts = [as_tensor(one) for one in (state if several else [state])]
        for name, start in zip(self.state_names, starts, strict=True):
            if start.shape != shape:
                raise ShapeError("layers.state_shape", name=name, wanted=shape, shape=start.shape)
        return starts

    def multiply_adds(self, inputs: tuple[Any, ...], result: Any) -> int:
        """Return the entries of all weight matrices, for each step of each sequence."""
        steps = inputs[0].shape[0] * inputs[0].shape[1]
        return steps * sum(weight.size for _, weight in self.own_tensors() if weight.ndim == 2)

    def extra_repr(self) -> str:
        """Return the sizes, and the settings that are not the usual ones."""
        usual = {
            "num_layers": 1, "bias": True, "batch_first": False, "bidirectional": False,
            "return_state": True,
        }  # fmt: skip
        unusual = [f", {k}={getattr(self, k)}" for k, v in usual.items() if getattr(self, k) != v]
        return f"{self.input_size}, {self.hidden_size}{''.join(unusual)}"


class RNN(_Recurrent):
    """The plain recurrent layer: ``h ← tanh(W_ih x + b_ih + W_hh h + b_hh)``, step by step.

    Shapes: x (T, N, input_size), or (N, T, input_size) with `batch_first`; the output is like x
    with hidden_size (twice that if bidirectional) in the place of input_size, and the state
    (num_layers · directions, N, hidden_size).  Parameters, for each layer k: ``weight_ih_lk``
    (hidden, inputs), ``weight_hh_lk`` (hidden, hidden), ``bias_ih_lk``, ``bias_hh_lk`` (hidden,),
    and the same with ``_reverse`` for the walk from the end; all start from U(−1/√H, 1/√H), as in
    torch.  Source: Elman, Cognitive Science 14, 1990.

    Args:
        input_size: how many numbers are read at each step.
        hidden_size: how many numbers the state has.
        num_layers: how many are stacked; each reads the states of the one below.
        nonlinearity: ``"tanh"`` or ``"relu"``.
        bias: whether there are biases.
        batch_first: whether the first axis is the batch (N, T, …) instead of time (T, N, …).
        dropout: the probability with which numbers between two layers are dropped in training.
        bidirectional: whether a second walk reads the sequence from its end.
        return_state: whether the state after the last step is returned beside the output, as in
            torch.  ``Net(LSTM(8, 16, return_state=False), Linear(16, 2))`` hands on the output.

    Raises:
        SettingError: for settings that make no sense.
        ShapeError, DTypeError: (when called) for an input or a state that does not fit.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        nonlinearity: str = "tanh",
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        return_state: bool = True,
    ) -> None:
        if nonlinearity not in ("tanh", "relu"):
            raise SettingError("layers.nonlinearity", value=nonlinearity)
        self.nonlinearity = nonlinearity
        super().__init__(
            input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional,
            return_state,
        )  # fmt: skip

    def _walk_along(self, sequence: Tensor, start: list[Any], walk: _Walk) -> tuple[Any, Any]:
        weight, relu = self._parameters_of(walk)[1], self.nonlinearity == "relu"
        drive, (h,) = self._drive(sequence, walk), start
        h = ops.rnn(drive, weight, h, relu=relu, reverse=walk.reverse)
        return h, [h[0 if walk.reverse else -1]]

    def extra_repr(self) -> str:
        """Return the sizes, and the settings that are not the usual ones."""
        unusual = "" if self.nonlinearity == "tanh" else f", nonlinearity={self.nonlinearity!r}"
        return super().extra_repr() + unusual


class LSTM(_Recurrent):
    """Long short-term memory: gates decide what is written to a memory c, kept in it, and shown.

        i, f, o = σ(…), g = tanh(…), each with … = W_ih x + b_ih + W_hh h + b_hh
        c ← f c + i g
        h ← o tanh(c)

    Shapes, settings and names as for `RNN`; each weight holds the rows of the gates i, f, g, o one
    below the other, (4 · hidden, …).  The state is the pair (h, c).
    Source: Hochreiter & Schmidhuber, Neural Computation 9, 1997; Gers et al. 2000 (gate f).
    """

    gates, state_names = 4, ("h", "c")

    def _walk_along(self, sequence: Tensor, start: list[Any], walk: _Walk) -> tuple[Any, Any]:
        weight_ih, weight, bias_ih, bias = self._parameters_of(walk)
        bias = bias_ih + bias if self.bias else _zeros_for(weight)
        h, c = start
        states = ops.lstm(sequence, weight_ih, weight, bias, h, c, reverse=walk.reverse)
        return states[:-1], [states[0 if walk.reverse else -2], states[-1]]


class GRU(_Recurrent):
    """The gated recurrent unit: z says how much of the state stays, r what of it is looked at.

        r, z = σ(W_ih x + b_ih + W_hh h + b_hh)
        n = tanh(W_in x + b_in + r (W_hn h + b_hn))
        h ← (1 − z) n + z h

    Shapes, settings and names as for `RNN`; each weight holds the rows of r, z, n one below the
    other, (3 · hidden, …).  As in torch and cuDNN r multiplies after the product with W_hn, in the
    paper before.  Source: Cho et al., EMNLP 2014.
    """

    gates = 3

    def _walk_along(self, sequence: Tensor, start: list[Any], walk: _Walk) -> tuple[Any, Any]:
        weight_ih, weight, bias_ih, bias = self._parameters_of(walk)
        bias = bias if self.bias else _zeros_for(weight)
        drive = ops.linear(sequence, weight_ih, bias_ih)
        (h,) = start
        steps = ops.gru(drive, weight, bias, h, reverse=walk.reverse)
        return steps[:, 4], [steps[0 if walk.reverse else -1, 4]]


def _zeros_for(weight: Tensor) -> Tensor:
    """Return what stands in for the bias beside a weight where there is none."""
    return Tensor.wrap(backend.library(weight.data).zeros(weight.shape[:1], weight.dtype))
