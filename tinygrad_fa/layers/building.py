"""Layers made from a description that came from a file, which is believed in nothing.

Kinds are looked up among those that are known, arguments are numbers, text, lists and layers, and
nothing is made that is much larger than the weights in the same file bear out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from inspect import BoundArguments
from typing import Any, NamedTuple

from tinygrad_fa import backend, randomness
from tinygrad_fa.language.errors import DataError, SettingError, TinygradError
from tinygrad_fa.layers.budget import at_most
from tinygrad_fa.layers.description import (
    arguments_of,
    describe,
    describe_at,
    join,
    known_kinds,
    tensors_of,
)
from tinygrad_fa.layers.layer import Layer

MOST_LAYERS = 20_000
DEEPEST = 100  # layers within layers
LARGEST_NUMBER = 20_000  # in a description without weights that would bear it out
LONGEST_NUMBER = 12  # digits in a text
LARGEST_LAYER = 2**27  # numbers, as far as the settings tell
MARGIN = 256  # a layer's settings multiplied may be so many times what the weights bear out
# Numbers that all layers together may ask for: a weight comes with what it is first filled with,
# some arrays are made anew (the waves of a PositionalEncoding), some are replaced.
MOST_NUMBERS = 2**22
TIMES = 8  # as many as there are weights
ARRAY_DTYPES = (
    "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
    "float16", "float32", "float64",
)  # fmt: skip


class Limits(NamedTuple):
    """How large what a description asks for may be.

    `weights` is how many numbers there are to fill it with: whoever asks for much must bring much.
    """

    weights: int

    def check(self, kind: str, settings: Mapping[str, Any]) -> None:
        """Refuse settings that would take much more memory or time than the weights bear out.

        Raises:
            DataError: naming the setting.
        """
        largest = max(LARGEST_NUMBER, self.weights)
        for name, value in settings.items():  # a net of Caffe's is told as text
            for digits in re.findall(r"\d{5,}", value) if isinstance(value, str) else ():
                if len(digits) > LONGEST_NUMBER or int(digits) > largest:
                    raise DataError("loading.too_large", kind=kind, name=name, value=digits[:40])
        product = 1
        for name, value in _whole_numbers(settings):
            if abs(value) > largest:
                raise DataError("loading.too_large", kind=kind, name=name, value=value)
            if name != "groups":
                product *= max(1, abs(value))
        if product > max(LARGEST_LAYER, MARGIN * self.weights):
            raise DataError("loading.too_large", kind=kind, name="…", value=product)


def _whole_numbers(settings: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for name, value in settings.items():
        for one in value if isinstance(value, (tuple, list)) else [value]:
            if isinstance(one, int) and not isinstance(one, bool):
                yield name, one


def build(told: Any, weights: int = 0) -> Layer:
    """Return the layer that `describe` told of; what its weights are is not said.

    Args:
        told: the description, from a file that is believed in nothing.
        weights: how many numbers there are to fill the layer with.

    Raises:
        DataError: for what is no description, or asks for more than `weights` bear out.
        SettingError: for kinds that are not known.
    """
    most = MOST_NUMBERS + TIMES * weights
    with only_our_errors(), randomness.undrawn(), at_most(most):
        builder = _Builder(Limits(weights))
        layer = builder.build(told["layer"], "")
        for path, first in told.get("tied", {}).items():
            owner, _, name = path.rpartition(".")
            _put(builder.made[owner], name, dict(tensors_of(layer))[first])
        parameters = dict(layer.named_parameters())
        for name in told.get("frozen", ()):
            parameters[name].requires_grad_(False)
        if describe(layer) != told:
            raise DataError("loading.made_otherwise", kind=type(layer).__name__)
    return layer


@contextmanager
def only_our_errors() -> Iterator[None]:
    """Turn whatever a made-up description brings about into an error that says so."""
    try:
        yield
    except TinygradError:
        raise
    except RecursionError as error:
        raise DataError("loading.bad_description", reason="RecursionError") from error
    except MemoryError as error:
        raise DataError("loading.bad_description", reason="MemoryError") from error
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise DataError("loading.bad_description", reason=repr(error)[:300]) from error


class _Builder:
    """Makes the layers of one description; `made` has those that are ready, by their path."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.kinds = limits, known_kinds()
        self.made: dict[str, Layer] = {}
        self.count = 0

    def build(self, told: Mapping[str, Any], path: str, depth: int = 0) -> Layer:
        if "same" in told:
            return self.made[told["same"]]
        self.count += 1
        if self.count > MOST_LAYERS or depth > DEEPEST:
            raise DataError("loading.too_many", most=MOST_LAYERS, deepest=DEEPEST)
        name, within = told["kind"], told.get("layers", {})
        if name not in self.kinds:
            known = ", ".join(sorted(self.kinds))
            raise SettingError("loading.unknown_kind", kind=name, layer=path or "·", known=known)
        kind = self.kinds[name]
        by = told.get("by", "")
        if by and by not in kind._makers:
            raise DataError("loading.bad_description", reason=f"{name}.{by}")
        ready: dict[str, Layer] = {}
        settings = told.get("settings", {})
        for child in dict.fromkeys(_children_needed(settings)):
            ready[child] = self.build(within[child], join(path, child), depth + 1)
        arguments = {key: _read(value, ready) for key, value in settings.items()}
        self.limits.check(name, arguments)
        layer = _call(kind, by, arguments)
        self.made[path] = layer
        for child, its in within.items():
            self._complete(layer, child, its, join(path, child), ready.get(child), depth)
        return layer

    def _complete(
        self, layer: Layer, name: str, told: Mapping[str, Any], path: str, given: Any, depth: int
    ) -> None:
        """See that the layer has this child: it brought it itself, was given it, or gets it now."""
        own = dict(layer.children()).get(name)
        if given is None:
            seen = {id(one): at for at, one in self.made.items()}
            if own is not None and describe_at(own, path, seen) == told:
                for at, one in own.paths():
                    self.made[join(path, at) if at else path] = one
                return
            given = self.build(told, path, depth + 1)
        if own is not given:
            _put(layer, name, given)


