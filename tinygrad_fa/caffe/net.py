"""`CaffeNet`: a net as a prototxt describes it, with Caffe's blobs, phases and losses.

net = load_net("lenet_train_test.prototxt", "TEST", data="mnist")
net(images, labels)          # {"accuracy": Tensor, "loss": Tensor}
net.loss_weights             # {"loss": 1.0}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tinygrad_fa.caffe.kinds import DATA_PARAMS, Shape
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.caffe.writing import to_text, write_text
from tinygrad_fa.engine.graph import no_grad
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import SettingError, ShapeError
from tinygrad_fa.layers.description import register
from tinygrad_fa.layers.layer import Layer
from tinygrad_fa.net import Net


@dataclass
class Line:
    """One layer of a net: what it is called, reads and makes.

    Args:
        message: its LayerParameter.
        attribute: what the net's attribute is called that holds the layer.
        layer: the layer; None for one whose blobs are put in from outside.
        reads, makes: the names of its bottoms and tops.
        shapes: of what it makes, for the batch that the net was built for.
        loss_weights: one for each top.
        multipliers: (lr_mult, decay_mult) of each of its blobs.
        needs_backward: whether gradients flow through it (as Caffe decides it).
        blocked: the places of bottoms that no gradient shall go to (``propagate_down: false``).
        dropped: the blobs that nobody reads after it.
    """

    message: Message
    attribute: str
    layer: Layer | None
    reads: tuple[str, ...]
    makes: tuple[str, ...]
    shapes: list[Shape]
    loss_weights: list[float]
    multipliers: list[tuple[float, float]] = field(default_factory=list)
    needs_backward: bool = False
    blocked: tuple[int, ...] = ()
    dropped: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What Caffe's file calls it."""
        return str(self.message.name)

    def blobs(self) -> list[tuple[str, Tensor]]:
        """Return (attribute, tensor) of its parameters and statistics, in Caffe's order."""
        names = getattr(self.layer, "blob_names", ("weight", "bias"))
        found = [(name, getattr(self.layer, name, None)) for name in names]
        return [(name, tensor) for name, tensor in found if isinstance(tensor, Tensor)]


