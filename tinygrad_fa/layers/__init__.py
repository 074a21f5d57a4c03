"""Layers: functions with parameters, and the losses that measure what they give."""

from tinygrad_fa.layers.activation import ReLU, Sigmoid, Tanh
from tinygrad_fa.layers.convolution import Conv2d
from tinygrad_fa.layers.dropout import Dropout
from tinygrad_fa.layers.layer import Layer
from tinygrad_fa.layers.linear import Linear
from tinygrad_fa.layers.losses import CrossEntropyLoss, MSELoss
from tinygrad_fa.layers.pooling import AvgPool2d, MaxPool2d
from tinygrad_fa.layers.shaping import Flatten

__all__ = [
    "AvgPool2d",
    "Conv2d",
    "CrossEntropyLoss",
    "Dropout",
    "Flatten",
    "Layer",
    "Linear",
    "MSELoss",
    "MaxPool2d",
    "ReLU",
    "Sigmoid",
    "Tanh",
]
