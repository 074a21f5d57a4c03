"""The report at the start: what a Solver is made of, in the order of Caffe's log.

The settings; then for the net that is trained, and for each other net that is tested: the layers
with the shapes of what they make and the memory so far, which of them take part in the backward
pass (from the end to the beginning), the outputs with their loss weights; then that all is ready.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import fields
from typing import Any

from tinygrad_fa import randomness
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.solver.objective import OwnLosses
from tinygrad_fa.solver.settings import Settings
from tinygrad_fa.solver.sources import tensors


def tell(solver: Any) -> None:
    """Tell the report of a Solver what it is made of.

    One batch is sent through each net, to see the shapes; the net, the random numbers and the
    place in the data are left as they were.
    """
    report = solver.report
    rule = getattr(solver.optimizer, "type", type(solver.optimizer).__name__)
    report.tell("settings", type=rule, settings=_given(solver.settings))
    _tell_net(solver, "train", 0, None, solver.objective, solver.train_data)
    for test in solver.tests:
        if test.objective.net is solver.net:
            report.tell("net", net="same", number=test.number, name=test.name)
        else:
            test.share_weights()
            _tell_net(solver, "test", test.number, test.name, test.objective, test.data)
    report.tell("ready")


def _given(settings: Settings) -> dict[str, Any]:
    """Return the settings that are not as they would be anyway."""
    usual = Settings()
    changed = {f.name: getattr(settings, f.name) for f in fields(settings)}
    return {name: value for name, value in changed.items() if value != getattr(usual, name)}


def _tell_net(
    solver: Any, kind: str, number: int, name: str | None, objective: Any, data: Any
) -> None:
    report, net = solver.report, objective.net
    title = name or getattr(net, "name", None) or type(net).__name__
    report.tell("net", net=kind, number=number, name=title)
    batch = tensors(copy.copy(data).next(), solver.parameters.example)
    memory = sum(part.data.nbytes for part in batch)
    shapes = [part.shape for part in batch]
    report.tell("layer", layer="data", type=type(data).__name__, shapes=shapes, memory=memory)
    with _left_as_it_was(net, kind == "train"), _watched(net) as calls:
        prediction, loss = objective(*batch)
    for path, layer, made, _ in calls:
        memory += sum(tensor.data.nbytes for tensor in made)
        shapes = [tensor.shape for tensor in made]
        report.tell("layer", layer=path, type=type(layer).__name__, shapes=shapes, memory=memory)
    own = isinstance(objective, OwnLosses)
    if not own:
        memory += loss.data.nbytes
        name = getattr(objective.loss, "__name__", type(objective.loss).__name__)
        report.tell("layer", layer="loss", type=name, shapes=[loss.shape], memory=memory)
    for path, _, _, needed in reversed(calls):
        report.tell("backward", layer=path, needed=needed)
    weights = net.loss_weights if own else {"loss": 1.0}
    for output in prediction if own else weights:
        report.tell("output", name=output, weight=float(weights.get(output, 0.0)))
    trained = (tensor for _, tensor in net.named_parameters() if tensor.requires_grad)
    report.tell("net_ready", parameters=sum(tensor.size for tensor in trained))


@contextmanager
def _left_as_it_was(net: Any, training: bool) -> Iterator[None]:
    """Use a net in one of its modes; statistics that it keeps are put back afterwards."""
    was_training = getattr(net, "training", True)
    buffers = list(net.named_buffers()) if hasattr(net, "named_buffers") else []
    before = [(tensor, tensor.data.copy()) for _, tensor in buffers]
    numbers = randomness.get_state()
    net.train() if training else net.eval()
    try:
        yield
    finally:
        net.train() if was_training else net.eval()
        randomness.set_state(numbers)
        for tensor, data in before:
            tensor.replace_data(data)


Call = tuple[str, Any, list[Tensor], bool]


@contextmanager
def _watched(net: Any) -> Iterator[list[Call]]:
    """Inside the ``with`` block, note each call of a layer that has no layers inside.

    A call is (path, layer, what it made, whether a gradient goes through it).
    """
    calls: list[Call] = []

    def watch(path: str, layer: Any) -> Any:
        def note(_: Any, inputs: tuple[Any, ...], result: Any) -> None:
            made = list(every_tensor(result))
            calls.append((path, layer, made, any(tensor.requires_grad for tensor in made)))

        return layer.register_forward_hook(note)

    with ExitStack() as stack:
        for path, layer in net.named_layers() if hasattr(net, "named_layers") else ():
            if next(layer.children(), None) is None:
                stack.enter_context(watch(path, layer))
        yield calls


def every_tensor(result: Any) -> Iterator[Tensor]:
    """Yield the tensors of what a layer returned: one, several, or several by name."""
    if isinstance(result, Tensor):
        yield result
    elif isinstance(result, dict):
        yield from every_tensor(list(result.values()))
    elif isinstance(result, (tuple, list)):
        for part in result:
            yield from every_tensor(part)
