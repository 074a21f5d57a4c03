"""Gradient hooks: functions that see a gradient on its way back, and may change it.

    hidden = (x @ w).relu()
    handle = hidden.register_hook(lambda gradient: print(gradient.norm()))
    loss(hidden).backward()
    handle.remove()

The walk back through the graph knows nothing of hooks.  A tensor that has some gets an op in
front of it, one that computes nothing and whose gradient line calls them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import count
from typing import Any

from tinygrad_fa.engine.op import Multilinear
from tinygrad_fa.language.errors import GraphError, ShapeError

_keys = count()


class Handle:
    """What one gets for a hook: `remove()` takes the hook away again.

    So does the end of a ``with`` block: ``with layer.register_forward_hook(note): net(x)``.
    """

    def __init__(self, hooks: dict[int, Callable[..., Any]], hook: Callable[..., Any]) -> None:
        self._key = next(_keys)
        self._hooks = hooks
        hooks[self._key] = hook

    def remove(self) -> None:
        """Take the hook away; a second time does nothing."""
        self._hooks.pop(self._key, None)

    def __enter__(self) -> Handle:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()


class Watched(Multilinear):
    """x itself; its gradient passes through the hooks, one after another."""

    symbol, tex, partials = "hook", "{x}", ("1",)

    def forward(x: Any, *, hooks: Any) -> Any:  # noqa: N805
        """Return x."""
        return x

    def grad_x(g: Any, out: Any, x: Any, *, hooks: Any) -> Any:  # noqa: N805
        """Return what the hooks make of the gradient."""
        return passed(g, hooks)


def register(tensor: Any, hook: Callable[[Any], Any]) -> Handle:
    """Have `hook` called with the gradient of `tensor` in every backward pass (see `Tensor`).

    Raises:
        GraphError: if the tensor wants no gradient.
    """
    if not tensor.requires_grad:
        raise GraphError("engine.hook_without_gradient")
    if tensor.op is None:
        if not tensor.attributes:  # a leaf: `backward` asks it at the end
            tensor.attributes = {"hooks": {}}
    elif tensor.op is not Watched:
        tensor.inputs, tensor.operands = (_twin(tensor),), (tensor.data,)
        tensor.op, tensor.attributes = Watched, {"hooks": {}}
    return Handle(tensor.attributes["hooks"], hook)


def _twin(tensor: Any) -> Any:
    """Return a tensor that was made in the same way, to stand behind `tensor` in the graph."""
    twin = tensor.wrap(tensor.data)
    for fact in ("op", "inputs", "operands", "attributes", "made_at", "origin", "requires_grad"):
        setattr(twin, fact, getattr(tensor, fact))
    twin.keeps_gradient = False
    return twin


def passed(gradient: Any, hooks: Mapping[int, Callable[[Any], Any]]) -> Any:
    """Return what is left of `gradient` (an array, or a Tensor) after all hooks.

    Raises:
        ShapeError: if a hook returns something else than None or a tensor of the same shape.
    """
    from tinygrad_fa.engine.tensor import Tensor

    is_tensor = isinstance(gradient, Tensor)
    seen = gradient if is_tensor else Tensor.wrap(gradient)
    for hook in list(hooks.values()):
        answer = hook(seen)
        if answer is None:
            continue
        if not isinstance(answer, Tensor) or answer.shape != seen.shape:
            found = getattr(answer, "shape", None) or type(answer).__name__
            raise ShapeError("engine.hook_result", shape=seen.shape, found=found)
        seen = answer
    return seen if is_tensor else seen.data


def watch(result: Any, hooks: Mapping[int, Callable[[Any], Any]]) -> Any:
    """Return `result` (a tensor, or a tuple or list of results) with `hooks` in front of it."""
    if isinstance(result, (tuple, list)):
        make = getattr(result, "_make", type(result))  # a namedtuple has its own way
        return make([watch(part, hooks) for part in result])
    if getattr(result, "requires_grad", False):
        return result.apply(Watched, result, hooks=hooks)
    return result


class LayerHooks:
    """The hooks of one layer; see `Layer.register_forward_hook` and its neighbours."""

    def __init__(self) -> None:
        self.before: dict[int, Callable[..., Any]] = {}
        self.after: dict[int, Callable[..., Any]] = {}
        self.backward: dict[int, Callable[..., Any]] = {}

    def add_backward(self, layer: Any, hook: Callable[[Any, Any], Any]) -> Handle:
        """Register a hook that is called with the layer and a gradient."""
        return Handle(self.backward, partial(hook, layer))

    def call(self, layer: Any, inputs: tuple[Any, ...], settings: dict[str, Any]) -> Any:
        """Call the layer's `forward`, and the hooks around it."""
        for hook in list(self.before.values()):
            changed = hook(layer, inputs)
            if changed is not None:
                inputs = changed if isinstance(changed, tuple) else (changed,)
        result = layer.forward(*inputs, **settings)
        for hook in list(self.after.values()):
            changed = hook(layer, inputs, result)
            result = result if changed is None else changed
        return watch(result, self.backward) if self.backward else result
