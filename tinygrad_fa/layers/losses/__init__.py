"""Losses: one number that says how far the predictions are from the targets.

- `regression`: quantities (MSE, L1, Huber, …);
- `classification`: probabilities of classes (cross-entropy, BCE, KL, …);
- `margin`: scores and distances that shall differ by a margin (hinge, triplet, …);
- `caffe`: Caffe's losses with their normalisations;
- `base`: what they have in common, and how to write one's own.
"""

from tinygrad_fa.layers.losses.base import Loss
from tinygrad_fa.layers.losses.caffe import (
    CaffeHingeLoss,
    EuclideanLoss,
    SigmoidCrossEntropyLoss,
    SoftmaxWithLoss,
)
from tinygrad_fa.layers.losses.classification import (
    BCELoss,
    BCEWithLogitsLoss,
    CrossEntropyLoss,
    KLDivLoss,
    NLLLoss,
)
from tinygrad_fa.layers.losses.margin import (
    CategoricalHingeLoss,
    CosineEmbeddingLoss,
    HingeEmbeddingLoss,
    HingeLoss,
    MarginRankingLoss,
    MultiMarginLoss,
    SoftMarginLoss,
    TripletMarginLoss,
)
from tinygrad_fa.layers.losses.regression import (
    HuberLoss,
    L1Loss,
    LogCoshLoss,
    MSELoss,
    PoissonNLLLoss,
    SmoothL1Loss,
)

__all__ = [
    "BCELoss",
    "BCEWithLogitsLoss",
    "CaffeHingeLoss",
    "CategoricalHingeLoss",
    "CosineEmbeddingLoss",
    "CrossEntropyLoss",
    "EuclideanLoss",
    "HingeEmbeddingLoss",
    "HingeLoss",
    "HuberLoss",
    "KLDivLoss",
    "L1Loss",
    "LogCoshLoss",
    "Loss",
    "MSELoss",
    "MarginRankingLoss",
    "MultiMarginLoss",
    "NLLLoss",
    "PoissonNLLLoss",
    "SigmoidCrossEntropyLoss",
    "SmoothL1Loss",
    "SoftMarginLoss",
    "SoftmaxWithLoss",
    "TripletMarginLoss",
]