@register
class CaffeNet(Net):
    """A net made of a NetParameter: see `tinygrad_fa.caffe.load_net` and `build_net`.

    Called with what its data or Input layers stand for, one value for each of `inputs`.  A net
    with data layers or losses returns a dict, name of the blob → Tensor, of its output blobs: those
    that nobody reads, and those that count in the loss.  Without either (a deploy net) it returns
    its output, or the tuple of its outputs.

    Its layers are attributes, called as in the file as far as Python and `Net` allow it.

    Attributes:
        definition: the NetParameter of this net, without the layers that are left out.
        source: the whole NetParameter that it was made of, in today's form.
        caffe_names: path of a layer → what the file calls it.
        phase: ``"TRAIN"`` or ``"TEST"``.
        lines: its layers in order, each with what it reads and makes (`Line`).
        inputs: the names of the blobs that are put in.
        outputs: the names of the blobs that come out.
        loss_weights: name of an output → its weight in the loss; None where there is no loss.
        rejections: the layers that are left out in this state, and why.
    """

    _makers = ("from_text",)
    has_own_weights = True  # a test net: layers that the net in training has not keep theirs

    def __init__(
        self,
        source: Message,
        definition: Message,
        phase: str,
        lines: Sequence[Line],
        outputs: Sequence[str],
        rejections: Sequence[Any] = (),
    ) -> None:
        super().__init__(name=source.name or None)
        self._lines = list(lines)
        self._source, self._definition, self.phase = source, definition, phase
        self.inputs = tuple(name for line in lines if line.layer is None for name in line.makes)
        self.outputs = tuple(outputs)
        weights = {
            name: weight
            for line in lines
            for name, weight in zip(line.makes, line.loss_weights, strict=True)
            if weight
        }
        self.loss_weights: dict[str, float] | None = weights or None
        self.rejections = list(rejections)
        self._fed_by_data = any(line.message.type in (*DATA_PARAMS, "DummyData") for line in lines)
        for line in lines:
            if line.layer is not None:
                setattr(self, line.attribute, line.layer)
        self._sequence = tuple(line.attribute for line in lines if line.layer is not None)
        self.train(phase == "TRAIN")

    @classmethod
    def from_text(cls, text: str, phase: str, shapes: Mapping[str, Shape]) -> CaffeNet:
        """Return the net of a prototxt that is given as text.

        Args:
            phase: ``"TRAIN"`` or ``"TEST"``.
            shapes: of what is put in, by the name of the blob.
        """
        from tinygrad_fa.caffe.building import build_net
        from tinygrad_fa.caffe.text import parse_text

        return build_net(parse_text(text, "NetParameter"), phase, shapes)

    def _recipe(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        shapes = {name: tuple(shape) for name, shape in input_shapes_of(self).items()}
        return "from_text", (to_text(self._definition), self.phase, shapes), {}

    @property
    def lines(self) -> list[Line]:
        """Its layers in order, each with what it reads and makes."""
        return self._lines

    @property
    def definition(self) -> Message:
        """The NetParameter of this net, without the layers that are left out."""
        return self._definition

    @property
    def source(self) -> Message:
        """The whole NetParameter that it was made of, in today's form."""
        return self._source

    @property
    def caffe_names(self) -> dict[str, str]:
        """Path of a layer → what the file calls it."""
        return {line.attribute: line.name for line in self._lines if line.layer is not None}

    def forward(self, *inputs: Any) -> Any:
        """Send the inputs through the layers.

        Raises:
            SettingError: if there are not as many inputs as the net has.
            ShapeError: if one of them has not as many axes as the net was built for.
        """
        values = self._put_in(inputs)
        for line in self._lines:
            if line.layer is None:
                continue
            given = [values[name] for name in line.reads]
            for place in line.blocked:
                given[place] = given[place].detach()
            if line.needs_backward:
                result = self.__dict__[line.attribute](*given)
            else:
                with no_grad():
                    result = self.__dict__[line.attribute](*given)
            results = result if isinstance(result, tuple) else (result,)
            values.update(zip(line.makes, results, strict=True))
            for name in line.dropped:
                del values[name]
        if self._fed_by_data or self.loss_weights:
            return {name: values[name] for name in self.outputs}
        made = tuple(values[name] for name in self.outputs)
        return made[0] if len(made) == 1 else made

    def _put_in(self, inputs: Sequence[Any]) -> dict[str, Any]:
        """Return the inputs by name; a batch's labels may be one too many."""
        wanted = len(self.inputs)
        if self._fed_by_data and wanted < len(inputs) <= 2:
            inputs = inputs[:wanted]
        if len(inputs) != wanted:
            raise SettingError(
                "net.input_count", wanted=wanted, names=", ".join(self.inputs), found=len(inputs)
            )
        shapes = dict(self._input_shapes())
        for name, x in zip(self.inputs, inputs, strict=True):
            if len(x.shape) != len(shapes[name]):
                raise ShapeError("caffe_nets.input_axes", name=name, wanted=shapes[name],
                                 shape=x.shape)  # fmt: skip
        return dict(zip(self.inputs, inputs, strict=True))

    def _input_shapes(self) -> list[tuple[str, Shape]]:
        return [
            pair
            for line in self._lines
            if line.layer is None
            for pair in zip(line.makes, line.shapes, strict=True)
        ]

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, Layer):  # a layer that takes the place of another one
            for line in self.__dict__.get("_lines", ()):
                if line.attribute == name:
                    line.layer = value
        super().__setattr__(name, value)

    def train(self, training: bool = True) -> CaffeNet:
        """Say that the net is being trained; one of the phase TEST never is."""
        return super().train(training and self.phase == "TRAIN")

    def share_weights_with(self, other: CaffeNet) -> None:
        """Take the parameters and statistics of the layers that `other` has under the same names.

        They are the same tensors from then on: training one net trains both.

        Raises:
            ShapeError: if two layers of one name have blobs of different shapes, or not as many.
        """
        known = {line.name: line for line in reversed(other.lines) if line.blobs()}
        for line in self._lines:
            source = known.get(line.name)
            if source is None or not line.blobs():
                continue
            mine, theirs = line.blobs(), source.blobs()
            if [t.shape for _, t in mine] != [t.shape for _, t in theirs]:
                raise ShapeError(
                    "caffe_nets.shared_layer",
                    layer=line.name,
                    one=", ".join(str(t.shape) for _, t in mine),
                    other=", ".join(str(t.shape) for _, t in theirs),
                )
            for name, tensor in theirs:
                setattr(line.layer, name, tensor)

    def multipliers(self) -> tuple[dict[str, float], dict[str, float]]:
        """Return lr_mult and decay_mult of each parameter, by its dotted path."""
        of_tensor = {
            id(tensor): pair
            for line in reversed(self._lines)  # of a shared one the first layer counts
            for (_, tensor), pair in zip(line.blobs(), line.multipliers, strict=True)
        }
        rates, decays = {}, {}
        for path, tensor in self.named_parameters():
            rates[path], decays[path] = of_tensor.get(id(tensor), (1.0, 1.0))
        return rates, decays

    def to_prototxt(self, *input_shapes: Sequence[int], path: Any = None) -> str:
        """Return what the net was made of as prototxt, and write it to a file if told where.

        Raises:
            FileError: if it cannot be written.
        """
        if path is not None:
            write_text(self.source, path)
        return to_text(self.source)

    def extra_repr(self) -> str:
        """Return the name, the phase, and what goes in and comes out."""
        name = f"name={self.name!r}, " if self.name else ""
        went = f"{', '.join(self.inputs)} → {', '.join(self.outputs)}"
        return f"{name}phase={self.phase}\n{went}"


def input_shapes_of(net: CaffeNet) -> Mapping[str, Shape]:
    """Return the shape of each blob that is put into a net, for the batch it was built for."""
    return dict(net._input_shapes())
