"""The parameters of a net in one flat array, so that an update is a few array operations.

A net has its weights in many arrays.  An update treats every weight alike, so here they lie
end to end in one array per dtype, with the gradient and the optimizer's slots beside it in
arrays of the same length.  The data of each parameter becomes a read-only *view* of its
stretch: changing the flat array changes the net.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.engine import graph
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError, StateError
from tinygrad_fa.solver.multipliers import multipliers
from tinygrad_fa.solver.optimizers.base import Optimizer
from tinygrad_fa.solver.pieces import Chunk, FlatArrays, Piece

# Entries worked on at a time, roughly: the weights, the gradient and the slots of so many fit into
# the cache of one core, which makes an update of 400,000 weights a third to a half faster.
CHUNK = 80_000
LINE = backend.CACHE_LINE // 4  # float32s in a cache line: a chunk is whole lines long


class FlatParameters:
    """The parameters of a net, laid end to end.

    Args:
        named: names and parameters; one that comes twice (shared by two layers) is taken once,
            under its first name.
        rule: the optimizer, which says what there is to remember; None: nothing.
        lr_mult, decay_mult: name pattern → multiplier; the last pattern that fits counts.

    Raises:
        SettingError: if there are no parameters, or a pattern fits none of them.

    The parameters are adopted at once.  Later a parameter may be given other data (by its
    user, by loading a file, by another Solver, by moving the net): `gather` notices and adopts
    it again, so that an update never works on numbers the net no longer has.
    """

    def __init__(
        self,
        named: Iterable[tuple[str, Tensor]],
        rule: Optimizer | None = None,
        lr_mult: Mapping[str, float] | None = None,
        decay_mult: Mapping[str, float] | None = None,
    ) -> None:
        first_name: dict[int, tuple[str, Tensor]] = {}
        for name, parameter in named:
            first_name.setdefault(id(parameter), (name, parameter))
        if not first_name:
            raise SettingError("solver.no_parameters")
        names = [name for name, _ in first_name.values()]
        lr_mults = multipliers("lr_mult", lr_mult or {}, names)
        decay_mults = multipliers("decay_mult", decay_mult or {}, names)
        self.rule = rule or Optimizer()
        self.pieces = [
            Piece(name, parameter, lr_mults[name], decay_mults[name])
            for name, parameter in first_name.values()
        ]
        self.arrays: list[FlatArrays] = []
        self.chunks: list[Chunk] = []
        self.adopt()

    def adopt(self) -> None:
        """Lay all parameters into new flat arrays; slots that exist move along."""
        old_slots = self.state_dict()
        groups: dict[Any, list[Piece]] = {}
        for piece in self.pieces:
            data = piece.parameter.data
            groups.setdefault((backend.name_of(backend.library(data)), data.dtype), []).append(
                piece
            )
        self.arrays = []
        for (_, dtype), pieces in groups.items():
            library = backend.library(pieces[0].parameter.data)
            length = sum(piece.parameter.size for piece in pieces)
            flat = FlatArrays(*(backend.empty_on_line(library, length, dtype) for _ in range(2)))
            flat.gradient.fill(0)
            flat.pieces = pieces
            self._make_slots(flat)
            start = 0
            for piece in pieces:
                piece.start = start
                start = piece.stop
                self._adopt_one(flat, piece)
            self.arrays.append(flat)
        if old_slots:
            self.load_state_dict(old_slots)
        self._cut()

    def _make_slots(self, flat: FlatArrays) -> None:
        """Make the flat slots, with a view for each piece."""
        library = backend.library(flat.weights)
        for name in self.rule.slots:
            shapes = [self.rule.slot_shape(name, piece.parameter.shape) for piece in flat.pieces]
            start, length = 0, sum(math.prod(shape) for shape in shapes)
            values = backend.empty_on_line(library, length, flat.weights.dtype)
            values.fill(self.rule.slot_start(name))
            flat.slots[name] = values
            for piece, shape in zip(flat.pieces, shapes, strict=True):
                stop = start + math.prod(shape)
                piece.slots[name] = piece.shaped(values[start:stop], shape)
                start = stop

    def _adopt_one(self, flat: FlatArrays, piece: Piece) -> None:
        piece.of(flat.weights)[...] = piece.parameter.data
        piece.view = backend.freeze(piece.of(flat.weights))
        piece.gradient = piece.of(flat.gradient)
        piece.parameter.replace_data(piece.view)

    def _cut(self) -> None:
        """Cut the flat arrays into chunks of weights that have the same multipliers."""
        self.chunks = []
        for flat in self.arrays:
            for piece in flat.pieces:
                piece.trainable = piece.parameter.requires_grad
            trained = [p for p in flat.pieces if p.trainable and p.parameter.size]
            if self.rule.whole_parameters:
                self.chunks += [self._whole(flat, piece) for piece in trained]
                continue
            for start, stop, piece in self._runs(trained):
                part = slice(start, stop)
                slots = tuple(slot[part] for slot in flat.slots.values())
                views = flat.weights[part], flat.gradient[part], slots
                self.chunks.append(Chunk(*views, piece.lr_mult, piece.decay_mult))

    def _whole(self, flat: FlatArrays, piece: Piece) -> Chunk:
        """Return the chunk that is one parameter, in its own shape."""
        slots = tuple(piece.slots[name] for name in self.rule.slots)
        weights = piece.of(flat.weights)
        return Chunk(weights, piece.gradient, slots, piece.lr_mult, piece.decay_mult)

    def _runs(self, pieces: list[Piece]) -> Iterator[tuple[int, int, Piece]]:
        """Yield the start and stop of each chunk, and a piece that has its multipliers."""
        stretches: list[tuple[int, int, Piece]] = []
        for piece in pieces:
            if stretches:
                start, stop, last = stretches[-1]
                alike = (last.lr_mult, last.decay_mult) == (piece.lr_mult, piece.decay_mult)
                if alike and stop == piece.start:
                    stretches[-1] = start, piece.stop, last
                    continue
            stretches.append((piece.start, piece.stop, piece))
        for start, stop, piece in stretches:
            count = max(round((stop - start) / CHUNK), 1)
            length = (stop - start) / count
            cuts = [start + int(i * length) // LINE * LINE for i in range(count)]
            yield from ((begin, end, piece) for begin, end in pairwise([*cuts, stop]))

    @property
    def example(self) -> Any:
        """An array of weights: its library and dtype are those the net computes with."""
        return self.arrays[0].weights

    def is_made_of(self, named: Iterable[tuple[str, Tensor]]) -> bool:
        """Return whether these are the parameters that were adopted."""
        known = {id(piece.parameter) for piece in self.pieces}
        return known == {id(parameter) for _, parameter in named}

    def take_slots(self, other: FlatParameters) -> None:
        """Take over the slots of the parameters that `other` has under the same name and shape."""
        state, known = self.state_dict(), other.state_dict()
        for slot, values in state.items():
            for name, value in values.items():
                old = known.get(slot, {}).get(name)
                if old is not None and old.shape == value.shape:
                    values[name] = old
        self.load_state_dict(state)

    def zero_grad(self) -> None:
        """Forget the gradients of the parameters."""
        for piece in self.pieces:
            piece.parameter.zero_grad()

    def gather(self) -> None:
        """Copy each parameter's gradient into the flat gradient; adopt what has changed.

        A parameter without a gradient (it had no part in the loss), with requires_grad=False
        or with the multiplier 0 counts as one whose gradient is 0.
        """
        self.refresh()
        for piece in self.pieces:
            gradient = piece.parameter.raw_gradient()
            if gradient is None or piece.lr_mult == 0:
                piece.gradient.fill(0)
            else:
                piece.gradient[...] = gradient

    def refresh(self) -> None:
        """Adopt again what no longer is a view of our arrays, and see what is to be trained."""
        cut_again = False
        for piece in self.pieces:
            parameter = piece.parameter
            if parameter.data is not piece.view:
                self._adopt_again(piece)
            cut_again |= parameter.requires_grad is not piece.trainable
        if cut_again:
            self._cut()

    def _adopt_again(self, piece: Piece) -> None:
        data, view = piece.parameter.data, piece.view
        if data.dtype == view.dtype and backend.library(data) is backend.library(view):
            flat = next(flat for flat in self.arrays if piece in flat.pieces)
            self._adopt_one(flat, piece)
        else:
            self.adopt()  # it belongs among the parameters of another dtype now

    def squared_norm(self) -> float:
        """Return the sum of the squares of the flat gradients (not finite if one of them is).

        Where the squares of float32 numbers are too large for float32 they are added in float64.
        """
        total = 0.0
        for flat in self.arrays:
            squares = float(flat.gradient.dot(flat.gradient))
            if not math.isfinite(squares):
                wide = flat.gradient.astype("float64")
                squares = float(wide @ wide)
            total += squares
        return total

    def note_change(self) -> None:
        """Note that all weights have changed: a graph computed before may not run backward."""
        now = graph.note_change()
        for piece in self.pieces:
            piece.parameter.made_at = now

    def state_dict(self) -> dict[str, dict[str, Any]]:
        """Return a copy of each slot, by the name of the slot and of the parameter."""
        pieces = [piece for flat in self.arrays for piece in flat.pieces]
        return {
            slot: {piece.name: piece.slots[slot].copy() for piece in pieces}
            for slot in (self.rule.slots if self.arrays else ())
        }

    def load_state_dict(self, state: Mapping[str, Mapping[str, Any]]) -> None:
        """Put saved slots back, parameter by parameter.

        Raises:
            StateError: if slots or parameters are missing, left over, or of another shape.
        """
        _check_names(set(self.rule.slots), set(state))
        for slot, values in state.items():
            _check_names({piece.name for piece in self.pieces}, set(values))
            for piece in self.pieces:
                value, here = values[piece.name], piece.slots[slot]
                if value.shape != here.shape:
                    raise StateError(
                        "solver.slot_shape", name=piece.name, saved=value.shape, here=here.shape
                    )
                here[...] = backend.move(value, backend.library(here))


def _check_names(wanted: set[str], found: set[str]) -> None:
    if wanted != found:
        missing, unknown = sorted(wanted - found), sorted(found - wanted)
        raise StateError(
            "solver.slot_names",
            missing=", ".join(missing) or "-",
            unknown=", ".join(unknown) or "-",
        )