def _children_needed(value: Any) -> Iterator[str]:
    """Yield the names of the children that stand among the arguments, in order."""
    if isinstance(value, Mapping):
        if set(value) == {"layer"} and isinstance(value["layer"], str):
            yield value["layer"]
            return
        value = [*value.values()]
    if isinstance(value, list):
        for one in value:
            yield from _children_needed(one)


def _read(value: Any, children: Mapping[str, Layer]) -> Any:
    """Return an argument from its written form."""
    if isinstance(value, list):
        return [_read(one, children) for one in value]
    if not isinstance(value, Mapping):
        return value
    if set(value) == {"layer"}:
        return children[value["layer"]]
    if set(value) == {"tuple"}:
        return tuple([_read(one, children) for one in value["tuple"]])
    if set(value) == {"dict"}:
        return {str(key): _read(one, children) for key, one in value["dict"].items()}
    if set(value) == {"array", "dtype"}:
        dtype = value["dtype"]
        if dtype not in ARRAY_DTYPES:
            raise DataError("loading.bad_description", reason=f"dtype {dtype}"[:100])
        return backend.chosen().asarray(value["array"], dtype=dtype)
    raise DataError("loading.bad_description", reason=repr(value)[:100])


def _call(kind: type[Layer], by: str, arguments: Mapping[str, Any]) -> Layer:
    """Make a layer; what is told of ``*branches`` and ``**named`` is spread out again."""
    maker = getattr(kind, by) if by else kind
    told = arguments_of(kind, by)
    unknown = sorted(set(arguments) - set(told.parameters))
    if unknown:
        raise DataError("loading.bad_description", reason=f"{kind.__name__}({', '.join(unknown)})")
    ordered = {name: arguments[name] for name in told.parameters if name in arguments}
    bound = BoundArguments(told, ordered)
    layer: Layer = maker(*bound.args, **bound.kwargs)
    return layer


def _put(layer: Layer, name: str, value: Any) -> None:
    """Make `value` what the layer has under a dotted name; a list or dict may lie between."""
    first, *rest = name.split(".")
    if first.startswith("_") or hasattr(type(layer), first):
        raise DataError("loading.bad_description", reason=repr(name)[:100])
    if not rest:
        setattr(layer, first, value)
        return
    place = vars(layer)[first]
    for step in rest[:-1]:
        place = place[int(step)] if isinstance(place, (list, tuple)) else place[step]
    last = rest[-1]
    place[int(last) if isinstance(place, list) else last] = value
