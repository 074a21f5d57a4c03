"""The loss of a net along two directions of its weights."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.draw.surfaces import Pair, Surface, check_surface
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.checks import Hint, closest


def loss_slice(
    net: Any,
    loss: Callable[[Any, Any], Any],
    inputs: Any,
    targets: Any,
    weights: tuple[str, str] | None = None,
    *,
    seed: int = 0,
    reach: float = 1.0,
    start: Pair = (0.8, 0.8),
    rate: float = 0.1,
    stride: float = 0.05,
) -> Surface:
    """Return the loss of a net over two numbers, the rest of it standing still: a surface.

    The middle, (0, 0), is the net as it is; the net itself is not touched.  Either two single
    weights move, or the whole net goes in two random directions: then each row of weights is moved
    by as much as it is long, since a net is as sensitive as its weights are small.

    Args:
        net: a net; it is looked at as it is when it is used (`eval`).
        loss: ``loss(prediction, targets)``.
        inputs, targets: the batch that it is judged by.
        weights: two single weights, such as ``("fc1.weight[0, 1]", "fc1.bias[2]")``; unless given,
            two random directions.
        seed: of the directions.
        reach: how far the picture goes, up and down.
        start: where a race begins, measured from the net as it is.
        rate, stride: see `Surface`.

    Raises:
        SettingError: for a weight that the net has not.

    Source: Li et al., "Visualizing the loss landscape of neural nets", 2018, § 4.
    """
    found = Slice(net, loss, inputs, targets, weights, seed)
    surface = Surface(
        "slice" if weights is None else f"{weights[0]}, {weights[1]}",
        found,
        across=(-reach, reach),
        up=(-reach, reach),
        start=start,
        rate=rate,
        stride=stride,
        at_once=False,
    )
    check_surface(surface)
    return surface


class Slice:
    """A function of two numbers: the loss of a net whose weights have gone so far two ways.

    Its value and its two slopes are those of the net: the net runs forward and backward, and the
    slope along a direction is the gradient's share in it, Σ ∂L/∂w · direction.

    Args:
        net, loss, inputs, targets, weights, seed: as for `loss_slice`.
    """

    def __init__(
        self,
        net: Any,
        loss: Callable[[Any, Any], Any],
        inputs: Any,
        targets: Any,
        weights: tuple[str, str] | None,
        seed: int,
    ) -> None:
        self.net = copy.deepcopy(net).to("float64").eval()
        self.loss = loss
        self.inputs, self.targets = _float64(inputs), _float64(targets)
        self.parameters = dict(self.net.named_parameters())
        self.middle = {name: one.numpy().copy() for name, one in self.parameters.items()}
        if not self.parameters:
            raise SettingError("races.no_weights")
        if weights is None:
            generator = backend.library(None).random.default_rng(seed)
            self.ways = [self._random(generator) for _ in range(2)]
        else:
            if isinstance(weights, str) or len(weights) != 2:
                raise SettingError("races.two_weights", weights=repr(weights))
            self.ways = [self._single(name) for name in weights]

    def __call__(self, x: Any, y: Any) -> Any:
        """Return the loss at (x, y), a Tensor that knows its two slopes."""
        going = float(x.item()), float(y.item())
        for name, parameter in self.parameters.items():
            moved = self.middle[name].copy()
            for way, far in zip(self.ways, going, strict=True):
                if name in way:
                    moved += far * way[name]
            parameter.data = moved
        self.net.zero_grad()
        result = self.loss(self.net(self.inputs), self.targets)
        if not (x.requires_grad or y.requires_grad):
            return Tensor(result.numpy().reshape(()), dtype="float64")
        result.backward()
        height = float(result.item())
        for coordinate, far, way in zip((x, y), going, self.ways, strict=True):
            slope = sum(
                float((self.parameters[name].grad.numpy() * direction).sum())
                for name, direction in way.items()
                if self.parameters[name].grad is not None
            )
            height = slope * (coordinate - far) + height  # exactly the loss, and its slope
        return height

    def _random(self, generator: Any) -> dict[str, Any]:
        """Return a direction for every parameter, each row as long as that of the weights."""
        way = {}
        for name, weights in self.middle.items():
            if weights.ndim < 2:
                continue  # as in the paper: biases stand still
            direction = generator.normal(size=weights.shape)
            axes = tuple(range(1, weights.ndim))
            lengths = (weights**2).sum(axis=axes, keepdims=True) ** 0.5
            found = (direction**2).sum(axis=axes, keepdims=True) ** 0.5
            way[name] = direction * lengths / found
        if not way:
            raise SettingError("races.no_weights")
        return way

    def _single(self, name: str) -> dict[str, Any]:
        """Return the direction of one weight, ``"fc1.weight[0, 1]"``."""
        found = re.fullmatch(r"\s*([\w.]+)\s*\[([\d,\s]+)\]\s*", str(name))
        path, index = (found[1], found[2]) if found else (str(name), "")
        if path not in self.middle:
            known = ", ".join(f"`{known}`" for known in self.middle)
            hint = Hint(closest(path, self.middle))
            raise SettingError("races.unknown_weight", name=path, known=known, hint=hint)
        way = backend.library(None).zeros_like(self.middle[path])
        place = tuple(int(number) for number in index.split(",") if number.strip())
        inside = len(place) == way.ndim and all(
            i < n for i, n in zip(place, way.shape, strict=True)
        )
        if not inside:
            raise SettingError("races.no_entry", name=name, shape=way.shape)
        way[place] = 1.0
        return {path: way}


def _float64(part: Any) -> Any:
    """Return a batch with its fractions in float64; class numbers stay whole."""
    array = part.numpy() if isinstance(part, Tensor) else backend.library(None).asarray(part)
    return Tensor(array.astype("float64") if array.dtype.kind == "f" else array)
