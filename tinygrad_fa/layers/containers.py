"""Layers made of layers: one after another, around a shortcut, or side by side.

block = Residual(Sequential(Conv2d(8, 8, 3, padding=1), ReLU(), Conv2d(8, 8, 3, padding=1)))
inception = Concat(Conv2d(8, 4, 1), Conv2d(8, 12, 3, padding=1))      # 4 + 12 channels
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tinygrad_fa.engine import ops
from tinygrad_fa.language.errors import IndexRangeError, SettingError, ShapeError
from tinygrad_fa.layers.layer import Layer, as_tensor


class Sequential(Layer):
    """Layers in sequence: each gets what the one before it gives.

    Layers that are given by position are called "0", "1", …; those given by keyword have that
    name.  A layer can be replaced afterwards: ``net.fc2 = Linear(500, 26)``.

    Args:
        layers: the layers, in the order in which they work.
        named: more layers, each under its name.

    Raises:
        SettingError: for what is no layer, and for names that are taken.
    """

    _sequence: tuple[str, ...] = ()

    def __init__(self, *layers: Layer, **named: Layer) -> None:
        self._hold({**{str(i): layer for i, layer in enumerate(layers)}, **named})

    def _hold(self, named: dict[str, Any]) -> None:
        for label, layer in named.items():
            refuse_what_is_no_layer(label, layer)
            if hasattr(self, label) or label.startswith("_") or "." in label:
                raise SettingError("net.layer_name", name=label)
            setattr(self, label, layer)
        self._sequence = tuple(named)

    def forward(self, x: Any) -> Any:
        """Send x through the layers, one after the other.

        The last one may give several results; what stands before it must give one.

        Raises:
            SettingError: if there are none, or if one that is not the last gives several results.
        """
        if not self._sequence:
            raise SettingError("net.no_layers")
        layers, first = self.__dict__, self._sequence[0]
        x = layers[first](x)
        for name in self._sequence[1:]:
            if x.__class__ is tuple:
                self._refuse_several(x, name)
            x = layers[name](x)
        return x

    def _refuse_several(self, results: tuple[Any, ...], taker: str) -> None:
        giver = self._sequence[self._sequence.index(taker) - 1]
        kind, found = type(self.__dict__[giver]).__name__, len(results)
        raise SettingError("net.several_results", giver=giver, kind=kind, found=found, taker=taker)

    def __delattr__(self, name: str) -> None:
        super().__delattr__(name)
        self._sequence = tuple(label for label in self._sequence if label != name)

    def __len__(self) -> int:
        """How many layers stand in sequence."""
        return len(self._sequence)

    def __bool__(self) -> bool:
        return True  # also without layers in sequence

    def __iter__(self) -> Iterator[Layer]:
        return (self.__dict__[name] for name in self._sequence)

    def __getitem__(self, index: int | str | slice) -> Layer:
        """Return a layer by its number or dotted path, or a sequence of a slice, layers shared.

        Raises:
            IndexRangeError: if there is no such layer.
        """
        if isinstance(index, slice):
            return self._part(self._sequence[index])
        try:
            if isinstance(index, str):
                return dict(self.paths())[index]
            layer: Layer = self.__dict__[self._sequence[index]]
            return layer
        except (IndexError, KeyError) as error:
            names = [name for name, _ in self.children()]
            raise IndexRangeError(
                "net.no_such_layer", index=index, count=len(names), names=", ".join(names)
            ) from error

    def _recipe(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        if type(self).__init__ is not Sequential.__init__:
            return super()._recipe()
        return "", (), {name: self.__dict__[name] for name in self._sequence}

    def _part(self, names: Sequence[str]) -> Layer:
        return Sequential(**{name: self.__dict__[name] for name in names})


class Residual(Layer):
    """A layer with a way around it: ``y = layer(x) + x``, or ``layer(x) + shortcut(x)``.

    The gradient has that way, too, undiminished, which is what makes very deep nets trainable.
    Source: He, Zhang, Ren & Sun, "Deep Residual Learning for Image Recognition", 2016, eq. 1 and 2.

    Args:
        layer: the way through.
        shortcut: a layer on the way around, where the shape changes (mostly a 1×1 convolution).

    Raises:
        SettingError: for what is no layer.
        ShapeError: (when called) unless both ways give the same shape; nothing is broadcast.
    """

    def __init__(self, layer: Layer, shortcut: Layer | None = None) -> None:
        self.layer = refuse_what_is_no_layer("layer", layer)
        if shortcut is not None:
            refuse_what_is_no_layer("shortcut", shortcut)
        self.shortcut = shortcut

    def forward(self, x: Any) -> Any:
        """Return the sum of both ways."""
        x = as_tensor(x)
        around = x if self.shortcut is None else self.shortcut(x)
        return sum_of([self.layer(x), around])


class _Branches(Layer):
    """What `Concat` and `Add` have in common: branches that all get the same input."""

    def _results(self, inputs: tuple[Any, ...]) -> list[Any]:
        """Return what the branches make of the inputs; without branches the inputs themselves."""
        branches = [layer for _, layer in self.children()]
        results = [branch(*inputs) for branch in branches] if branches else list(inputs)
        if not results:
            raise SettingError("layers.nothing_to_join", layer=type(self).__name__)
        return [as_tensor(result) for result in results]

    def _hold(self, branches: Sequence[Layer]) -> None:
        for number, branch in enumerate(branches):
            setattr(self, str(number), refuse_what_is_no_layer(str(number), branch))


class Concat(_Branches):
    """What the branches give, side by side along an axis: ``Concat(a, b)(x)`` is [a(x), b(x)].

    Without branches it joins its inputs, ``Concat()(x, y)``: that is how a `Net.graph` uses it.

    Shapes: alike but for that axis, whose lengths add up.

    Args:
        branches: layers that all get the same input.
        axis: along which the results are joined; 1 are the channels of images, or the features.

    Raises:
        SettingError: for what is no layer, and (when called) if there is nothing to join.
        ShapeError: (when called) for shapes that do not fit.
    """

    def __init__(self, *branches: Layer, axis: int = 1) -> None:
        self._hold(branches)
        self.axis = axis

    def forward(self, *inputs: Any) -> Any:
        """Return the results (or the inputs) joined."""
        return ops.concatenate(self._results(inputs), axis=self.axis)

    def extra_repr(self) -> str:
        """Return the axis, if it is not the usual one."""
        return "" if self.axis == 1 else f"axis={self.axis}"


class Add(_Branches):
    """The sum of what the branches give: ``Add(a, b)(x)`` is a(x) + b(x).

    Without branches it adds its inputs, ``Add()(x, y)``: that is how a `Net.graph` uses it.

    Args:
        branches: layers that all get the same input.

    Raises:
        SettingError: for what is no layer, and (when called) if there is nothing to add.
        ShapeError: (when called) for shapes that are not alike; nothing is broadcast.
    """

    def __init__(self, *branches: Layer) -> None:
        self._hold(branches)

    def forward(self, *inputs: Any) -> Any:
        """Return the sum of the results (or of the inputs)."""
        return sum_of(self._results(inputs))


def refuse_what_is_no_layer(label: str, layer: Any) -> Layer:
    """Return `layer` if it is one.

    Raises:
        SettingError: saying under which name or number stands what else.
    """
    if not isinstance(layer, Layer):
        kind = type(layer).__name__ + (f" {layer.__name__}" if isinstance(layer, type) else "")
        raise SettingError("net.not_a_layer", position=label, type=kind)
    return layer


def sum_of(terms: Sequence[Any]) -> Any:
    """Return the sum of tensors of one shape.

    Raises:
        ShapeError: if the shapes differ: broadcasting would silently add a number to many.
    """
    if len({term.shape for term in terms}) > 1:
        shapes = ", ".join(f"`{term.shape}`" for term in terms)
        raise ShapeError("layers.sum_shapes", shapes=shapes)
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total
