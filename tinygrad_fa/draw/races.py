"""Races: optimizers that go down the same surface from the same place, step by step.

Nothing of an update rule is written here.  A net with two numbers as its only parameter is trained
by the Solver, once for each optimizer, and its way is written down.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.draw.race_rules import rules_of, with_rates
from tinygrad_fa.draw.surfaces import Pair, Surface, check_surface, start_of, surface_of
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language import text
from tinygrad_fa.language.errors import DivergenceError, SettingError
from tinygrad_fa.layers import Layer
from tinygrad_fa.solver.callbacks import Callback
from tinygrad_fa.solver.checks import choice, whole_number
from tinygrad_fa.solver.optimizers import Optimizer
from tinygrad_fa.solver.solver import Solver

MOST_STEPS = 10_000


@dataclass(frozen=True)
class Step:
    """One update: where, by which gradient, what was remembered, and where to.

    Attributes:
        number: 1 for the first.
        point: before the update.
        gradient: as the engine found it.
        slots: the optimizer's memory after the update, by name.
        after: the point after the update.
    """

    number: int
    point: Pair
    gradient: Pair
    slots: dict[str, tuple[float, ...]]
    after: Pair

    @property
    def update(self) -> Pair:
        """What was added to the point."""
        return self.after[0] - self.point[0], self.after[1] - self.point[1]


@dataclass
class Run:
    """The way of one optimizer.

    Attributes:
        label: what it is called in the race.
        rule: the optimizer.
        rate: its learning rate, a number or a function of the step.
        steps: its updates.
        points: where it was: one more than updates.
        heights: the surface there (without the noise of the steps).
        left: the first place in `points` outside the picture, or None.
        diverged: the error that ended its way, or None.
    """

    label: str
    rule: Optimizer
    rate: Any
    steps: list[Step] = field(default_factory=list, repr=False)
    points: list[Pair] = field(default_factory=list, repr=False)
    heights: list[float] = field(default_factory=list, repr=False)
    left: int | None = None
    diverged: DivergenceError | None = None

    @property
    def rate_text(self) -> str:
        """The learning rate as one writes it; of a function, the first and an ellipsis."""
        first = self.rate(0) if callable(self.rate) else self.rate
        return f"{first:.4g}" + ("…" if callable(self.rate) else "")

    def end_in(self, lang: str | None, how: str = "") -> str:
        """Return how it ended, if anything is to be said about it; `how` "_short" for few words."""
        parts = []
        if self.left is not None:
            parts.append(text(f"races.left{how}", lang, step=self.left))
        if self.diverged is not None:
            parts.append(text(f"races.diverged{how}", lang, step=len(self.steps) + 1))
        return (", " if how and lang != "fa" else "، " if how else " ").join(parts)


class _Walker(Layer):
    """A net whose only parameter is a point on the surface; its inputs are the step's noise."""

    def __init__(self, surface: Surface, start: Pair) -> None:
        self.surface = surface
        self.point = Tensor(list(start), dtype="float64", requires_grad=True)

    def forward(self, noise: Any) -> Any:
        """Return the height, tilted by the noise as a loss is by the choice of its batch."""
        height = self.surface.function(self.point[0], self.point[1])
        return height + (noise * self.point).sum() if self.surface.noise else height


