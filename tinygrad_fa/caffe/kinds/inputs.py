"""Kinds of layers where a net begins.

What an Input or a data layer makes is put into the net from outside (`FED`): batches of a data
set, or arrays of the user's.  DummyData makes its numbers itself.
"""

from __future__ import annotations

from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.caffe.kinds.spec import MANY, Made, Shape, Spec, filler_of, kind
from tinygrad_fa.caffe.message import Message
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.layers.layer import Layer

DATA_PARAMS = {
    "Data": "data_param",
    "ImageData": "image_data_param",
    "HDF5Data": "hdf5_data_param",
    "MemoryData": "memory_data_param",
}
FED = ("Input", *DATA_PARAMS)


def input_shapes(layer: Message) -> list[Shape]:
    """Return the shapes that an Input layer names for its tops: one for all, or one for each."""
    shapes = [tuple(shape.dim) for shape in layer.input_param.shape]
    return shapes * len(layer.top) if len(shapes) == 1 else shapes


class DummyData(Layer):
    """Numbers that fillers make: constants once and for all, random ones anew at each call."""

    def __init__(self, shapes: list[Shape], fillers: list[Any], constant: list[bool]) -> None:
        self._shapes, self._fillers, self._constant = shapes, fillers, constant
        self._made: dict[int, Any] = {}

    def forward(self) -> Any:
        """Return the numbers, one tensor for each shape."""
        made = []
        for place, (shape, filler) in enumerate(zip(self._shapes, self._fillers, strict=True)):
            array = self._made.get(place)
            if array is None or array.dtype != backend.default_dtype:
                tensor = Tensor(backend.chosen().empty(shape, backend.default_dtype))
                filler(tensor)
                array = tensor.data
                if self._constant[place]:
                    self._made[place] = array
            made.append(Tensor.wrap(array))
        return tuple(made)


@kind("DummyData", bottoms=(0, 0), tops=(1, MANY))
def dummy_data(spec: Spec) -> Made:
    """Made-up numbers."""
    settings = spec.message.dummy_data_param
    if settings.shape:
        shapes = [tuple(shape.dim) for shape in settings.shape]
    else:
        sides = [getattr(settings, name) for name in ("num", "channels", "height", "width")]
        shapes = [tuple(shape) for shape in zip(*sides, strict=False)]
    fillers = list(settings.data_filler) or [Message("FillerParameter", value=0.0)]
    for name, given in (("shape", shapes), ("data_filler", fillers)):
        if len(given) not in (1, spec.tops):
            raise spec.wrong(name, len(given), "one_each", count=spec.tops)
    shapes = shapes * spec.tops if len(shapes) == 1 else shapes
    fillers = fillers * spec.tops if len(fillers) == 1 else fillers
    for shape in shapes:
        spec.need_room(shape)
    made = [filler_of(filler) for filler in fillers]
    constant = [filler.type == "constant" for filler in fillers]
    return Made(DummyData(shapes, made, constant), shapes)
