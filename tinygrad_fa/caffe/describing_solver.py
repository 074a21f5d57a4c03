"""A Solver of ours as a SolverParameter, with its net inside (``net_param``).

A Solver that was made from a file gives back what the file said.
"""

from __future__ import annotations

import copy
import os
from typing import Any

from tinygrad_fa.caffe.describing import last_blob, loss_message, net_message
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.caffe.net import CaffeNet
from tinygrad_fa.caffe.writing import to_text, write_text
from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.layers import CrossEntropyLoss
from tinygrad_fa.solver.optimizers import CAFFE
from tinygrad_fa.solver.policies import POLICIES

_SETTINGS = (
    "weight_decay", "regularization_type", "max_iter", "iter_size", "average_loss", "display",
    "test_interval", "test_initialization", "test_compute_loss", "snapshot",
    "snapshot_after_train", "debug_info", "clip_gradients", "random_seed",
)  # fmt: skip
_OF_POLICIES = ("base_lr", "gamma", "power", "stepsize")


def solver_to_prototxt(solver: Any, path: str | os.PathLike[str] | None = None) -> str:
    """Return a Solver as prototxt, and write it to a file if a path is given.

    Raises:
        SettingError: for a net, a loss, an optimizer or a schedule that Caffe has not.
        FileError: if it cannot be written.
    """
    message = getattr(solver, "prototxt", None) or solver_message(solver)
    if path is not None:
        write_text(message, path)
    return to_text(message)


def solver_message(solver: Any) -> Message:
    """Return a Solver as a SolverParameter.

    Raises:
        SettingError: for a net, a loss, an optimizer or a schedule that Caffe has not.
    """
    message = Message("SolverParameter")
    message.net_param = _net(solver)
    if solver.tests:
        if not solver.settings.test_interval:
            raise SettingError("caffe_write.no_test_interval")
        counts = [test.iterations or len(test.data) for test in solver.tests]
        message.test_iter = counts
    if type(solver.optimizer) not in CAFFE:
        known = ", ".join(rule.type for rule in CAFFE)
        raise SettingError("caffe_write.optimizer", type=type(solver.optimizer).__name__,
                           known=known)  # fmt: skip
    message.type = solver.optimizer.type
    for name, value in solver.optimizer.settings().items():
        setattr(message, name, value)
    _put_policy(message, solver.schedule)
    for name in _SETTINGS:
        value, field = getattr(solver.settings, name), message.field(name)
        if value is not None and value != field.default:
            setattr(message, name, float(value) if field.type == "float" else value)
    if solver.settings.snapshot_prefix is not None:
        message.snapshot_prefix = os.fspath(solver.settings.snapshot_prefix)
    return message


def _put_policy(message: Message, schedule: Any) -> None:
    """Put the learning rate, if it is a policy of Caffe's."""
    name = next((key for key, policy in POLICIES.items() if type(schedule) is policy), None)
    if name is None:
        known = ", ".join(POLICIES)
        raise SettingError("caffe_write.schedule", type=type(schedule).__name__, known=known)
    message.lr_policy = name
    for field in _OF_POLICIES:
        if getattr(schedule, field, None) is not None:
            setattr(message, field, getattr(schedule, field))
    if hasattr(schedule, "stepvalue"):
        message.stepvalue = list(schedule.stepvalue)
    if hasattr(schedule, "max_iter"):
        message.max_iter = schedule.max_iter


def _net(solver: Any) -> Message:
    if isinstance(solver.net, CaffeNet):
        return solver.net.source
    inputs, targets = copy.copy(solver.train_data).next()
    net = net_message(solver.net, [inputs.shape])
    settings = Message("InputParameter", shape=[Message("BlobShape", dim=list(targets.shape))])
    label = Message(
        "LayerParameter", name="label", type="Input", top=["label"], input_param=settings
    )
    scores = last_blob(net)
    _put_multipliers(net, solver)
    net.layer = [net.layer[0], label, *net.layer[1:]]
    net.layer.append(loss_message(solver.objective.loss, scores, "label"))
    if isinstance(solver.objective.loss, CrossEntropyLoss) and solver.tests:
        net.add(
            "layer",
            name="accuracy",
            type="Accuracy",
            bottom=[scores, "label"],
            top=["accuracy"],
            include=[Message("NetStateRule", phase="TEST")],
        )
    return net


def _put_multipliers(net: Message, solver: Any) -> None:
    """Put what the learning rate and the decay of each parameter are multiplied by."""
    layers = {layer.name: layer for layer in net.layer}
    for piece in solver.parameters.pieces:
        if (piece.lr_mult, piece.decay_mult) == (1, 1):
            continue
        path, _, name = piece.name.rpartition(".")
        layer = layers.get(f"{path}_scale", layers[path])
        while len(layer.param) <= (name == "bias"):
            layer.add("param")
        spec = layer.param[name == "bias"]
        for setting in ("lr_mult", "decay_mult"):
            if getattr(piece, setting) != 1:
                setattr(spec, setting, getattr(piece, setting))
