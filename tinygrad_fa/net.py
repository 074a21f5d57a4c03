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

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

from tinygrad_fa import backend, saving
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language.errors import DataError, SettingError
from tinygrad_fa.layers.containers import Sequential
from tinygrad_fa.layers.description import describe, register
from tinygrad_fa.layers.layer import Layer, evaluating
from tinygrad_fa.layers.settings import whole_number
from tinygrad_fa.layers.state import LoadReport
from tinygrad_fa.layers.summary import Summary, summarise
from tinygrad_fa.layers.wiring import Wiring, names, parse

DESCRIPTION = "tinygrad_fa"  # the name of a saved net's description among the notes of its file
FORM = 1  # of the description; a later one that old readers cannot read has a larger number


@register
class Net(Sequential):
    """Layers in sequence, wired as a graph (`Net.graph`), or with a `forward` of one's own.

    Layers that are given by position are called "0", "1", …; those given by keyword have that
    name.  A layer can be replaced afterwards: ``net.fc2 = Linear(500, 26)``.

        class Skip(Net):
            def __init__(self):
                self.fc1, self.fc2 = Linear(8, 8), Linear(8, 3)

            def forward(self, x):
                return self.fc2(self.fc1(x).relu() + x)

    What is put in comes to the net: an array becomes a Tensor, and arrays and Tensors come to the
    device of the net's parameters, fractions to their dtype, too (so a batch in float64 does not
    make a net in float32 compute in float64).  Gradients flow back to a Tensor in its own dtype.

    Groups of parameters are told apart by their names: ``Solver(net, …, lr_mult={"conv*": 0.1},
    decay_mult={"*.bias": 0})`` lets the convolutions learn slowly and the biases decay not at all;
    ``net["conv1"].requires_grad_(False)`` freezes a layer.

    Args:
        layers: the layers, in the order in which they work.
        name: what pictures and tables call the net.
        named: more layers, each under its name.

    Raises:
        SettingError: for what is no layer, and for names that are taken.
    """

    name: str | None = None
    _makers = ("graph",)
    _wiring: Wiring | None = None
    _example: Tensor | None = None  # the first parameter

    def __init__(self, *layers: Layer, name: str | None = None, **named: Layer) -> None:
        self.name = name
        super().__init__(*layers, **named)

    @classmethod
    def graph(
        cls,
        inputs: str | Sequence[str],
        outputs: str | Sequence[str] | None = None,
        name: str | None = None,
        **lines: Any,
    ) -> Net:
        """Return a net of layers that are wired by names.

            net = Net.graph(
                inputs="x",
                conv=("x", Conv2d(3, 8, 3, padding=1)),
                left=("conv", Conv2d(8, 8, 1)),
                right=("conv", Conv2d(8, 4, 3, padding=1)),
                both=("left", "right", Concat()),
                scores=("both", Sequential(Flatten(), Linear(12 * 32 * 32, 10))),
            )

        Each line is ``name=(what it reads, …, layer)``, and what it makes has its name.  Names
        after the layer say otherwise: ``lstm=("x", LSTM(8, 16), "out", "state")`` makes two
        things, ``relu=("conv", ReLU(), "conv")`` makes conv anew.  Lines run from top to bottom.
        A layer that stands in two lines is shared, with its parameters.

        The net is called with its inputs in order; several outputs come as a tuple.

        Args:
            inputs: the name, or names, of what is put in.
            outputs: the name, or names, of what comes out; what the last line makes, unless given.
            name: what pictures and tables call the net.
            lines: the layers with what they read and make.

        Raises:
            SettingError: for names that are unknown, made twice or too late, circles, and inputs
                and layers whose work nobody uses.
        """
        net = cls(name=name)
        read = [parse(label, parts) for label, parts in lines.items()]
        given = None if outputs is None else names(outputs)
        net._wiring = Wiring(names(inputs), [line for line, _ in read], given)
        net._hold({line.layer: layer for line, layer in read})
        return net

    def __call__(self, *inputs: Any, **settings: Any) -> Any:
        """Return what `forward` makes of the inputs."""
        like = self._example.data if self._example is not None else None
        for x in inputs:  # mostly they fit already, and that should cost nothing
            data: Any = x.data if x.__class__ is Tensor else None
            if like is None or data.__class__ is not like.__class__ or data.dtype is not like.dtype:
                inputs = self._as_inputs(inputs)
                break
        return super().__call__(*inputs, **settings)

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        self.__dict__["_example"] = None

    def _as_inputs(self, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
        if self._example is None:  # looked for once: a walk through the layers takes its time
            first = next((tensor for _, tensor in self.named_parameters()), None)
            self.__dict__["_example"] = first
        like = None if self._example is None else self._example.data
        return tuple([self._as_input(x, like) for x in inputs])

    def _as_input(self, x: Any, like: Any) -> Any:
        """Return x as a tensor that fits an array of parameters (None: there are none)."""
        if x.__class__ is not Tensor:
            if not backend.is_array(x) and not isinstance(x, (list, tuple)):
                return x  # not ours to judge: the layer that gets it will
            x = Tensor(x)
        if like is None:
            return x
        if x.data.__class__ is not like.__class__:
            x = x.to(backend.name_of(backend.library(like)))
        if x.dtype != like.dtype and x.dtype.kind == "f":
            x = x.astype(like.dtype)
        return x

    def forward(self, *inputs: Any) -> Any:
        """Send the inputs through the layers: one after the other, or as they are wired.

        Raises:
            SettingError: if there are no layers, or not as many inputs as the net has.
        """
        if self._wiring is not None:
            return self._wiring.run(self.__dict__, inputs)
        return super().forward(*inputs)

    def __delattr__(self, name: str) -> None:
        if self._wiring is not None and name in self._sequence:
            raise SettingError("net.wired_layer", name=name)
        super().__delattr__(name)

    def _part(self, names: Sequence[str]) -> Layer:
        if self._wiring is not None:
            raise SettingError("net.wired_slice")
        return Net(**{name: self.__dict__[name] for name in names})

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
            results = [self(array[start : start + size]) for start in starts]
        if isinstance(results[0], tuple):
            return tuple(_joined(parts) for parts in zip(*results, strict=True))
        return _joined(results)

    def fit(self, x: Any, y: Any = None, epochs: int = 1, batch_size: int = 32, **told: Any) -> Any:
        """Train the net, and return the `History` of the training.

            history = net.fit(images, labels, epochs=5, loss=CrossEntropyLoss(), type="Adam",
                              base_lr=0.001, validation_split=0.1)

        The short form of a `Solver`: it makes one, which is gone in the end, with the memory of its
        optimizer.  A training that is to go on later wants a Solver of its own.

        Args:
            x: inputs with the samples along the first axis; or `tinygrad_fa.data.Batches`, which
                have targets and a size of their own.
            y: targets, one for each sample.
            epochs: how often every sample is seen.
            batch_size: samples per update.
            told: ``loss=``, ``metrics=``, ``validation_data=`` (a pair of arrays, or batches) or
                ``validation_split=`` (the share of the *last* samples that is held back, before any
                shuffling), ``validation_freq=``, ``shuffle=``, ``callbacks=``, ``train_loss=``,
                ``progress=``, ``optimizer=``, ``schedule=``, and every setting of the `Solver`.

        Raises:
            SettingError, DataError: for settings and data that do not fit.
            DivergenceError: at the first loss or gradient that is not finite.
        """
        # A door upwards: nets know nothing of how they are trained.
        from tinygrad_fa.solver.short_form import fit

        return fit(self, x, y, epochs, batch_size, **told)

    def summary(self, *input_shapes: Sequence[int], dtype: Any = None) -> Summary:
        """Return the table of the layers for one sample of these shapes (without batch axis).

        Layer path, kind, output shape, parameters, memory and multiply-adds, found by running a
        sample of zeros through the net, which is left as it was.  ``print`` it, or look at its
        fields.

        Args:
            input_shapes: one shape for each input of the net.
            dtype: of the sample, or one for each input (``"int64"`` for the numbers of words); that
                of the parameters unless given.
        """
        return summarise(self, input_shapes, dtype)

    def to_prototxt(
        self, *input_shapes: Sequence[int], path: str | os.PathLike[str] | None = None
    ) -> str:
        """Return the net as Caffe writes nets, and write it to a file if a path is given.

        Args:
            input_shapes: for each input its shape, with the batch: ``(64, 1, 28, 28)``.
            path: the ``.prototxt`` file.

        Raises:
            SettingError: naming the layer that Caffe has not.
            FileError: if it cannot be written.
        """
        from tinygrad_fa.caffe.describing import net_to_prototxt  # a door to a floor above

        return net_to_prototxt(self, input_shapes, path)

    def save(
        self,
        path: str | os.PathLike[str],
        metadata: Mapping[str, str] | None = None,
        solver: Any = None,
    ) -> None:
        """Write the net to a safetensors file, whole or not at all: `load_net` makes it again.

        The file holds all parameters and buffers, and a description of the layers.  (A net that
        has no description, because a layer was made with a function, say, is saved nevertheless:
        `load` reads its weights into a net that is built by hand.)

        Args:
            metadata: notes to be kept with it, text → text.
            solver: what trained it: its schedule, optimizer and settings are kept, too.

        Raises:
            FileError: if it cannot be written.
        """
        notes = {**(metadata or {}), DESCRIPTION: self.description(solver)}
        saving.save(self.state_dict(), path, notes)

    def description(self, solver: Any = None) -> str:
        """Return what a file says of the net beside its weights, as JSON.

        Args:
            solver: what trained it: its schedule, optimizer and settings are told, too.
        """
        told: dict[str, Any] = {"form": FORM}
        try:
            told["net"] = describe(self)
        except SettingError as error:  # the weights are worth keeping; loading will say why
            told["cannot_describe"] = {name: str(value) for name, value in error.values.items()}
        if solver is not None:
            from tinygrad_fa.solver.description import describe_training

            told["trained_with"] = describe_training(solver)
        return json.dumps(told)

    def load(self, path: str | os.PathLike[str], strict: bool = True) -> LoadReport:
        """Read parameters and buffers from a safetensors file.

        Returns:
            The names that were missing and those that were not expected (with ``strict=False``).

        Raises:
            FileError, DataError: if there is no such file, or it is damaged.
            StateError: if names (when `strict`) or shapes do not fit; nothing is changed then.
        """
        return self.load_state_dict(saving.load(path).tensors, strict)

    def _recipe(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        if type(self).__init__ is not Net.__init__:
            return super()._recipe()
        if self._wiring is None:
            layers = {name: self.__dict__[name] for name in self._sequence}
            return "", (), {"name": self.name, **layers}
        lines = {
            line.layer: (*line.reads, self.__dict__[line.layer], *line.makes)
            for line in self._wiring.lines
        }
        named = {"inputs": self._wiring.inputs, "outputs": self._wiring.outputs, "name": self.name}
        return "graph", (), {**named, **lines}

    def extra_repr(self) -> str:
        """Return the name and the wiring, if the net has them."""
        told = [f"name={self.name!r}"] if self.name else []
        return "\n".join([*told, *([str(self._wiring)] if self._wiring else [])])


def _joined(results: Sequence[Tensor]) -> Any:
    """Return the results of several batches as one NumPy array."""
    arrays = [result.numpy() for result in results]
    return backend.library(arrays[0]).concatenate(arrays)
