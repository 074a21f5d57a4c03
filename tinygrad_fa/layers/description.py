"""Layers as a description that a file can hold, and layers made from one.

    {"kind": "Linear", "settings": {"in_features": 2, "out_features": 3}}

A description names kinds of layers and the arguments they are made with; layers within are told
under "layers", one that stands in two places is told once.  It is data, not code: a kind is looked
up in the list of those that are known (`register` adds one), never by the place where it is
defined, and arguments are numbers, text, lists and layers.  (`building` makes the layers again.)

How a layer is told: each remembers the arguments it was made with.  A layer of this package keeps
them as attributes, too, which may have been changed since (``net.drop.p = 0.2``); those count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from inspect import Signature, signature
from typing import Any, TypeVar

from tinygrad_fa import backend
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.layers.layer import Layer

Kind = TypeVar("Kind", bound="type[Layer]")
Told = dict[str, Any]

REGISTERED: dict[str, type[Layer]] = {}  # what `register` has added


def register(kind: Kind) -> Kind:
    """Make a kind of layer known by its name, so that `load_net` can make it: a decorator.

    Raises:
        SettingError: for what is no kind of layer, and for a name that another one has.
    """
    if not (isinstance(kind, type) and issubclass(kind, Layer)):
        raise SettingError("loading.not_a_kind", value=repr(kind))
    before = known_kinds().get(kind.__name__)
    if before is not None and _place(before) != _place(kind):  # a notebook's cell may run twice
        raise SettingError("loading.name_taken", name=kind.__name__, other=_place(before))
    REGISTERED[kind.__name__] = kind
    return kind


def _place(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def known_kinds() -> dict[str, type[Layer]]:
    """Return the kinds of layers by name: those of this room, and those that were registered."""
    from tinygrad_fa import layers

    ours = {name: getattr(layers, name) for name in layers.__all__}
    kinds = {n: k for n, k in ours.items() if isinstance(k, type) and issubclass(k, Layer)}
    return {**kinds, **REGISTERED}


def describe(layer: Layer) -> Told:
    """Return the description of a layer, with those within it, as JSON can hold it.

    Raises:
        SettingError: for a layer that was made with something else than numbers, text, arrays,
            lists and layers.
    """
    told: Told = {"layer": describe_at(layer, "", {})}
    firsts: dict[int, str] = {}
    tied = {}
    for path, tensor in tensors_of(layer):
        first = firsts.setdefault(id(tensor), path)
        if first != path:
            tied[path] = first
    frozen = [name for name, tensor in layer.named_parameters() if not tensor.requires_grad]
    return {**told, **({"tied": tied} if tied else {}), **({"frozen": frozen} if frozen else {})}


def describe_at(layer: Layer, path: str, seen: dict[int, str]) -> Told:
    """Return the description of the layer at `path`; one that was `seen` is only pointed to."""
    if id(layer) in seen:
        return {"same": seen[id(layer)]}
    seen[id(layer)] = path
    by, given, named = layer._recipe()
    told: Told = {"kind": type(layer).__name__}
    if by:
        told["by"] = by
    settings = _settings(layer, path, by, given, named)
    if settings:
        told["settings"] = settings
    within = {name: describe_at(child, join(path, name), seen) for name, child in layer.children()}
    if within:
        told["layers"] = within
    return told


def _settings(
    layer: Layer, path: str, by: str, given: tuple[Any, ...], named: dict[str, Any]
) -> Told:
    """Return the arguments by name, as JSON can hold them."""
    try:
        told = arguments_of(type(layer), by)
        recorded = told.bind(*given, **named).arguments
    except (TypeError, ValueError) as error:  # a class whose arguments Python itself cannot tell
        raise _cannot(layer, path, "…", error) from error
    settings = {}
    for name, parameter in told.parameters.items():
        value = recorded.get(name, parameter.default)
        if layer._is_ours and _is_plain(vars(layer).get(name)):
            value = vars(layer)[name]
        if name not in recorded and (value is parameter.empty or value == parameter.default):
            continue
        if callable(value) and name.endswith("_init") and not isinstance(value, Layer):
            continue  # how weights start is of no interest: they are overwritten
        settings[name] = _written(value, layer, path, name)
    return settings


def arguments_of(kind: type[Layer], by: str = "") -> Signature:
    """Return the arguments that a kind of layer (or its class method `by`) takes.

    ``signature(kind)`` would in Python 3.10 tell those of `Layer.__new__`, which takes all.
    """
    if by:
        return signature(getattr(kind, by))
    told = signature(kind.__init__)
    return told.replace(parameters=list(told.parameters.values())[1:])


def _is_plain(value: Any) -> bool:
    if isinstance(value, (tuple, list)):
        return all(_is_plain(one) for one in value)
    return isinstance(value, (bool, int, float, str))


def _written(value: Any, layer: Layer, path: str, name: str) -> Any:
    """Return an argument as JSON can hold it."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, Layer):
        children = dict(layer.children())
        found = [own for own, child in children.items() if child is value]
        if name in children and (layer._is_ours or not found) and name not in found:
            found = [name]  # another layer has taken the place of the first
        if found:
            return {"layer": name if name in found else found[0]}
    elif isinstance(value, (tuple, list)):
        written = [_written(one, layer, path, str(i)) for i, one in enumerate(value)]
        return {"tuple": written} if isinstance(value, tuple) else written
    elif isinstance(value, Mapping):
        return {"dict": {str(k): _written(one, layer, path, str(k)) for k, one in value.items()}}
    elif getattr(getattr(value, "dtype", None), "kind", "") in ("b", "i", "u", "f"):
        array = value.numpy() if isinstance(value, Tensor) else value
        if array.ndim == 0:  # a number of NumPy's
            return array.item()
        return {"array": backend.to_numpy(array).tolist(), "dtype": str(array.dtype)}
    raise _cannot(layer, path, name, value)


def _cannot(layer: Layer, path: str, argument: str, value: Any) -> SettingError:
    """Return the error for an argument that no file can hold."""
    kind, found = type(layer).__name__, type(value).__name__
    return SettingError(
        "loading.cannot_describe", layer=path or "·", kind=kind, argument=argument, type=found
    )


def tensors_of(layer: Layer) -> Iterator[tuple[str, Tensor]]:
    """Yield (path, tensor) of every place a parameter or buffer has; shared layers once."""
    for path, one in layer.named_layers():
        for name, tensor in one.own_tensors():
            yield join(path, name), tensor


def join(path: str, name: str) -> str:
    """Return the path of what is called `name` in the layer at `path`."""
    return f"{path}.{name}" if path else name
