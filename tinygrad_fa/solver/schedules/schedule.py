"""What a schedule is: the learning rate as a pure function of the step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, TypeVar

from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.checks import Hint, closest, number, whole_number
from tinygrad_fa.solver.schedules.tex import letters_of, number_tex

Kind = TypeVar("Kind", bound="type[Schedule]")

REGISTRY: dict[str, type[Schedule]] = {}
MOST_PARTS = 1000  # a description with more schedules in it than this is refused


@dataclass(frozen=True)
class Schedule:
    """The learning rate as a function of the step (0 for the first update), and of nothing else.

    A schedule is called with the step::

        schedule = ExponentialDecay(0.1, k=0.01)
        schedule(0), schedule(100)          # 0.1, 0.036787944117144235

    Asked twice, or in any order, it gives the same rate: a training that goes on after an
    interruption needs only the number of the step.  Schedules are put one after the other with
    ``+``, and multiplied with ``*`` (see `chain` and `times`)::

        warmup(100, to=0.1) + hold(50, 0.1) + cosine(850, 0.1)

    One of your own is a frozen dataclass with `_rate`::

        @register
        @dataclass(frozen=True)
        class Halving(Schedule):
            tex = r"\\alpha_0 \\, 2^{-t}"
            base_lr: float = 0.1

            def _rate(self, step):
                return self.base_lr / 2**step

    Class attributes:
        name: what the registry and saved files call it; that of the class, unless given.
        tex: the rate as a formula of t.

    Raises:
        SettingError: at construction, for settings that are missing or out of range; when
            called, for a step that is no whole number of at least 0.
    """

    name: ClassVar[str] = "Schedule"
    tex: ClassVar[str] = ""

    def __init_subclass__(cls, **settings: Any) -> None:
        super().__init_subclass__(**settings)
        if "name" not in vars(cls):
            cls.name = cls.__name__

    def __post_init__(self) -> None:
        self._check()

    def _check(self) -> None:
        """Refuse settings that make no sense (every kind says which)."""

    def _put(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)  # the way a frozen dataclass is completed

    def _check_numbers(self, *names: str, least: float | None = 0, above: Any = None) -> None:
        """Check that these settings are numbers, and keep them as floats."""
        for name in names:
            self._put(name, number(name, getattr(self, name), least=least, above=above))

    def _check_counts(self, *names: str, least: int = 1) -> None:
        """Check that these settings are whole numbers of at least `least`."""
        for name in names:
            self._put(name, whole_number(name, getattr(self, name), least=least))

    def __call__(self, step: int) -> float:
        """Return the learning rate of the update number `step` (the first is 0)."""
        if step.__class__ is not int or step < 0:
            step = whole_number("step", step, least=0)
        return float(self._rate(step))

    def _rate(self, step: int) -> float:
        raise SettingError("schedules.no_rate", schedule=type(self).__name__)

    @property
    def length(self) -> int | None:
        """After how many steps the schedule is over (it then stays as it is); None: never."""
        return None

    def momentum(self, step: int) -> float | None:
        """Return the momentum (β₁ of Adam) for this step; None where that is not its business."""
        return None

    def rates(self, steps: int | Iterable[int]) -> list[float]:
        """Return the rates of the first `steps` steps, or of the steps given."""
        if not isinstance(steps, Iterable):
            steps = range(whole_number("steps", steps, least=0))
        return [self(step) for step in steps]

    # Saving -------------------------------------------------------------------------------

    def get_config(self) -> dict[str, Any]:
        """Return the name and the settings, as JSON can hold them: `from_config` reads them."""
        settings = {
            setting.name: _written(getattr(self, setting.name))
            for setting in fields(self)
            if setting.init
        }
        return {"name": self.name, **settings}

    @classmethod
    def _from_settings(cls, settings: Mapping[str, Any]) -> Schedule:
        """Return the schedule with these settings, which came from a file."""
        known = [setting.name for setting in fields(cls) if setting.init]
        for name in settings:
            if name not in known:
                raise SettingError(
                    "schedules.unknown_setting",
                    schedule=cls.name,
                    name=name,
                    hint=Hint(closest(str(name), known)),
                    known=", ".join(known),
                )
        try:
            return cls(**settings)
        except TypeError as error:  # a setting that has no default is missing
            missing = [name for name in known if name not in settings]
            raise SettingError(
                "schedules.missing", schedule=cls.name, names=", ".join(missing)
            ) from error

    # Composition --------------------------------------------------------------------------

    def __add__(self, other: Any) -> Schedule:
        """Return this schedule, and `other` when it is over."""
        from tinygrad_fa.solver.schedules.composition import chain

        return chain(self, other) if isinstance(other, Schedule) else NotImplemented

    def __mul__(self, other: Any) -> Schedule:
        """Return this schedule times a number or another schedule."""
        from tinygrad_fa.solver.schedules.composition import times

        fits = isinstance(other, (Schedule, int, float))
        return times(self, other) if fits else NotImplemented

    __rmul__ = __mul__

    # Showing ------------------------------------------------------------------------------

    def formula(self) -> str:
        """Return the rate as a formula in TeX, with the numbers that its letters stand for."""
        numbers = [f"{letter} = {number_tex(value)}" for letter, value in letters_of(self)]
        return ", \\quad ".join([rf"\alpha_t = {self.tex}", *numbers])

    def _repr_latex_(self) -> str | None:
        return f"${self.formula()}$" if self.tex else None

    def plot(self, steps: int | None = None, axes: Any = None) -> Any:
        """Draw the curve of the rate (and of the momentum) with matplotlib; return the axes.

        Args:
            steps: how many steps are shown; unless given, a little more than `length`.
            axes: where it is drawn; a new picture, unless given.
        """
        from tinygrad_fa.draw.curves import plot_schedules

        return plot_schedules(self, steps=steps, axes=axes)


def register(schedule: Kind) -> Kind:
    """Make a kind of schedule known under its `name`, so that it can be read from a file.

    Raises:
        SettingError: for what is no kind of schedule, and for a name that another one has.
    """
    if not (isinstance(schedule, type) and issubclass(schedule, Schedule)):
        raise SettingError("schedules.not_a_schedule", value=repr(schedule))
    before = REGISTRY.get(schedule.name)
    if before is not None and _place(before) != _place(schedule):  # a notebook's cell may run twice
        raise SettingError("schedules.name_taken", name=schedule.name, other=_place(before))
    REGISTRY[schedule.name] = schedule
    return schedule


def _place(schedule: type) -> str:
    return f"{schedule.__module__}.{schedule.__qualname__}"


def from_config(config: Mapping[str, Any]) -> Schedule:
    """Return the schedule that ``get_config`` told of.

    Only kinds that are registered are made: nothing in `config` is looked up or run as code.

    Raises:
        SettingError: for an unknown name or settings that are unknown, missing or wrong.
    """
    return _from_config(config, [0])


def _from_config(config: Any, made: list[int]) -> Schedule:
    made[0] += 1
    if not isinstance(config, Mapping) or "name" not in config or made[0] > MOST_PARTS:
        raise SettingError("schedules.bad_config", config=repr(config)[:200])
    name = config["name"]
    if not isinstance(name, str) or name not in REGISTRY:
        hint, known = Hint(closest(str(name), REGISTRY)), ", ".join(sorted(REGISTRY))
        raise SettingError("schedules.unknown", name=str(name)[:100], hint=hint, known=known)
    kind = REGISTRY[name]
    settings = {name: _read(value, made) for name, value in config.items() if name != "name"}
    return kind._from_settings(settings)


def _written(value: Any) -> Any:
    """Return a setting as JSON can hold it."""
    if isinstance(value, Schedule):
        return value.get_config()
    return [_written(one) for one in value] if isinstance(value, tuple) else value


def _read(value: Any, made: list[int]) -> Any:
    """Return a setting from a file: a description becomes a schedule, a list a tuple."""
    if isinstance(value, Mapping):
        return _from_config(value, made)
    if isinstance(value, (list, tuple)):
        return tuple([_read(one, made) for one in value])
    return value
