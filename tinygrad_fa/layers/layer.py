"""`Layer`: a function with parameters.

    class Scale(Layer):
        def __init__(self):
            self.factor = Tensor([1.0], requires_grad=True)

        def forward(self, x):
            return x * self.factor

That is all there is to a layer of one's own: attributes and `forward`.  What an attribute is
tells what the layer does with it:

- a leaf Tensor that wants gradients is a *parameter*: it is trained and saved;
- any other leaf Tensor is a *buffer*: it is saved, not trained;
- a Layer is a *sub-layer*, with parameters of its own;
- a list, tuple or dict is looked into for these;
- what starts with ``_``, and everything else, is the layer's own business.

A buffer is made in ``__init__``.  A Tensor that a call of the layer leaves behind under a new name
(``self.last = x``) is a *note*: it is not saved.  (Keep lists of notes under a ``_name``.)

Names are dotted paths in the order of the attributes: ``fc1.weight``, ``blocks.0.bias``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from reprlib import recursive_repr
from typing import Any, TypeVar

from tinygrad_fa import backend
from tinygrad_fa.engine import graph, origin
from tinygrad_fa.engine.devices import DTYPES
from tinygrad_fa.engine.hooks import Handle, LayerHooks
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError, TinygradError
from tinygrad_fa.language.numbers import shortened
from tinygrad_fa.layers import attributes, state
from tinygrad_fa.layers.attributes import Member

Self = TypeVar("Self", bound="Layer")
PLAIN = frozenset((bool, int, float, str, type(None)))  # settings, in which no tensor can be


class Layer:
    """A function with parameters: subclass it and write `forward`.

    Attributes:
        training: whether the layer is being trained; Dropout is still when it is not.
    """

    training = True
    _stays_in_eval = False
    _is_ours = True  # whether it belongs to this package
    _makers: tuple[str, ...] = ()  # class methods that make such layers, too: see `_recipe`
    _parameter_names: set[str]  # attributes that were parameters when they were set
    _notes: set[str]  # attributes that a call left behind
    _hooks: LayerHooks | None
    _made_with: tuple[tuple[Any, ...], dict[str, Any]]  # the arguments of the constructor

    def __init_subclass__(cls, **settings: Any) -> None:
        super().__init_subclass__(**settings)
        cls._is_ours = cls.__module__.split(".")[0] == __name__.split(".")[0]

    def __new__(cls, *args: Any, **settings: Any) -> Any:
        """Return the layer before its ``__init__``, which need not call that of `Layer`."""
        layer = object.__new__(cls)
        layer.__dict__.update(
            _parameter_names=set(), _notes=set(), _hooks=None, _made_with=(args, settings)
        )
        return layer

    def __init__(self) -> None:
        """Take no arguments, where a kind of layer does not say which."""

    def __setattr__(self, name: str, value: Any) -> None:
        if value.__class__ is Tensor and name[0] != "_" and value.op is None:
            self._adopt(name, value)
        object.__setattr__(self, name, value)

    def _adopt(self, name: str, tensor: Tensor) -> None:
        """Note what a leaf that is about to become an attribute is to the layer."""
        if tensor.name is None:
            tensor.name = name
        if tensor.requires_grad:
            # A parameter that is frozen later is still a parameter, not a buffer.
            self._parameter_names.add(name)
            self._notes.discard(name)
            return
        self._parameter_names.discard(name)
        before = vars(self).get(name)
        if before.__class__ is Tensor and before.op is None and name not in self._notes:
            return  # new data for what has been a buffer
        if attributes.is_running(Layer.__call__, self):
            self._notes.add(name)
        else:
            self._notes.discard(name)

    def __call__(self, *inputs: Any, **settings: Any) -> Any:
        """Return what `forward` makes of the inputs; errors learn the layer's path on the way."""
        before = origin.caller
        # A layer of the reader's own has lines of its own that made its tensors.
        origin.caller = (before or origin.here()) if self._is_ours else None
        try:
            if self._hooks is None:
                return self.forward(*inputs, **settings)
            return self._hooks.call(self, inputs, settings)
        except TinygradError as error:
            self._add_path(error)
            raise
        finally:
            origin.caller = before

    def forward(self, *inputs: Any, **settings: Any) -> Any:
        """Compute the layer's result (every kind of layer says how).

        Raises:
            SettingError: if the subclass has none.
        """
        raise SettingError("layers.no_forward", layer=type(self).__name__)

    def _add_path(self, error: TinygradError) -> None:
        """Tell an error on its way out which sub-layer it comes from, and from what line."""
        if error.layer is None:
            error.line = origin.describe(origin.here())
        for name, layer in self.children():
            if layer is error.layer:
                error.inside(name)
                break
        error.layer = self

    def attributes(self) -> Iterator[tuple[str, Any]]:
        """Yield (name, tensor or layer) of what this layer itself holds, in order."""
        for name, value in vars(self).items():
            if value.__class__ in PLAIN or name[0] == "_":
                continue
            if value.__class__ is Tensor or isinstance(value, Layer):  # most are
                yield name, value
            else:
                yield from attributes.tensors_and_layers(name, value)

    def children(self) -> Iterator[tuple[str, Layer]]:
        """Yield (name, layer) of the sub-layers directly in this layer."""
        for name, value in self.attributes():
            if isinstance(value, Layer):
                yield name, value

    def own_tensors(self) -> Iterator[tuple[str, Tensor]]:
        """Yield (name, tensor) of the parameters and buffers of this layer itself."""
        for name, value in self.attributes():
            if isinstance(value, Tensor) and value.op is None and name not in self._notes:
                yield name, value

    def _members(self, prefix: str = "", seen: set[int] | None = None) -> Iterator[Member]:
        """Yield every tensor of the layer and its sub-layers once, under its first name."""
        seen = {id(self)} if seen is None else seen
        for name, value in self.attributes():
            if id(value) in seen:
                continue
            seen.add(id(value))
            if isinstance(value, Layer):
                yield from value._members(f"{prefix}{name}.", seen)
            elif value.op is None and name not in self._notes:
                is_parameter = value.requires_grad or name in self._parameter_names
                yield Member(prefix + name, value, is_parameter)

    def named_parameters(self) -> Iterator[tuple[str, Tensor]]:
        """Yield (dotted path, tensor) of each parameter; a shared one only once."""
        return ((name, tensor) for name, tensor, is_parameter in self._members() if is_parameter)

    def named_buffers(self) -> Iterator[tuple[str, Tensor]]:
        """Yield (dotted path, tensor) of each tensor that is saved but not trained."""
        return (
            (name, tensor) for name, tensor, is_parameter in self._members() if not is_parameter
        )

    def parameters(self) -> list[Tensor]:
        """Return the parameters, the frozen ones too."""
        return [tensor for _, tensor in self.named_parameters()]

    def named_layers(self) -> Iterator[tuple[str, Layer]]:
        """Yield (dotted path, layer), first the layer itself under "", then all below it."""
        seen: set[int] = set()
        for path, layer in self.paths():
            if id(layer) not in seen:
                seen.add(id(layer))
                yield path, layer

    def paths(self, path: str = "", above: tuple[Layer, ...] = ()) -> Iterator[tuple[str, Layer]]:
        """Yield every path to every layer: a shared layer has more than one."""
        yield path, self
        for name, layer in self.children():
            if not any(layer is one for one in (*above, self)):  # a layer may know its parent
                yield from layer.paths(f"{path}.{name}" if path else name, (*above, self))

    def apply(self: Self, function: Callable[[Layer], Any]) -> Self:
        """Call ``function(layer)`` for this layer and all below it, and return this layer."""
        for _, layer in self.named_layers():
            function(layer)
        return self

    def train(self: Self, training: bool = True) -> Self:
        """Say that the layer is being trained (or, with False, is not), and return it."""
        released = training and self._stays_in_eval
        for _, layer in self.named_layers():
            if released:
                layer._stays_in_eval = False
            layer.training = training and not layer._stays_in_eval
        return self

    def eval(self: Self, stay: bool = False) -> Self:
        """Say that the layer is being used, not trained, and return it.

        Args:
            stay: remain so when a layer above it is told to train, until this one is told itself.
                It is how the statistics of a BatchNorm are frozen: ``net.bn1.eval(stay=True)``.
        """
        if stay:
            for _, layer in self.named_layers():
                layer._stays_in_eval = True
        return self.train(False)

    def zero_grad(self) -> None:
        """Forget the gradients that the parameters have collected."""
        for parameter in self.parameters():
            parameter.grad = None

    def requires_grad_(self: Self, wanted: bool = True) -> Self:
        """Freeze (False) or release (True) all parameters, and return the layer.

        A frozen parameter is saved and loaded, but takes no gradient, and an update passes it by.
        The statistics of a BatchNorm are no parameters: see `eval`.
        """
        for _, layer in self.named_layers():
            own = layer.own_tensors()
            layer._parameter_names.update(name for name, tensor in own if tensor.requires_grad)
        for parameter in self.parameters():
            parameter.requires_grad_(wanted)
        return self

    def register_forward_pre_hook(self, hook: Callable[..., Any]) -> Handle:
        """Have ``hook(layer, inputs)`` called before `forward`, with the tuple of inputs.

        What it returns, unless None, takes their place (a tuple, or the only input).  The handle
        that comes back removes the hook; so does the end of a ``with`` block.
        """
        return Handle(self._own_hooks().before, hook)

    def register_forward_hook(self, hook: Callable[..., Any]) -> Handle:
        """Have ``hook(layer, inputs, result)`` called after `forward`.

        What it returns, unless None, takes the result's place.
        """
        return Handle(self._own_hooks().after, hook)

    def register_backward_hook(self, hook: Callable[[Any, Tensor], Any]) -> Handle:
        """Have ``hook(layer, gradient)`` called in the backward pass of the calls to come.

        `gradient` is that of the layer's result (of each, if there are several).  What the hook
        returns, unless None, takes its place on the way back into the layer.
        """
        return self._own_hooks().add_backward(self, hook)

    def _own_hooks(self) -> LayerHooks:
        if self._hooks is None:
            self._hooks = LayerHooks()
        return self._hooks

    def multiply_adds(self, inputs: tuple[Any, ...], result: Any) -> int:
        """Return how many products this call took, without those of sub-layers: see `Summary`."""
        return 0

    def to(self: Self, target: str) -> Self:
        """Compute in another dtype, or on another device, from now on; return the layer.

        Tensors of whole numbers keep their dtype; collected gradients are forgotten.

        Args:
            target: ``float16``, ``float32`` or ``float64``; ``cpu`` or ``gpu``.

        Raises:
            SettingError: for another target, or a device that is not there.
        """
        if target not in DTYPES and not backend.is_known(target):
            raise SettingError("layers.unknown_dtype", dtype=target)
        library = None if target in DTYPES else backend.named(target)
        for _, tensor, _ in self._members():
            if library is not None:
                tensor.replace_data(backend.move(tensor.data, library))
            elif backend.is_inexact(tensor.data):
                tensor.replace_data(tensor.data.astype(target))
            tensor.zero_grad()
        return self

    def state_dict(self) -> dict[str, Any]:
        """Return name → NumPy array (a copy) of every parameter and buffer, in order."""
        return {name: tensor.numpy() for name, tensor, _ in self._members()}

    def load_state_dict(self, saved: Any, strict: bool = True) -> state.LoadReport:
        """Put saved arrays into the parameters and buffers of the same names.

        The numbers are copied and keep the dtype that the layer has.

        Args:
            saved: name → array or Tensor, as `state_dict` returns it.
            strict: whether names that are missing or that nobody here has are an error.

        Returns:
            The names that were missing and those that were not expected.

        Raises:
            StateError: listing those names and all shapes that do not fit; the layer is then as
                it was.
        """
        return state.load({name: tensor for name, tensor, _ in self._members()}, saved, strict)

    def _recipe(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Return how such a layer is made: by which class method (or ""), with which arguments."""
        return "", *self._made_with

    def extra_repr(self) -> str:
        """Return the settings, as they stand between the parentheses of ``repr``."""
        return ""

    @recursive_repr()  # a layer may know its parent
    def __repr__(self) -> str:
        settings = shortened(self.extra_repr())
        rows = [f"({name}): {layer!r}" for name, layer in self.children()]
        if not rows:
            return f"{type(self).__name__}({settings})"
        inside = "\n".join(filter(None, (settings, *rows)))
        return f"{type(self).__name__}(\n  " + inside.replace("\n", "\n  ") + "\n)"


@contextmanager
def evaluating(layer: Layer) -> Iterator[None]:
    """Use `layer` inside the ``with`` block: in eval mode, without gradients, leaving no trace."""
    before = [(one, one.training) for _, one in layer.named_layers()]
    layer.eval()
    try:
        with graph.no_grad():
            yield
    finally:
        for one, training in before:
            one.training = training


def as_tensor(x: Any) -> Tensor:
    """Return `x` as a Tensor: an array or nested lists become one."""
    return x if x.__class__ is Tensor else Tensor(x)