class _Diary(Callback):
    """Writes down every update of the Solver."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def on_train_batch_end(self, batch: int, logs: dict[str, Any]) -> None:
        """Note gradient, slots and point."""
        point = self.solver.net.point
        slots = self.solver.parameters.state_dict()
        kept = {slot: _numbers(found["point"]) for slot, found in slots.items()}
        before, after = self.run.points[-1], _numbers(point.numpy())
        step = Step(len(self.run.steps) + 1, before, _numbers(point.grad.numpy()), kept, after)
        self.run.steps.append(step)
        self.run.points.append(after)


def _numbers(array: Any) -> Any:
    return tuple(float(entry) for entry in backend.to_numpy(array).reshape(-1))


def race(
    surface: str | Surface | Callable[[Any, Any], Any] = "saddle",
    optimizers: Any = None,
    steps: int | None = None,
    rates: Any = None,
    *,
    start: Any = None,
    seed: int = 0,
    lang: str | None = None,
) -> Race:
    """Let optimizers go down a surface, and return what is needed to look at it.

    Args:
        surface: ``"saddle"``, ``"beale"``, ``"rosenbrock"``, ``"ravine"``, ``"noisy"`` or
            ``"himmelblau"``; a `Surface`, such as `loss_slice` makes of a net; or a function
            ``f(x, y)`` of two Tensors.
        optimizers: names (``"Adam"``, ``"torch.RMSprop"``) and `Optimizer` objects in a list, or by
            label in a dict; ``"all"`` for every rule of the Solver; None for Caffe's six, and SGD
            with momentum.
        steps: how many updates, from 1 to 10,000; None: as many as the surface is worth.
        rates: a learning rate for all, or label → rate; a rate is a number or a function of the
            step.  Where none is given, the surface's own for this kind of rule.
        start: (x, y); None: where the surface says.
        seed: of the noise; all optimizers meet the same.
        lang: "fa" or "en"; None: the language in use.

    Raises:
        SettingError: for an unknown surface, optimizer, label or language, a rate, a start or a
            number of steps that is none, a surface that gives no finite number.

    Example:
        >>> race("ravine", ["SGD", "Adam"], steps=3).runs[0].steps[0].gradient
        (-4.5, 45.0)
    """
    from tinygrad_fa.draw.picture import chosen_language

    lang = chosen_language(lang)
    found = surface_of(surface)
    steps = whole_number("steps", found.steps if steps is None else steps, 1)
    if steps > MOST_STEPS:
        raise SettingError("races.too_many_steps", steps=steps, most=MOST_STEPS)
    begin = start_of(start, found)
    found = replace(found, start=begin).holding(begin)
    check_surface(found)
    rules = rules_of(optimizers)
    runs = [Run(label, rule, rate) for label, rule, rate in with_rates(rules, rates, found)]
    generator = backend.library(None).random.default_rng(whole_number("seed", seed, 0))
    noise = generator.normal(0.0, found.noise, (steps, 2))
    for run in runs:
        _go(run, found, noise)
    return Race(found, runs, steps, lang)


def _go(run: Run, surface: Surface, noise: Any) -> None:
    """Have the Solver train a point on the surface, and note its way."""
    from tinygrad_fa.data import Batches

    run.points.append(surface.start)
    rate = {"schedule": run.rate} if callable(run.rate) else {"base_lr": run.rate}
    solver = Solver(
        _Walker(surface, surface.start),
        Batches((noise, noise), 1, shuffle=False),
        loss=lambda height, _: height,
        optimizer=copy.deepcopy(run.rule),  # a rule may remember something: see `remembered`
        callbacks=[_Diary(run)],
        progress=False,
        parallel=False,
        **rate,
    )
    try:
        solver.step(len(noise))
    except DivergenceError as error:
        run.diverged = error
    x, y = zip(*run.points, strict=True)
    run.heights = [float(height) for height in surface.heights(x, y)]
    run.left = next((i for i, point in enumerate(run.points) if not inside(point, surface)), None)


def inside(point: Pair, surface: Surface) -> bool:
    """Say whether a point is within the picture of a surface."""
    (left, right), (low, high) = surface.across, surface.up
    return left <= point[0] <= right and low <= point[1] <= high


@dataclass
class Race:
    """A race that was run.

    Attributes:
        surface: where.
        runs: the ways of the optimizers.
        steps: how many updates each was to make.
        lang: the language of its words.
    """

    surface: Surface
    runs: list[Run]
    steps: int
    lang: str

    @property
    def html(self) -> str:
        """The player: one page with everything in it, which asks nothing of any network."""
        from tinygrad_fa.draw.race_player import player

        return player(self)

    def table(self, steps: int = 3, optimizers: Iterable[str] | None = None) -> Any:
        """Return the first steps as one would work them out by hand; see `HandTable`.

        Raises:
            SettingError: for an unknown label, or less than one step.
        """
        from tinygrad_fa.draw.hand_table import HandTable

        labels = [run.label for run in self.runs]
        chosen = (
            labels if optimizers is None else [choice("optimizers", n, labels) for n in optimizers]
        )
        runs = [run for run in self.runs if run.label in chosen]
        return HandTable(runs, whole_number("steps", steps, 1), self.lang)

    def figure(self, step: int | None = None, view: str = "plane") -> Any:
        """Return a figure of matplotlib: the ways so far.

        Args:
            step: after how many updates; None: all.
            view: ``"plane"`` for contours, ``"space"`` for the surface as one sees it.

        Raises:
            SettingError: without matplotlib, and for another view.
        """
        from tinygrad_fa.draw.race_scene import figure

        return figure(self, step, view)

    def save(self, path: str | Path, view: str = "plane") -> Path:
        """Write the race to a file and return its path; the ending decides the form.

        ``.html`` is the player, ``.png``, ``.svg`` and ``.pdf`` its last picture, ``.gif`` and
        ``.mp4`` a film, ``.md`` the table of the first steps.

        Raises:
            FileError: for another ending, or if it cannot be written.
            SettingError: without matplotlib; for a ``.mp4`` without the program ffmpeg.
        """
        from tinygrad_fa.draw.race_film import save

        return save(self, path, view)

    def __str__(self) -> str:
        from tinygrad_fa.draw.hand_table import standings

        return standings(self)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Return what a notebook shows: the player, or the picture where no page can run."""
        from tinygrad_fa.draw.race_player import framed

        bundle: dict[str, Any] = {"text/plain": str(self), "text/html": framed(self)}
        try:
            from tinygrad_fa.draw.race_film import png

            bundle["image/png"] = png(self)
        except SettingError:
            pass  # without matplotlib there is no picture, but all the rest
        return bundle
