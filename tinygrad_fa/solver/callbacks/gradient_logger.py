"""`GradientLogger`: how long the gradients are, and how many ReLUs are dead."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.engine import graph
from tinygrad_fa.engine.ops.functions import Relu
from tinygrad_fa.layers import ReLU
from tinygrad_fa.solver.callbacks.lasting import LastingCallback
from tinygrad_fa.solver.checks import whole_number
from tinygrad_fa.solver.scaffolding import every_tensor


class GradientLogger(LastingCallback):
    """Adds to the logs of each epoch what happens inside the net.

    ``gradient_norm/conv1``: the length √Σg² of the gradient of a layer's parameters, the mean
    over the batches looked at.  It shows gradients that vanish or explode on their way back.
    ``dead_relu/relu1``: the share of a ReLU layer's units (of channels, for images) that gave 0
    for every sample looked at: nothing is learned through them.  ``dead_relu/x.relu() 1``: the
    same of the first place where the net uses the function and not a layer.

    Put it before the callbacks that write the logs (`CSVLogger`, `TensorBoard`).

    Args:
        every: look at every so many batches of an epoch, at least 1; the first is always one.
    """

    def __init__(self, every: int = 100) -> None:
        self.every = whole_number("every", every, 1)
        self._looking = False
        self._handles: list[Any] = []
        self._of_layers: list[Any] = []  # what the ReLU layers made in the call under way
        self.reset()

    def reset(self) -> None:
        """Forget the epoch under way."""
        self.looks = 0
        self.norms: dict[str, float] = {}  # summed over the looks
        self.alive: dict[str, Any] = {}  # layer → array: whether each unit gave more than 0

    def on_train_begin(self, logs: dict[str, Any]) -> None:
        """Watch the results of the ReLU layers, and of the net."""
        if not hasattr(self.solver.net, "named_layers"):
            return
        for path, layer in self.solver.net.named_layers():
            if isinstance(layer, ReLU):
                self._handles.append(layer.register_forward_hook(partial(self._see_layer, path)))
        self._handles.append(self.solver.net.register_forward_hook(self._see_net))

    def _see_layer(self, path: str, layer: Any, inputs: Any, result: Any) -> None:
        if self._looking:
            self._of_layers.append(result)
            self._see(path, result)

    def _see_net(self, net: Any, inputs: Any, result: Any) -> None:
        """Look for ReLUs that are no layers on the way to the result."""
        if not self._looking:
            return
        found = dict.fromkeys(
            node
            for tensor in every_tensor(result)
            for node in graph.topological_order(tensor)
            if node.op is Relu and not any(node.data is one.data for one in self._of_layers)
        )
        for number, node in enumerate(found, start=1):
            self._see(f"x.relu() {number}", node)
        self._of_layers = []

    def _see(self, name: str, result: Any) -> None:
        if result.ndim > 1:
            others = (0, *range(2, result.ndim))
            positive = backend.to_numpy((result.data > 0).any(axis=others))
            self.alive[name] = positive | self.alive[name] if name in self.alive else positive

    def on_train_batch_begin(self, batch: int, logs: dict[str, Any]) -> None:
        """Look, if this is the batch for it."""
        self._looking = batch % self.every == 0

    def on_train_batch_end(self, batch: int, logs: dict[str, Any]) -> None:
        """Measure the gradients of this batch."""
        if not self._looking:
            return
        self._looking = False
        squares: dict[str, float] = {}
        for piece in self.solver.parameters.pieces:
            if piece.parameter.grad is not None:
                layer = piece.name.rpartition(".")[0] or piece.name
                wide = piece.parameter.grad.data.astype("float64").reshape(-1)
                squares[layer] = squares.get(layer, 0.0) + float(wide @ wide)
        for layer, square in squares.items():
            self.norms[layer] = self.norms.get(layer, 0.0) + math.sqrt(square)
        self.looks += 1

    def on_epoch_end(self, epoch: int, logs: dict[str, Any]) -> None:
        """Write what was seen into the logs."""
        for layer, total in self.norms.items():
            logs[f"gradient_norm/{layer}"] = total / self.looks
        for path, alive in self.alive.items():
            logs[f"dead_relu/{path}"] = 1 - float(alive.mean())
        self.reset()

    def on_train_end(self, logs: dict[str, Any]) -> None:
        """Watch no longer."""
        while self._handles:
            self._handles.pop().remove()

    def state_dict(self) -> dict[str, Any]:
        """Return what was seen of the epoch under way."""
        return {"looks": self.looks, "norms": dict(self.norms), "alive": dict(self.alive)}
