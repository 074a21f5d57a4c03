"""What a net is tested with: the test nets of a Solver, ready to be run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.checks import whole_number
from tinygrad_fa.solver.evaluation import TestNet
from tinygrad_fa.solver.objective import Objective, OwnLosses, has_own_losses, make_objective
from tinygrad_fa.solver.settings import Settings
from tinygrad_fa.solver.sources import is_source, source


class Test:
    """A test that is ready to be run: Caffe calls it a test net.

    Attributes:
        number: its place among the tests of the Solver.
        name: what results and lines call it.
        data: where its batches come from.
        objective: the net that is tested, and what judges it.
        iterations: how many batches it takes; None: all of them once.
    """

    __test__ = False  # pytest: this is not a test of ours

    def __init__(
        self,
        number: int,
        given: TestNet,
        objective: Any,
        default: int | None = None,
        setting: str = "test",
    ) -> None:
        self.number, self.name = number, given.name or str(number)
        self.data = source(setting, given.data)
        net = objective.net if given.net is None else given.net
        self.objective: Objective | OwnLosses
        if given.net is None and given.loss is None:
            self.objective = objective
        else:
            inherited = None if has_own_losses(net) else objective.loss
            loss = inherited if given.loss is None else given.loss
            self.objective = make_objective(net, loss, tested=True)
        self.iterations = default if given.iterations is None else given.iterations
        if self.iterations is not None:
            whole_number("iterations", self.iterations, 1)
        self._partners = () if net is objective.net else _partners(net, objective.net, self.name)

    def share_weights(self) -> None:
        """Let the net that is tested have the very arrays of the one that is trained."""
        for mine, theirs in self._partners:
            if mine.data is not theirs.data:
                mine.replace_data(theirs.data)

    def position(self) -> Any:
        """Return the place in the data, or None if they tell none."""
        return self.data.state_dict() if hasattr(self.data, "state_dict") else None

    def go_back(self, position: Any) -> None:
        """Go back to a place that `position` told."""
        if position is not None:
            self.data.load_state_dict(position)

    def batches(self) -> Iterator[Any]:
        """Yield what the test is made of."""
        if self.iterations is None:
            return iter(self.data)
        return (self.data.next() for _ in range(self.iterations))


def _partners(net: Any, trained: Any, name: str) -> list[tuple[Tensor, Tensor]]:
    """Return each tensor of a test net with the one of that name in the net that is trained.

    Tensors that both nets hold are left out; so are those that only the test net has, if it is one
    that may have some (``has_own_weights``, as Caffe's have).

    Raises:
        SettingError: if the net that is trained has no such tensor, or one of another shape.
    """
    theirs = dict(_named_tensors(trained))
    shared = {id(tensor) for tensor in theirs.values()}
    may_have_own = getattr(net, "has_own_weights", False)
    pairs = []
    for path, mine in _named_tensors(net):
        partner = theirs.get(path)
        if id(mine) in shared or (partner is None and may_have_own):
            continue
        if partner is None or partner.shape != mine.shape:
            found = "–" if partner is None else partner.shape
            raise SettingError(
                "solver.test_net_differs", test=name, name=path, shape=mine.shape, found=found
            )
        pairs.append((mine, partner))
    return pairs


def _named_tensors(net: Any) -> Iterator[tuple[str, Tensor]]:
    yield from net.named_parameters()
    if hasattr(net, "named_buffers"):
        yield from net.named_buffers()


def make_tests(given: Any, objective: Any, settings: Settings, setting: str = "test") -> list[Test]:
    """Return the tests that ``Solver(test=…)`` asks for, or another `setting` of that form.

    Raises:
        SettingError: if they do not go together with `test_iter` and `test_interval`.
    """
    nets = list(_test_nets(given))
    several = isinstance(settings.test_iter, Sequence)
    counts: Any = settings.test_iter if several else [settings.test_iter] * len(nets)
    if len(counts) != len(nets):
        raise SettingError("solver.test_iter_length", count=len(counts), nets=len(nets))
    for name in ("test_interval", "test_iter"):
        if not nets and getattr(settings, name):
            raise SettingError("solver.test_without_data", name=name)
    if nets and settings.caffe_strict and not settings.test_interval:
        raise SettingError("solver.test_without_interval")
    pairs = zip(nets, counts, strict=True)
    return [Test(i, net, objective, count, setting) for i, (net, count) in enumerate(pairs)]


def _test_nets(given: Any) -> Iterator[TestNet]:
    if given is None:
        return
    if isinstance(given, Mapping):
        for name, one in given.items():
            yield (
                replace(one, name=str(name))
                if isinstance(one, TestNet)
                else TestNet(one, name=str(name))
            )
    elif isinstance(given, list) and all(_is_one(one) for one in given):
        for one in given:
            yield one if isinstance(one, TestNet) else TestNet(one)
    else:
        yield given if isinstance(given, TestNet) else TestNet(given)


def _is_one(thing: Any) -> bool:
    return isinstance(thing, (TestNet, tuple)) or is_source(thing)
