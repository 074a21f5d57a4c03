"""A NetParameter becomes a net: filtered, its layers made one after the other, its blobs wired.

Source of the rules: BVLC/Caffe 1.0, `net.cpp`, Init, AppendBottom, AppendTop and AppendParam.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import prod

from tinygrad_fa.caffe.filtering import filtered, net_state
from tinygrad_fa.caffe.kinds import FED, KINDS, Shape, Spec, input_shapes
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.caffe.net import CaffeNet, Line
from tinygrad_fa.caffe.upgrade import upgraded_net
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError, ShapeError
from tinygrad_fa.solver.checks import Hint, closest

MOST_OF_A_BLOB = 2**31 - 1  # numbers: Caffe counts them as int


def build_net(
    message: Message,
    state: Message | str = "TEST",
    shapes: Mapping[str, Sequence[int]] | None = None,
) -> CaffeNet:
    """Return the net that a NetParameter describes, as it is in this state.

    Args:
        message: the NetParameter, in an old form or in today's.
        state: the phase, or a whole NetState.
        shapes: name of a blob → its shape with the batch, for the data layers (for an Input layer
            it goes before what the file says).

    Raises:
        SettingError, ShapeError, DataError: naming the layer, for what makes no net.
    """
    message = upgraded_net(message)
    state = net_state(state, message.state) if isinstance(state, str) else state
    kept, rejections = filtered(message, state)
    return _Builder(state.phase, shapes or {}).net(message, kept, rejections)


class _Builder:
    """Builds one net."""

    def __init__(self, phase: str, shapes: Mapping[str, Sequence[int]]) -> None:
        self.phase = phase
        self.given = {name: tuple(shape) for name, shape in shapes.items()}
        self.shapes: dict[str, Shape] = {}  # of the blobs that there are so far
        self.lines: list[Line] = []
        self.owners: dict[str, tuple[Line, int]] = {}  # name of a shared parameter → whose it is

    def net(self, message: Message, kept: Message, rejections: Sequence[object]) -> CaffeNet:
        if not kept.layer:
            raise SettingError("caffe_nets.empty", phase=self.phase)
        names = _attributes([layer.name for layer in kept.layer])
        for layer, attribute in zip(kept.layer, names, strict=True):
            self.lines.append(self.line(layer, attribute))
        outputs = self.outputs()
        mark_backward(self.lines)
        _mark_last_readings(self.lines, outputs)
        return CaffeNet(message, kept, self.phase, self.lines, outputs, rejections)

    def line(self, layer: Message, attribute: str) -> Line:
        """Make one layer of what the file says of it."""
        for name in layer.bottom:
            if name not in self.shapes:
                hint = Hint(closest(name, self.shapes))
                raise SettingError(
                    "caffe_nets.unknown_bottom", layer=layer.name, blob=name, hint=hint
                )
        if layer.type not in FED and layer.type not in KINDS:
            raise SettingError(
                "caffe_nets.unknown_type",
                layer=layer.name,
                type=layer.type,
                hint=Hint(closest(layer.type, [*KINDS, *FED])),
                known=", ".join(sorted([*KINDS, *FED])),
            )
        layer = self.with_tops(layer)
        tops = tuple(layer.top)
        for place, name in enumerate(tops):
            in_place = name in layer.bottom
            if (name in self.shapes and not in_place) or name in tops[:place]:
                raise SettingError("caffe_nets.blob_twice", layer=layer.name, blob=name)
        if layer.type in FED:
            made, shapes = None, self.fed_shapes(layer)
        else:
            self.check_counts(layer)
            spec = Spec(layer, [self.shapes[name] for name in layer.bottom], self.phase)
            made, shapes = KINDS[layer.type].make(spec)
        for name, shape in zip(tops, shapes, strict=True):
            if prod(shape) > MOST_OF_A_BLOB or min(shape, default=1) < 1:
                raise SettingError(
                    "caffe_nets.blob_size",
                    layer=layer.name,
                    blob=name,
                    shape=shape,
                    most=MOST_OF_A_BLOB,
                )
        line = Line(
            layer, attribute, made, tuple(layer.bottom), tops, shapes, self.loss_weights(layer)
        )
        self.shapes.update(zip(tops, shapes, strict=True))
        self.parameters(line)
        return line

    def with_tops(self, layer: Message) -> Message:
        """Return a layer with the top that Caffe gives a loss which names none."""
        if layer.type in KINDS and KINDS[layer.type].is_loss and not layer.top:
            layer = layer.copy()
            name = layer.name or layer.type
            while name in self.shapes:
                name += "_loss"
            layer.top = [name]
        return layer

    def check_counts(self, layer: Message) -> None:
        kind = KINDS[layer.type]
        for what, names, (least, most) in (
            ("bottom", layer.bottom, kind.bottoms),
            ("top", layer.top, kind.tops),
        ):
            if not least <= len(names) <= most:
                allowed = str(least) if least == most else f"{least} … {most}"
                raise SettingError(
                    "caffe_nets.blob_count", layer=layer.name, type=layer.type, what=what,
                    found=len(names), allowed=allowed,
                )  # fmt: skip

    def fed_shapes(self, layer: Message) -> list[Shape]:
        """Return the shapes of blobs that are put in from outside."""
        if layer.bottom or not layer.top:
            raise SettingError(
                "caffe_nets.blob_count", layer=layer.name, type=layer.type,
                what="bottom" if layer.bottom else "top",
                found=len(layer.bottom or layer.top), allowed="0" if layer.bottom else "1 …",
            )  # fmt: skip
        stated = input_shapes(layer) if layer.type == "Input" else []
        shapes = []
        for place, name in enumerate(layer.top):
            shape = self.given.get(name)
            if shape is None and place < len(stated):
                shape = stated[place]
            if shape is None:
                raise SettingError(
                    "caffe_nets.no_input_shape", layer=layer.name, type=layer.type, blob=name
                )
            shapes.append(shape)
        return shapes

    def loss_weights(self, layer: Message) -> list[float]:
        given = list(layer.loss_weight)
        if given and len(given) != len(layer.top):
            raise SettingError(
                "caffe_nets.loss_weight_count",
                layer=layer.name,
                found=len(given),
                tops=len(layer.top),
            )
        if given:
            return given
        weights = [0.0] * len(layer.top)
        if layer.type in KINDS and KINDS[layer.type].is_loss:
            weights[0] = 1.0
        return weights

    # Parameters ---------------------------------------------------------------------------

    def parameters(self, line: Line) -> None:
        """Note the multipliers of a layer's blobs, and share those that have a name."""
        blobs, specs = line.blobs(), list(line.message.param)
        if len(specs) > len(blobs):
            raise SettingError(
                "caffe_nets.too_many_params", layer=line.name, found=len(specs), blobs=len(blobs)
            )
        specs += [Message("ParamSpec") for _ in range(len(blobs) - len(specs))]
        for place, ((name, tensor), spec) in enumerate(zip(blobs, specs, strict=True)):
            line.multipliers.append((spec.lr_mult, spec.decay_mult))
            if spec.name in self.owners:
                self.share(line, place, name, tensor, spec)
            elif spec.name:
                self.owners[spec.name] = line, place
            if spec.lr_mult == 0 and tensor.requires_grad:
                tensor.requires_grad_(False)

    def share(self, line: Line, place: int, name: str, tensor: Tensor, spec: Message) -> None:
        """Put the parameter that another layer has under the same name in the place of our own."""
        owner, its_place = self.owners[spec.name]
        _, owned = owner.blobs()[its_place]
        if owned.shape != tensor.shape:
            raise ShapeError(
                "caffe_nets.shared_param", layer=line.name, owner=owner.name, param=spec.name,
                one=tensor.shape, other=owned.shape,
            )  # fmt: skip
        mine = {"lr_mult": spec.has("lr_mult"), "decay_mult": spec.has("decay_mult")}
        told = list(owner.multipliers[its_place])
        owners_spec = _spec(owner.message, its_place)
        for index, (setting, given) in enumerate(mine.items()):
            value = getattr(spec, setting)
            if given and owners_spec.has(setting) and value != told[index]:
                raise SettingError(
                    "caffe_nets.shared_multiplier", layer=line.name, owner=owner.name,
                    param=spec.name, setting=setting, one=value, other=told[index],
                )  # fmt: skip
            told[index] = value if given else told[index]
        owner.multipliers[its_place] = line.multipliers[place] = (told[0], told[1])
        owned.requires_grad_(told[0] != 0)
        setattr(line.layer, name, owned)

    # Blobs --------------------------------------------------------------------------------

    def outputs(self) -> list[str]:
        """Return the blobs that nobody reads, and those that count in the loss, in order."""
        unread: dict[str, bool] = {}
        weighted = set()
        for line in self.lines:
            for name in line.reads:
                unread[name] = False
            for name, weight in zip(line.makes, line.loss_weights, strict=True):
                unread[name] = True
                if weight:
                    weighted.add(name)
        return [name for name, is_unread in unread.items() if is_unread or name in weighted]


