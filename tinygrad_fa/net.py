"""`Net`: layers wired into one function with parameters.

net = Net(
    conv1=Conv2d(1, 20, 5), pool1=MaxPool2d(2),
    conv2=Conv2d(20, 50, 5), pool2=MaxPool2d(2),
    flatten=Flatten(),
    fc1=Linear(800, 500), relu=ReLU(), fc2=Linear(500, 10),
)
scores = net(images)
print(net.summary((1, 28, 28)))
net.save("lenet.safetensors")
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tinygrad_fa import backend, saving
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import DataError, IndexRangeError, SettingError
from tinygrad_fa.layers.layer import Layer, evaluating
from tinygrad_fa.layers.settings import whole_number
from tinygrad_fa.layers.state import LoadReport
from tinygrad_fa.layers.summary import Summary, summarise


class Net(Layer):
    """Layers in sequence, or, with a `forward` of one's own, in any order.

    Layers that are given by position are called "0", "1", …; those given by keyword have that
    name.  A layer can be replaced afterwards: ``net.fc2 = Linear(500, 26)``.

        class Skip(Net):
            def __init__(self):
                self.fc1, self.fc2 = Linear(8, 8), Linear(8, 3)

            def forward(self, x):
                return self.fc2(self.fc1(x).relu() + x)

    An array that is put in (not a Tensor) becomes one; its fractions get the dtype of the net's
    parameters.

    Args:
        layers: the layers, in the order in which they work.
        name: what pictures and tables call the net.
        named: more layers, each under its name.

    Raises:
        SettingError: for what is no layer, and for names that are taken.
    """

    _sequence: tuple[str, ...] = ()
    name: str | None = None

    def __init__(self, *layers: Layer, name: str | None = None, **named: Layer) -> None:
        self.name = name
        numbered = {str(i): layer for i, layer in enumerate(layers)}
        for label, layer in {**numbered, **named}.items():
            if not isinstance(layer, Layer):
                kind = type(layer).__name__ + (
                    f" {layer.__name__}" if isinstance(layer, type) else ""
                )
                raise SettingError("net.not_a_layer", position=label, type=kind)
            if hasattr(self, label) or label.startswith("_") or "." in label:
                raise SettingError("net.layer_name", name=label)
            setattr(self, label, layer)
        self._sequence = (*numbered, *named)

    def __call__(self, *inputs: Any, **settings: Any) -> Any:
        """Return what `forward` makes of the inputs."""
        inputs = tuple([x if x.__class__ is Tensor else self._as_input(x) for x in inputs])
        return super().__call__(*inputs, **settings)

    def _as_input(self, x: Any) -> Any:
        if not backend.is_array(x) and not isinstance(x, (list, tuple)):
            return x  # not ours to judge: the layer that gets it will
        tensor = Tensor(x)
        if tensor.dtype.kind == "f":
            for _, parameter in self.named_parameters():
                return tensor.astype(parameter.dtype) if parameter.dtype != tensor.dtype else tensor
        return tensor

    def forward(self, x: Any) -> Any:
        """Send x through the layers, one after the other.

        Raises:
            SettingError: if there are none.
        """
        if not self._sequence:
            raise SettingError("net.no_layers")
        layers = self.__dict__
        for name in self._sequence:
            x = layers[name](x)
        return x

    def __delattr__(self, name: str) -> None:
        super().__delattr__(name)
        self._sequence = tuple(label for label in self._sequence if label != name)

    def __len__(self) -> int:
        """How many layers stand in sequence."""
        return len(self._sequence)

    def __bool__(self) -> bool:
        return True  # also without layers in sequence

    def __iter__(self) -> Iterator[Layer]:
        return (self.__dict__[name] for name in self._sequence)

    def __getitem__(self, index: int | str | slice) -> Layer:
        """Return a layer by its number or dotted path, or a net of a slice (layers are shared).

        Raises:
            IndexRangeError: if there is no such layer.
        """
        if isinstance(index, slice):
            return Net(**{name: self.__dict__[name] for name in self._sequence[index]})
        try:
            if isinstance(index, str):
                return dict(self.paths())[index]
            layer: Layer = self.__dict__[self._sequence[index]]
            return layer
        except (IndexError, KeyError) as error:
            names = [name for name, _ in self.children()]
            raise IndexRangeError(
                "net.no_such_layer", index=index, count=len(names), names=", ".join(names)
            ) from error

    def predict(self, inputs: Any, batch_size: int = 256) -> Any:
        """Return the net's results for many samples as a NumPy array.

        The net works in eval mode and without gradients, on `batch_size` samples at a time, and
        is left in the mode it was in.

        Args:
            inputs: an array or Tensor with the samples along the first axis.
            batch_size: at least 1; a smaller one needs less memory.

        Raises:
            DataError: if there are no samples.
        """
        size = whole_number("batch_size", batch_size)
        array = inputs.data if isinstance(inputs, Tensor) else inputs
        array = array if backend.is_array(array) else backend.new_array(array)
        if not array.size:
            raise DataError("net.empty_input", shape=array.shape)
        with evaluating(self):
            starts = range(0, len(array), size)
            results = [self(array[start : start + size]).numpy() for start in starts]
        return backend.library(results[0]).concatenate(results)

    def summary(self, input_shape: Sequence[int], dtype: Any = None) -> Summary:
        """Return the table of the layers for one sample of `input_shape` (without batch axis).

        Layer path, kind, output shape, parameters and memory, found by running a sample of zeros
        through the net, which is left as it was.  ``print`` it, or look at its fields.
        """
        return summarise(self, input_shape, dtype)

    def save(self, path: str | os.PathLike[str], metadata: Mapping[str, str] | None = None) -> None:
        """Write all parameters and buffers to a safetensors file, whole or not at all.

        Raises:
            FileError: if it cannot be written.
        """
        saving.save(self.state_dict(), path, metadata)

    def load(self, path: str | os.PathLike[str], strict: bool = True) -> LoadReport:
        """Read parameters and buffers from a safetensors file.

        Returns:
            The names that were missing and those that were not expected (with ``strict=False``).

        Raises:
            FileError, DataError: if there is no such file, or it is damaged.
            StateError: if names (when `strict`) or shapes do not fit; nothing is changed then.
        """
        return self.load_state_dict(saving.load(path).tensors, strict)

    def extra_repr(self) -> str:
        """Return the name, if the net has one."""
        return f"name={self.name!r}" if self.name else ""
