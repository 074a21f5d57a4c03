"""Which layers of a net take part: by phase, level and stages, as ``include``/``exclude`` say.

    layer { … include { phase: TEST stage: "on-train" } }

A layer with include rules takes part if one of them holds, one with exclude rules unless one of
them holds.  A rule holds if all that it says is true of the net's state.
Source: BVLC/Caffe 1.0, `net.cpp`, FilterNet and StateMeetsRule.
"""

from __future__ import annotations

from tinygrad_fa import language
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.language.errors import DataError

PHASES = ("TRAIN", "TEST")


def net_state(phase: str, *more: Message) -> Message:
    """Return a NetState: this phase, then what each further state says; stages add up."""
    state = Message("NetState", phase=phase)
    for other in more:
        if other.has("phase"):
            state.phase = other.phase
        if other.has("level"):
            state.level = other.level
        if other.has("stage"):
            state.stage = [*state.stage, *other.stage]
    return state


def filtered(net: Message, state: Message) -> tuple[Message, list[Rejection]]:
    """Return a net with the layers that take part in this state, and why the others do not.

    Raises:
        DataError: for a layer with include rules and exclude rules.
    """
    kept, rejections = [], []
    for layer in net.layer:
        if layer.has("include") and layer.has("exclude"):
            raise DataError("caffe_nets.include_and_exclude", layer=layer.name)
        if layer.has("include"):
            reasons = [broken(rule, state) for rule in layer.include]
            taken = any(reason is None for reason in reasons)
        else:
            reasons = [broken(rule, state) for rule in layer.exclude]
            taken = all(reason is not None for reason in reasons)
        if taken:
            kept.append(layer)
        else:
            reason = next((reason for reason in reasons if reason is not None), "excluded")
            rejections.append(Rejection(layer.name, reason))
    found = net.copy()
    found.layer = kept
    found.state = state.copy()
    return found, rejections


class Rejection:
    """A layer that does not take part, and what its rule says; ``str`` tells it.

    Attributes:
        layer: the name of the layer.
        reason: ``"phase"``, ``"min_level"``, ``"max_level"``, ``"stage"``, ``"not_stage"``, or
            ``"excluded"`` (by a rule that holds).
    """

    def __init__(self, layer: str, reason: str) -> None:
        self.layer, self.reason = layer, reason

    def __str__(self) -> str:
        return language.text("caffe_nets.left_out", None, layer=self.layer, reason=self.reason)

    def __repr__(self) -> str:
        return f"Rejection({self.layer!r}, {self.reason!r})"


def broken(rule: Message, state: Message) -> str | None:
    """Return the name of the first part of a rule that the state does not meet; None: it holds."""
    if rule.has("phase") and rule.phase != state.phase:
        return "phase"
    if rule.has("min_level") and state.level < rule.min_level:
        return "min_level"
    if rule.has("max_level") and state.level > rule.max_level:
        return "max_level"
    if not set(rule.stage) <= set(state.stage):
        return "stage"
    if set(rule.not_stage) & set(state.stage):
        return "not_stage"
    return None
