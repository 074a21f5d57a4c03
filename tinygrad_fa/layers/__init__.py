"""Layers: functions with parameters, and the losses that measure what they give."""

from tinygrad_fa.layers.activation import ReLU, Sigmoid, Tanh
from tinygrad_fa.layers.bilinear import Bilinear
from tinygrad_fa.layers.containers import Add, Concat, Residual, Sequential
from tinygrad_fa.layers.convolution import Conv1d, Conv2d, ConvTranspose2d
from tinygrad_fa.layers.dropout import Dropout
from tinygrad_fa.layers.layer import Layer
from tinygrad_fa.layers.linear import Linear
from tinygrad_fa.layers.losses import (
    BCELoss,
    BCEWithLogitsLoss,
    CaffeHingeLoss,
    CategoricalHingeLoss,
    CosineEmbeddingLoss,
    CrossEntropyLoss,
    EuclideanLoss,
    HingeEmbeddingLoss,
    HingeLoss,
    HuberLoss,
    KLDivLoss,
    L1Loss,
    LogCoshLoss,
    Loss,
    MarginRankingLoss,
    MSELoss,
    MultiMarginLoss,
    NLLLoss,
    PoissonNLLLoss,
    SigmoidCrossEntropyLoss,
    SmoothL1Loss,
    SoftMarginLoss,
    SoftmaxWithLoss,
    TripletMarginLoss,
)
from tinygrad_fa.layers.lrn import LRN
from tinygrad_fa.layers.pooling import (
    AdaptiveAvgPool2d,
    AvgPool2d,
    GlobalAvgPool,
    GlobalMaxPool,
    MaxPool2d,
)
from tinygrad_fa.layers.shaping import Flatten
from tinygrad_fa.layers.upsample import Upsample

__all__ = [
    "LRN",
    "AdaptiveAvgPool2d",
    "Add",
    "AvgPool2d",
    "BCELoss",
    "BCEWithLogitsLoss",
    "Bilinear",
    "CaffeHingeLoss",
    "CategoricalHingeLoss",
    "Concat",
    "Conv1d",
    "Conv2d",
    "ConvTranspose2d",
    "CosineEmbeddingLoss",
    "CrossEntropyLoss",
    "Dropout",
    "EuclideanLoss",
    "Flatten",
    "GlobalAvgPool",
    "GlobalMaxPool",
    "HingeEmbeddingLoss",
    "HingeLoss",
    "HuberLoss",
    "KLDivLoss",
    "L1Loss",
    "Layer",
    "Linear",
    "LogCoshLoss",
    "Loss",
    "MSELoss",
    "MarginRankingLoss",
    "MaxPool2d",
    "MultiMarginLoss",
    "NLLLoss",
    "PoissonNLLLoss",
    "ReLU",
    "Residual",
    "Sequential",
    "Sigmoid",
    "SigmoidCrossEntropyLoss",
    "SmoothL1Loss",
    "SoftMarginLoss",
    "SoftmaxWithLoss",
    "Tanh",
    "TripletMarginLoss",
    "Upsample",
]
