"""Surfaces for optimizers to race on: the classic ones, one of your own, a slice of a net's loss.

A surface is a function of two numbers, written with the engine's operators: the engine finds its
gradient, and nobody writes one here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.engine.graph import no_grad
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language import text
from tinygrad_fa.language.errors import SettingError, TinygradError
from tinygrad_fa.solver.checks import Hint, closest

Pair = tuple[float, float]
CELLS = 60  # the height is known at 61 × 61 points
HEAVY = 4.0  # the highest heights are so many times farther away than the usual ones: logarithm


@dataclass(frozen=True)
class Surface:
    """A function of two numbers, and what of it is shown.

    Attributes:
        name: one of `SURFACES`, or a name of one's own.
        function: gives the height of (x, y): Tensors of one number each, or of one shape.
        formula: the function in TeX, or "".
        across, up: the least and the greatest x and y of the picture.
        start: where a race begins.
        rate: a learning rate at which plain gradient descent gets somewhere.
        stride: one for rules whose step does not grow with the gradient (Adam, …).
        steps: how many steps of a race are worth looking at.
        lowest: the places of the lowest points.
        noise: the standard deviation of what each step adds to both numbers of the gradient.
        logarithmic: whether heights are shown by their logarithm; None: if they need it.
        at_once: whether `function` may be given arrays.
    """

    name: str
    function: Callable[[Any, Any], Any] = field(repr=False)
    formula: str = ""
    across: Pair = (-2.0, 2.0)
    up: Pair = (-2.0, 2.0)
    start: Pair = (1.5, 1.0)
    rate: float = 0.05
    stride: float = 0.1
    steps: int = 100
    lowest: tuple[Pair, ...] = ()
    noise: float = 0.0
    logarithmic: bool | None = None
    at_once: bool = True

    @property
    def title(self) -> str:
        """The name in the language in use."""
        return self.title_in(None)

    def title_in(self, lang: str | None) -> str:
        """Return the name in a language."""
        known = self.name in SURFACES or self.name == "slice"
        return text(f"races.{self.name}", lang) if known else self.name

    def heights(self, x: Any, y: Any) -> Any:
        """Return the heights of many points.

        Args:
            x, y: arrays of one shape, or lists.
        """
        library = backend.library(None)
        x, y = library.asarray(x, "float64"), library.asarray(y, "float64")
        with no_grad(), library.errstate(all="ignore"):
            if self.at_once:
                try:
                    found = self.function(Tensor(x, dtype="float64"), Tensor(y, dtype="float64"))
                except (TinygradError, TypeError, ValueError):
                    found = None  # it asks `if x > 0`, which an array does not answer
                if isinstance(found, Tensor) and found.shape == x.shape:
                    return found.numpy()
            pairs = zip(x.reshape(-1), y.reshape(-1), strict=True)
            one_by_one = [self._height(float(a), float(b)) for a, b in pairs]
        return library.asarray(one_by_one, "float64").reshape(x.shape)

    def _height(self, x: float, y: float) -> float:
        found = self.function(Tensor(x, dtype="float64"), Tensor(y, dtype="float64"))
        return float(found.item() if isinstance(found, Tensor) else found)

    @cached_property
    def grid(self) -> tuple[Any, Any, Any]:
        """The places across (n,), those up (n,), and the heights (n, n): a row for each y."""
        library = backend.library(None)
        x = library.linspace(*self.across, CELLS + 1)
        y = library.linspace(*self.up, CELLS + 1)
        return x, y, self.heights(*library.meshgrid(x, y))

    @cached_property
    def scale(self) -> Callable[[Any], Any]:
        """How heights are shown: a function from heights to numbers from 0 to 1."""
        library = backend.library(None)
        heights = self.grid[2][library.isfinite(self.grid[2])]
        if not heights.size:
            raise SettingError("races.no_heights", surface=self.title)
        least, middle, most = (float(n) for n in library.quantile(heights, (0.0, 0.5, 1.0)))
        bends = self.logarithmic
        if bends is None:
            bends = most - least > HEAVY * (middle - least)
        unit = max(middle - least, 1e-12) / 10 if bends else 1.0

        def shown(h: Any) -> Any:
            with library.errstate(all="ignore"):
                above = library.nan_to_num(library.asarray(h, "float64") - least, nan=math.inf)
                above = above.clip(0.0, most - least)
                if bends:
                    above = library.log1p(above / unit)
                top = library.log1p((most - least) / unit) if bends else most - least
            return above / max(float(top), 1e-300)

        return shown

    def holding(self, point: Pair) -> Surface:
        """Return the surface with a picture that holds this point, too."""
        (left, right), (low, high) = self.across, self.up
        x, y = point
        if left <= x <= right and low <= y <= high:
            return self
        wide, tall = 0.1 * (right - left), 0.1 * (high - low)
        across = (min(left, x - wide), max(right, x + wide))
        return replace(self, across=across, up=(min(low, y - tall), max(high, y + tall)))


def _saddle(x: Any, y: Any) -> Any:
    return x * x - y * y


def _beale(x: Any, y: Any) -> Any:
    first, second = 1.5 - x + x * y, 2.25 - x + x * y**2
    return first**2 + second**2 + (2.625 - x + x * y**3) ** 2


def _rosenbrock(x: Any, y: Any) -> Any:
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2


def _ravine(x: Any, y: Any) -> Any:
    return 0.5 * (x * x + 30 * y * y)


def _bowl(x: Any, y: Any) -> Any:
    return 0.5 * (x * x + 4 * y * y)


def _himmelblau(x: Any, y: Any) -> Any:
    return (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2


# Sources: Beale, "On an iterative method for finding a local minimum", 1958; Rosenbrock, "An
# automatic method for finding the greatest or least value of a function", 1960; Himmelblau,
# "Applied nonlinear programming", 1972.
SURFACES: dict[str, Surface] = {
    surface.name: surface
    for surface in (
        Surface(
            "saddle", _saddle, "x^2 - y^2", (-1.5, 1.5), (-1.5, 1.5), (1.25, 0.02),
            rate=0.04, stride=0.04, steps=60,
        ),
        Surface(
            "beale", _beale, "(1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2",
            (-0.5, 4.5), (-2.0, 2.0), (1.0, -1.4),
            rate=0.01, stride=0.08, steps=150, lowest=((3.0, 0.5),), logarithmic=True,
        ),
        Surface(
            "rosenbrock", _rosenbrock, "(1 - x)^2 + 100 (y - x^2)^2",
            (-2.0, 2.0), (-1.0, 3.0), (-1.3, 2.2),
            rate=0.001, stride=0.1, steps=300, lowest=((1.0, 1.0),), logarithmic=True,
        ),
        Surface(
            "ravine", _ravine, r"\tfrac{1}{2} (x^2 + 30 y^2)", (-5.0, 2.0), (-2.0, 2.0),
            (-4.5, 1.5), rate=0.055, stride=0.15, steps=80, lowest=((0.0, 0.0),),
        ),
        Surface(
            "noisy", _bowl, r"\tfrac{1}{2} (x^2 + 4 y^2) + \xi_1 x + \xi_2 y",
            (-4.0, 2.0), (-2.0, 2.0), (-3.5, 1.5),
            rate=0.08, stride=0.12, steps=80, lowest=((0.0, 0.0),), noise=1.5,
        ),
        Surface(
            "himmelblau", _himmelblau, "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
            (-5.0, 5.0), (-5.0, 5.0), (0.2, -0.9), rate=0.008, stride=0.2, steps=60,
            lowest=((3.0, 2.0), (-2.8051, 3.1313), (-3.7793, -3.2832), (3.5844, -1.8481)),
            logarithmic=True,
        ),
    )
}  # fmt: skip


def surface_of(given: Any) -> Surface:
    """Return a surface: by its name, as it is, or of a function of two Tensors.

    Raises:
        SettingError: for an unknown name (the nearest one is named), or for a function that does
            not give one number where the race starts.
    """
    if isinstance(given, str):
        if given not in SURFACES:
            known = ", ".join(f"`{name}`" for name in SURFACES)
            hint = Hint(closest(given, SURFACES))
            raise SettingError("races.unknown_surface", name=given, known=known, hint=hint)
        return SURFACES[given]
    if isinstance(given, Surface):
        return given
    if not callable(given):
        raise SettingError("races.no_surface", type=type(given).__name__)
    name = getattr(given, "__name__", "")
    return Surface("f(x, y)" if name in ("", "<lambda>") else name, given)


def check_surface(surface: Surface) -> None:
    """See whether a surface gives one finite number where the race starts.

    Raises:
        SettingError: if it does not.
    """
    x, y = (Tensor(number, dtype="float64", requires_grad=True) for number in surface.start)
    try:
        with backend.library(None).errstate(all="ignore"):
            found = surface.function(x, y)
    except TinygradError:
        raise
    except Exception as error:
        raise SettingError("races.surface_fails", reason=repr(error)) from error
    if not isinstance(found, Tensor) or found.size != 1:
        kind = f"{type(found).__name__} {getattr(found, 'shape', '')}".strip()
        raise SettingError("races.surface_not_number", kind=kind)
    if not math.isfinite(float(found.item())):
        raise SettingError("races.start_not_finite", start=surface.start, height=found.item())
    if not any(_slopes_agree(surface, *place) for place in _places(surface)):
        raise SettingError("races.gradient_lost")


def _places(surface: Surface) -> list[Pair]:
    """Return places where the slope is tried: an edge at one of them is no edge at all of them."""
    (x, y), (left, right), (low, high) = surface.start, surface.across, surface.up
    wide, tall = right - left, high - low
    return [(x, y), (x + 0.037 * wide, y - 0.023 * tall), (x - 0.029 * wide, y + 0.041 * tall)]


def _slopes_agree(surface: Surface, x: float, y: float) -> bool:
    """Say whether the engine's gradient is the slope that one measures.

    It is not where the function left the engine on the way, as ``math.sin(x)`` does.
    """
    try:
        with backend.library(None).errstate(all="ignore"):
            a, b = (Tensor(n, dtype="float64", requires_grad=True) for n in (x, y))
            height = surface.function(a, b)
            if height.data.dtype != "float64":
                return True  # too coarse to measure slopes with
            if height.requires_grad:
                height.backward()
            found = [0.0 if t.grad is None else float(t.grad.item()) for t in (a, b)]
            step = 1e-5
            measured = [
                (surface._height(x + step, y) - surface._height(x - step, y)) / (2 * step),
                (surface._height(x, y + step) - surface._height(x, y - step)) / (2 * step),
            ]
    except (TinygradError, ArithmeticError, TypeError, ValueError):
        return True  # another place of the surface is nobody's business here
    return all(
        not math.isfinite(m) or math.isclose(g, m, rel_tol=0.05, abs_tol=1e-3)
        for g, m in zip(found, measured, strict=True)
    )


def start_of(given: Any, surface: Surface) -> Pair:
    """Return where a race begins: as the surface says, or as given.

    Raises:
        SettingError: unless it is a pair of finite numbers.
    """
    if given is None:
        return surface.start
    listed = given.numpy() if isinstance(given, Tensor) else given
    try:
        x, y = (float(number) for number in listed)
    except (TypeError, ValueError) as error:
        raise SettingError("races.bad_start", start=repr(given)) from error
    if not (math.isfinite(x) and math.isfinite(y)):
        raise SettingError("races.bad_start", start=repr(given))
    return x, y
