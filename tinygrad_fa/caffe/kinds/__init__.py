"""The kinds of Caffe's layers, and what each one is here: the table `KINDS`."""

from tinygrad_fa.caffe.kinds import (
    affine,
    infogain,
    inputs,
    losses,
    neurons,
    normalising,
    shapes,
    windows,
)
from tinygrad_fa.caffe.kinds.inputs import DATA_PARAMS, FED, input_shapes
from tinygrad_fa.caffe.kinds.spec import KINDS, Kind, Made, Shape, Spec

__all__ = [
    "DATA_PARAMS",
    "FED",
    "KINDS",
    "Kind",
    "Made",
    "Shape",
    "Spec",
    "affine",
    "infogain",
    "input_shapes",
    "inputs",
    "losses",
    "neurons",
    "normalising",
    "shapes",
    "windows",
]
