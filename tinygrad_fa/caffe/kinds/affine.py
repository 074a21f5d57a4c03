"""Kinds of layers with weights that are no kernels: InnerProduct, Embed, Scale, Bias."""

from __future__ import annotations

from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.caffe.kinds.spec import Made, Shape, Spec, count, kind, parameter
from tinygrad_fa.engine import ops
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.layers import Embedding, Linear
from tinygrad_fa.layers.initialisers import Initialiser
from tinygrad_fa.layers.layer import Layer, as_tensor


class InnerProduct(Linear):
    """A linear layer of all axes from `axis` on together: ``y = flatten(x) Wᵀ + b``.

    Args:
        in_features, out_features, bias, weight_init, bias_init: see `Linear`.
        axis: the first axis that is flattened.
        transpose: whether the weight is kept as (in, out).
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        weight_init: Initialiser | None = None,
        bias_init: Initialiser | None = None,
        axis: int = 1,
        transpose: bool = False,
    ) -> None:
        super().__init__(in_features, out_features, bias, None, bias_init)
        self.axis, self.transpose = axis, transpose
        if transpose:
            self.weight = Tensor(self.weight.data.T.copy(), requires_grad=True)
        if weight_init is not None:
            weight_init(self.weight)

    def forward(self, x: Any) -> Any:
        """Return flatten(x) Wᵀ + b."""
        x = as_tensor(x)
        if x.ndim > self.axis + 1:
            x = ops.flatten(x, self.axis)
        weight = self.weight.transpose() if self.transpose else self.weight
        return ops.linear(x, weight, self.bias)

    def extra_repr(self) -> str:
        """Return the sizes, and the settings that are not the usual ones."""
        axis = "" if self.axis == 1 else f", axis={self.axis}"
        return super().extra_repr() + axis + (", transpose=True" if self.transpose else "")


@kind("InnerProduct")
def inner_product(spec: Spec) -> Made:
    """Fully connected."""
    settings = spec.message.inner_product_param
    axis = spec.axis(settings.axis)
    outputs = spec.positive(settings, "num_output")
    spec.need_room((outputs, count(spec.bottom[axis:])))
    layer = InnerProduct(
        count(spec.bottom[axis:]),
        outputs,
        settings.bias_term,
        spec.filler(settings, "weight_filler"),
        spec.filler(settings, "bias_filler"),
        axis,
        settings.transpose,
    )
    return Made(layer, [(*spec.bottom[:axis], outputs)])


class Embed(Embedding):
    """An embedding whose words may come as fractions (7.0), and with a bias if wanted."""

    def __init__(self, input_dim: int, num_output: int, bias: bool = True) -> None:
        super().__init__(input_dim, num_output)
        zeros = backend.chosen().zeros(num_output, backend.default_dtype)
        self.bias = Tensor(zeros, requires_grad=True) if bias else None

    def forward(self, x: Any) -> Any:
        """Return the vectors of the words x."""
        found = super().forward(as_tensor(x).data.astype("int64"))
        return found if self.bias is None else found + self.bias


@kind("Embed")
def embed(spec: Spec) -> Made:
    """A trained vector for each word."""
    settings = spec.message.embed_param
    outputs = spec.positive(settings, "num_output")
    words = spec.positive(settings, "input_dim")
    spec.need_room((words, outputs))
    layer = Embed(words, outputs, settings.bias_term)
    spec.filler(settings, "weight_filler")(layer.weight)
    if layer.bias is not None:
        spec.filler(settings, "bias_filler")(layer.bias)
    return Made(layer, [(*spec.bottom, outputs)])


class Scale(Layer):
    """x times a factor, plus an offset: along axes from `axis` on, one for each place.

    Called with one input the factors are trained; with two, the second one is the factors.

    Args:
        axis: the first axis that the factors go along.
        shape: that of the factors, or None where they are an input.
        bias: the shape of the trained offset, or None.
    """

    blob_names = ("weight", "bias")

    def __init__(
        self,
        axis: int,
        shape: Shape | None,
        bias: Shape | None,
        weight_init: Initialiser,
        bias_init: Initialiser,
    ) -> None:
        self.axis = axis
        self.weight = None if shape is None else parameter(shape, weight_init)
        self.bias = None if bias is None else parameter(bias, bias_init)

    def forward(self, x: Any, factor: Any = None) -> Any:
        """Return x · factor + offset."""
        x = as_tensor(x)
        factor = self.weight if factor is None else as_tensor(factor)
        out = x * along(factor, self.axis, x.ndim)
        return out if self.bias is None else out + along(self.bias, self.axis, x.ndim)

    def extra_repr(self) -> str:
        """Return the axis."""
        return f"axis={self.axis}"


class Bias(Layer):
    """x plus an offset, trained or a second input: along axes from `axis` on."""

    blob_names = ("bias",)

    def __init__(self, axis: int, shape: Shape | None, bias_init: Initialiser) -> None:
        self.axis = axis
        self.bias = None if shape is None else parameter(shape, bias_init)

    def forward(self, x: Any, offset: Any = None) -> Any:
        """Return x + offset."""
        x = as_tensor(x)
        offset = self.bias if offset is None else as_tensor(offset)
        return x + along(offset, self.axis, x.ndim)

    def extra_repr(self) -> str:
        """Return the axis."""
        return f"axis={self.axis}"


def along(values: Any, axis: int, axes: int) -> Any:
    """Return values as an array that is broadcast along the axes from `axis` on, of so many."""
    if not values.ndim:
        return values
    return values.reshape((*values.shape, *[1] * (axes - axis - values.ndim)))


def _shape(spec: Spec, settings: Any) -> tuple[int, Shape]:
    """Return the axis, and the shape of what goes along it."""
    if len(spec.bottoms) > 1:
        shape = spec.bottoms[1]
        axis = spec.axis(settings.axis) if shape else 0
        if spec.bottom[axis : axis + len(shape)] != shape:
            shapes = ", ".join(f"`{each}`" for each in spec.bottoms)
            raise spec.error("bottom_shapes", shapes=shapes)
        return axis, shape
    axis, many = spec.axis(settings.axis), settings.num_axes
    if many < -1 or axis + many > len(spec.bottom):
        raise spec.wrong("num_axes", many, "no_axis", shape=spec.bottom)
    shape = spec.bottom[axis : len(spec.bottom) if many == -1 else axis + many]
    spec.need_room(shape)
    return axis, shape


@kind("Scale", bottoms=(1, 2))
def scale(spec: Spec) -> Made:
    """A factor, and with ``bias_term`` an offset, for each channel."""
    settings = spec.message.scale_param
    axis, shape = _shape(spec, settings)
    layer = Scale(
        axis,
        shape if len(spec.bottoms) == 1 else None,
        shape if settings.bias_term else None,
        spec.filler(settings, "filler", 1.0),
        spec.filler(settings, "bias_filler"),
    )
    return spec.same(layer)


@kind("Bias", bottoms=(1, 2))
def bias(spec: Spec) -> Made:
    """An offset for each channel."""
    settings = spec.message.bias_param
    axis, shape = _shape(spec, settings)
    own = shape if len(spec.bottoms) == 1 else None
    return spec.same(Bias(axis, own, spec.filler(settings, "filler")))