def _spec(message: Message, place: int) -> Message:
    return message.param[place] if place < len(message.param) else Message("ParamSpec")


def _attributes(names: Sequence[str]) -> list[str]:
    """Return an attribute's name for each layer's: without dots, and not one that a net has."""
    taken: set[str] = set()
    made = []
    for name in names:
        plain = re.sub(r"\W", "_", name).lstrip("_") or "layer"
        plain = f"layer_{plain}" if plain[0].isdigit() or hasattr(CaffeNet, plain) else plain
        while plain in RESERVED:
            plain += "_layer"
        unique, number = plain, 2
        while unique in taken:
            unique, number = f"{plain}_{number}", number + 1
        taken.add(unique)
        made.append(unique)
    return made


# What a net keeps in attributes of its own.
RESERVED = (
    "definition",
    "source",
    "phase",
    "inputs",
    "outputs",
    "loss_weights",
    "rejections",
    "training",
)


def mark_backward(lines: Sequence[Line]) -> None:
    """Note through which layers gradients flow: those between a parameter and a loss."""
    wanted: dict[str, bool] = {}  # blob → whether something before it has to be trained
    bottoms: list[list[bool]] = []
    for line in lines:
        needs = [wanted[name] for name in line.reads]
        line.needs_backward = any(needs) or any(rate for rate, _ in _trained(line))
        given = list(line.message.propagate_down)
        if given and len(given) != len(line.reads):
            raise SettingError(
                "caffe_nets.propagate_down", layer=line.name, found=len(given),
                bottoms=len(line.reads),
            )  # fmt: skip
        bottoms.append(given or needs)
        line.blocked = tuple(place for place, open_ in enumerate(given) if not open_)
        wanted.update(dict.fromkeys(line.makes, line.needs_backward))
    under_loss: set[str] = set()
    flows: dict[str, bool] = {}  # blob → whether one of its readers sends a gradient back
    for line, into in zip(reversed(lines), reversed(bottoms), strict=True):
        weights = dict(zip(line.makes, line.loss_weights, strict=True))
        under = any(weight or name in under_loss for name, weight in weights.items())
        sent = any(weight or flows.get(name, False) for name, weight in weights.items())
        line.needs_backward &= under and sent
        for name in line.makes:  # what this layer reads under the same name is another blob
            under_loss.discard(name)
            flows.pop(name, None)
        for name, open_ in zip(line.reads, into, strict=True):
            if under:
                under_loss.add(name)
            flows[name] = flows.get(name, False) or (open_ and line.needs_backward)


def _trained(line: Line) -> list[tuple[float, float]]:
    """Return the multipliers of what is trained in a layer; statistics are not."""
    return [
        pair
        for (_, tensor), pair in zip(line.blobs(), line.multipliers, strict=True)
        if tensor.requires_grad
    ]


def _mark_last_readings(lines: Sequence[Line], outputs: Sequence[str]) -> None:
    """Note after which layer each blob is no longer needed: its memory is given back."""
    needed = set(outputs)
    for line in reversed(lines):
        held = {*line.reads, *line.makes}
        line.dropped = tuple(sorted(held - needed)) if line.layer is not None else ()
        needed = (needed - set(line.makes)) | set(line.reads)
