"""Questions: which function is asked for, with which inputs, and what each part is worth.

    Question(
        id="backward", function="backward", reference=Backward,
        inputs=draw(w=normal(1, 3), x=normal(3), y=bits()),
        items={"z": 1, "o": 1, "dz": 2, "dw": 1},
        forbid=("tinygrad_fa",),
        hints={"dz": {"fa": "…", "en": "How does σ change with z?"}},
    )

The student's function gets the inputs as keyword arguments and returns a dict of the items, or a
tuple of them in their order; a single item may come as it is.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tinygrad_fa.homework import seeds
from tinygrad_fa.homework.chain import Chain, Known
from tinygrad_fa.homework.items import Item, Value
from tinygrad_fa.homework.mutants import Mutant, Slip, mutants_of
from tinygrad_fa.homework.plain import encode
from tinygrad_fa.homework.records import Call, Texts
from tinygrad_fa.homework.wellformed import check_question

__all__ = ["Asked", "Question", "Slip"]  # a slip is written beside the question


class Asked(Call):
    """A call of a plan, with what only the trusted side knows about it.

    These are no fields of the record: what writes a call down field by field does not see them.

    Attributes:
        trial: which of the trials it belongs to, from 0.
        item: the item that asked for it, or "" for the call of the trial itself.
        hidden: inputs that the student's function does not get.
    """

    trial: int
    item: str
    hidden: Known

    def asking(self, trial: int, item: str, hidden: Known) -> Asked:
        """Note what only the trusted side knows, and return the call itself."""
        vars(self).update(trial=trial, item=item, hidden=hidden)
        return self


@dataclass(frozen=True, eq=False)  # each is itself, and can be a key
class Question:
    """One question of a homework.

    Attributes:
        id: names it in the source, in `check` and in the reports.
        items: what is asked for, with the points of each; see `items` for the kinds.
        function: the name of the student's function, or "" for a written answer.
        inputs: draws the inputs of a call, see `drawing`.
        reference: the formula sheet.
        follow: for an item, the earlier items whose own wrong values are followed; all that it is
            computed from unless given.
        trials: how often the function is called, each time with other inputs.
        tolerance: ``|a − b| ≤ tolerance · (1 + |b|)``.
        forbid: dotted names that the function may not use (``"tinygrad_fa"``,
            ``"numpy.gradient"``).
        seconds, megabytes: the limits of a call.
        personal: whether each student has tidy numbers of her own, for work on paper.
        hidden: inputs that the function does not get (labels of a test).
        slips: those that the author adds to the automatic ones.
        equivalents: further right sources of the function, which the proof must mark as right.
        hints: texts for an item that is wrong, by item.

    Raises:
        DataError: if it cannot be marked as it stands; the text says why.
    """

    id: str
    items: Mapping[str, float | Item]
    function: str = ""
    inputs: Callable[[random.Random], Mapping[str, Any]] | None = None
    reference: type[Chain] = Chain
    follow: Mapping[str, Sequence[str]] = field(default_factory=dict)
    trials: int = 3
    tolerance: float = 1e-5
    forbid: tuple[str, ...] = ()
    seconds: float = 3.0
    megabytes: int = 1500
    personal: bool = False
    hidden: tuple[str, ...] = ()
    slips: tuple[Slip, ...] = ()
    equivalents: tuple[str, ...] = ()
    hints: Mapping[str, Texts] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_question(self)

    @cached_property
    def kinds(self) -> dict[str, Item]:
        """The items, where a number alone stands for a value of the chain."""
        return {
            name: item if isinstance(item, Item) else Value(item)
            for name, item in self.items.items()
        }

    @property
    def values(self) -> list[str]:
        """The items that are values of the chain, in the order of its rules."""
        return [x for x in self.reference.rules if isinstance(self.kinds.get(x), Value)]

    @property
    def returned(self) -> list[str]:
        """The items that the student's function returns, in the order of a tuple."""
        return [name for name, kind in self.kinds.items() if kind.is_returned(name)]

    @cached_property
    def samples(self) -> list[dict[str, Any]]:
        """Inputs at which formulas are compared with each other; nobody is graded with them."""
        # A slip may show in one trial of many only: in one piece of a function, say.
        numbers = range(max(3, self.trials))
        sources = (seeds.random_source(b"samples of inputs", "", self.id, i) for i in numbers)
        return [self.drawn(source) for source in sources]

    @cached_property
    def mutants(self) -> dict[str, tuple[Mutant, ...]]:
        """The slips that are recognised in each rule of the chain."""
        chain = self.reference
        return {x: mutants_of(chain, x, self.samples, self.slips) for x in chain.rules}

    def followed(self, name: str) -> list[str]:
        """Return the items whose own wrong values a value follows, in the order of the chain."""
        allowed = self.follow.get(name, self.values)
        return [x for x in self.reference.ancestors(name) if x in self.values and x in allowed]

    @property
    def points(self) -> float:
        """What the question is worth."""
        return sum(kind.points for kind in self.kinds.values())

    @property
    def is_written(self) -> bool:
        """Whether there is nothing to run."""
        return not self.function

    def drawn(self, source: random.Random) -> dict[str, Any]:
        """Return the inputs of a call, the hidden ones among them."""
        return dict(self.inputs(source)) if self.inputs else {}

    def plan(
        self, student: str, space_key: bytes, personal_key: bytes | None = None
    ) -> list[Asked]:
        """Return the calls of all trials: the same for the same student and key.

        A personal question is asked with the student's own numbers, once.

        Args:
            student: the id of the student.
            space_key: of the space of the numbers, see `seeds`.
            personal_key: of the personal space; `space_key` takes its place if it is None.
        """
        if self.is_written:
            return []
        if self.personal:
            from tinygrad_fa.homework.personal import numbers  # which knows questions

            own = numbers(self, student, personal_key or space_key)
            source = seeds.random_source(space_key, student, self.id, 0)
            return self._asked(own, source, 0)
        calls = []
        for trial in range(self.trials):
            source = seeds.random_source(space_key, student, self.id, trial)
            calls += self._asked(self.drawn(source), source, trial)
        return calls

    def _asked(self, inputs: Known, source: random.Random, trial: int) -> list[Asked]:
        seed = int(2**31 * source.random())
        calls = [self._call(inputs, seed, trial, "")]
        for name, kind in self.kinds.items():
            further = kind.further(inputs, source)
            calls += [self._call(changed, seed, trial, name) for changed in further]
        return calls

    def _call(self, inputs: Known, seed: int, trial: int, item: str) -> Asked:
        open_ = {name: encode(x) for name, x in inputs.items() if name not in self.hidden}
        hidden = {name: x for name, x in inputs.items() if name in self.hidden}
        call = Asked(self.id, self.function, open_, self.seconds, self.megabytes, seed)
        return call.asking(trial, item, hidden)
