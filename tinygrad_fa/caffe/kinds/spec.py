"""How a kind of Caffe's layers becomes a layer of ours: a function, entered in a table.

    @kind("Sigmoid")
    def sigmoid(spec):
        return spec.same(Sigmoid())

Such a function is given a `Spec` (what the file says of this layer, and the shapes of what it
reads), and returns the layer with the shapes of what it makes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import Any, NamedTuple

from tinygrad_fa import backend, language
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.layers.fillers import fill
from tinygrad_fa.layers.layer import Layer

Shape = tuple[int, ...]
MANY = 10_000
MOST_NUMBERS = 2**28  # of a parameter: 1 GiB of float32

FILLER_SETTINGS = {
    "constant": ("value",),
    "uniform": ("min", "max"),
    "gaussian": ("mean", "std", "sparse"),
    "xavier": ("variance_norm",),
    "msra": ("variance_norm",),
    "positive_unitball": (),
    "bilinear": (),
}


class Made(NamedTuple):
    """A layer, and the shapes of what it makes of its bottoms."""

    layer: Layer
    shapes: list[Shape]


@dataclass(frozen=True)
class Spec:
    """What is known of a layer that is to be made.

    Args:
        message: its LayerParameter.
        bottoms: the shapes of what it reads.
        phase: ``"TRAIN"`` or ``"TEST"``.
    """

    message: Message
    bottoms: list[Shape]
    phase: str

    @property
    def bottom(self) -> Shape:
        """The shape of the first thing that it reads."""
        return self.bottoms[0]

    @property
    def tops(self) -> int:
        """How many things it makes."""
        return len(self.message.top)

    def error(self, key: str, **values: object) -> SettingError:
        """Return the error of this name (in the room ``caffe_nets``) for this layer."""
        return SettingError(
            f"caffe_nets.{key}", layer=self.message.name, type=self.message.type, **values
        )

    def refuse(self, setting: str, value: object) -> SettingError:
        """Return the error for a setting that Caffe has and we have not."""
        return self.error("unsupported_setting", setting=setting, value=value)

    def wrong(self, setting: str, value: object, reason: str, **values: object) -> SettingError:
        """Return the error for a setting that makes no sense; `reason` is a key of the texts."""
        return self.error(
            "wrong_setting", setting=setting, value=value, reason=_Text(reason, values)
        )

    def same(self, layer: Layer) -> Made:
        """Return a layer that keeps the shape of what it reads."""
        return Made(layer, [self.bottom])

    def positive(self, settings: Message, name: str) -> int:
        """Return a setting that is needed, and at least 1."""
        value = getattr(settings, name)
        if value < 1:
            raise self.wrong(name, value, "at_least_one")
        return int(value)

    def axis(self, value: int, setting: str = "axis", beyond: int = 0) -> int:
        """Return the place of an axis of the first bottom; negative ones count from the end.

        Args:
            value: as it stands in the file.
            setting: its name, for the error.
            beyond: how many places behind the last axis are allowed, too.
        """
        count = len(self.bottom) + beyond
        if not -count <= value < count:
            raise self.wrong(setting, value, "no_axis", shape=self.bottom)
        return value % count

    def need_room(self, shape: Shape) -> None:
        """Refuse a parameter of so many numbers that a wrong digit is more likely than a plan."""
        if count(shape) > MOST_NUMBERS:
            raise self.error("too_large", shape=shape, most=MOST_NUMBERS)

    def need_axes(self, count: int) -> None:
        """Refuse a bottom that has another number of axes."""
        if len(self.bottom) != count:
            raise self.error("bottom_axes", wanted=count, shape=self.bottom)

    def same_bottoms(self) -> None:
        """Refuse bottoms that differ in shape."""
        if len(set(self.bottoms)) > 1:
            shapes = ", ".join(f"`{shape}`" for shape in self.bottoms)
            raise self.error("bottom_shapes", shapes=shapes)

    def filler(self, settings: Message, name: str, value: float = 0.0) -> Callable[[Tensor], Any]:
        """Return what fills a parameter as the file says: by default with `value`."""
        if not settings.has(name):
            return lambda tensor: fill(tensor, "constant", value=value)
        return filler_of(getattr(settings, name))


@dataclass(frozen=True)
class Kind:
    """A kind of layer: the function that makes one, and how much it reads and makes.

    Args:
        make: see the top of this file.
        bottoms, tops: the fewest and the most.
        is_loss: whether its first top counts in the loss, unless told otherwise.
    """

    make: Callable[[Spec], Made]
    bottoms: tuple[int, int]
    tops: tuple[int, int]
    is_loss: bool


KINDS: dict[str, Kind] = {}


def kind(
    name: str,
    bottoms: tuple[int, int] = (1, 1),
    tops: tuple[int, int] = (1, 1),
    is_loss: bool = False,
) -> Callable[[Callable[[Spec], Made]], Callable[[Spec], Made]]:
    """Enter the function below it in the table of `KINDS`."""

    def enter(make: Callable[[Spec], Made]) -> Callable[[Spec], Made]:
        KINDS[name] = Kind(make, bottoms, tops, is_loss)
        return make

    return enter


def filler_of(message: Message) -> Callable[[Tensor], Any]:
    """Return what fills a tensor as a FillerParameter says."""
    known = FILLER_SETTINGS.get(message.type, ())
    given = {setting: getattr(message, setting) for setting in known}
    return lambda tensor: fill(tensor, message.type, **given)


def parameter(shape: Shape, filler: Callable[[Tensor], Any]) -> Tensor:
    """Return a new parameter that is filled."""
    tensor = Tensor(backend.chosen().empty(shape, backend.default_dtype), requires_grad=True)
    filler(tensor)
    return tensor


def count(shape: Shape) -> int:
    """Return how many numbers a shape holds."""
    return prod(shape)


class _Text:
    """A text that is looked up when it is shown, in the language of that moment."""

    def __init__(self, key: str, values: dict[str, object]) -> None:
        self.key, self.values = key, values

    def __str__(self) -> str:
        return language.text(f"caffe_nets.{self.key}", None, **self.values)
