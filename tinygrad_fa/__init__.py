"""tinygrad_fa: a small autograd framework for teaching, in Persian and English.

    import tinygrad_fa as tg

    x, y, z = tg.Value(-2.0), tg.Value(5.0), tg.Value(-4.0)
    f = (x + y) * z
    f.backward()
    x.grad, y.grad, z.grad        # -4.0, -4.0, 3.0

Nothing is defined here: the names below are handed on from their rooms, each when it is first
asked for (PEP 562), so that ``import tinygrad_fa`` is quick and does not import NumPy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tinygrad_fa import caffe as caffe
    from tinygrad_fa import data as data
    from tinygrad_fa import layers as layers
    from tinygrad_fa import metrics as metrics
    from tinygrad_fa import models as models
    from tinygrad_fa import ops as ops
    from tinygrad_fa.backend import set_default_dtype, use_backend
    from tinygrad_fa.draw import derive, draw, loss_slice, race, replay, worksheet
    from tinygrad_fa.engine.checks import check_gradients
    from tinygrad_fa.engine.graph import no_grad
    from tinygrad_fa.engine.tensor import Tensor
    from tinygrad_fa.engine.transforms import grad, hessian, jacobian, jvp, vjp
    from tinygrad_fa.engine.value import Value
    from tinygrad_fa.language import errors as errors
    from tinygrad_fa.language import get_language, set_language
    from tinygrad_fa.layers import (
        ELU,
        GELU,
        GRU,
        LRN,
        LSTM,
        RNN,
        SELU,
        AdaptiveAvgPool2d,
        Add,
        AvgPool2d,
        BatchNorm1d,
        BatchNorm2d,
        BCELoss,
        BCEWithLogitsLoss,
        Bilinear,
        CaffeHingeLoss,
        CategoricalHingeLoss,
        Concat,
        Conv1d,
        Conv2d,
        ConvTranspose2d,
        CosineEmbeddingLoss,
        CrossEntropyLoss,
        Dropout,
        Dropout2d,
        Embedding,
        EuclideanLoss,
        Flatten,
        GlobalAvgPool,
        GlobalMaxPool,
        GroupNorm,
        Hardsigmoid,
        Hardswish,
        Hardtanh,
        HingeEmbeddingLoss,
        HingeLoss,
        HuberLoss,
        InstanceNorm1d,
        InstanceNorm2d,
        KLDivLoss,
        L1Loss,
        Layer,
        LayerNorm,
        LeakyReLU,
        Linear,
        LogCoshLoss,
        LogSigmoid,
        LogSoftmax,
        Loss,
        MarginRankingLoss,
        MaxPool2d,
        Mish,
        MSELoss,
        MultiHeadAttention,
        MultiMarginLoss,
        NLLLoss,
        PoissonNLLLoss,
        PositionalEncoding,
        PReLU,
        ReLU,
        ReLU6,
        Residual,
        RMSNorm,
        Sequential,
        Sigmoid,
        SigmoidCrossEntropyLoss,
        SiLU,
        SmoothL1Loss,
        SoftMarginLoss,
        Softmax,
        SoftmaxWithLoss,
        Softplus,
        Softsign,
        Tanh,
        TransformerBlock,
        TripletMarginLoss,
        Upsample,
        causal_mask,
        scaled_dot_product_attention,
    )
    from tinygrad_fa.layers import fillers as fillers
    from tinygrad_fa.layers import initialisers as initialisers
    from tinygrad_fa.loading import load_net, register
    from tinygrad_fa.net import Net
    from tinygrad_fa.onnx_export import export_onnx
    from tinygrad_fa.randomness import manual_seed
    from tinygrad_fa.solver import History, Solver
    from tinygrad_fa.solver import callbacks as callbacks
    from tinygrad_fa.solver import optimizers as optimizers
    from tinygrad_fa.solver import schedules as schedules

_NAMES_OF_ROOM = {
    "backend": ("set_default_dtype", "use_backend"),
    "draw": ("derive", "draw", "loss_slice", "race", "replay", "worksheet"),
    "engine.checks": ("check_gradients",),
    "engine.graph": ("no_grad",),
    "engine.tensor": ("Tensor",),
    "engine.transforms": ("grad", "hessian", "jacobian", "jvp", "vjp"),
    "engine.value": ("Value",),
    "language": ("get_language", "set_language"),
    "layers": (
        "AdaptiveAvgPool2d",
        "Add",
        "AvgPool2d",
        "BatchNorm1d",
        "BatchNorm2d",
        "BCELoss",
        "BCEWithLogitsLoss",
        "Bilinear",
        "CaffeHingeLoss",
        "CategoricalHingeLoss",
        "causal_mask",
        "Concat",
        "Conv1d",
        "Conv2d",
        "ConvTranspose2d",
        "CosineEmbeddingLoss",
        "CrossEntropyLoss",
        "Dropout",
        "Dropout2d",
        "ELU",
        "Embedding",
        "EuclideanLoss",
        "Flatten",
        "GELU",
        "GlobalAvgPool",
        "GlobalMaxPool",
        "GroupNorm",
        "GRU",
        "Hardsigmoid",
        "Hardswish",
        "Hardtanh",
        "HingeEmbeddingLoss",
        "HingeLoss",
        "HuberLoss",
        "InstanceNorm1d",
        "InstanceNorm2d",
        "KLDivLoss",
        "L1Loss",
        "Layer",
        "LayerNorm",
        "LeakyReLU",
        "Linear",
        "LogCoshLoss",
        "LogSigmoid",
        "LogSoftmax",
        "Loss",
        "LRN",
        "LSTM",
        "MarginRankingLoss",
        "MaxPool2d",
        "Mish",
        "MSELoss",
        "MultiHeadAttention",
        "MultiMarginLoss",
        "NLLLoss",
        "PoissonNLLLoss",
        "PositionalEncoding",
        "PReLU",
        "ReLU",
        "ReLU6",
        "Residual",
        "RMSNorm",
        "RNN",
        "scaled_dot_product_attention",
        "SELU",
        "Sequential",
        "Sigmoid",
        "SigmoidCrossEntropyLoss",
        "SiLU",
        "SmoothL1Loss",
        "SoftMarginLoss",
        "Softmax",
        "SoftmaxWithLoss",
        "Softplus",
        "Softsign",
        "Tanh",
        "TransformerBlock",
        "TripletMarginLoss",
        "Upsample",
    ),
    "loading": ("load_net", "register"),
    "net": ("Net",),
    "onnx_export": ("export_onnx",),
    "randomness": ("manual_seed",),
    "solver": ("History", "Solver"),
}
_ROOM_OF = {name: room for room, names in _NAMES_OF_ROOM.items() for name in names}
_MODULES = {  # handed on whole: tg.data.load, tg.ops.exp
    "caffe": "caffe",
    "callbacks": "solver.callbacks",
    "data": "data",
    "errors": "language.errors",
    "fillers": "layers.fillers",
    "initialisers": "layers.initialisers",
    "layers": "layers",
    "metrics": "metrics",
    "models": "models",
    "ops": "ops",
    "optimizers": "solver.optimizers",
    "schedules": "solver.schedules",
}

__all__ = [*_MODULES, *_ROOM_OF]

# The room `draw` has the name of its function.  Python writes a submodule into its package once,
# when it is first imported: so that is done here, before anybody else can, and undone at once.
# Then `tg.draw` is the function whatever is imported later, and the room is reached as always,
# by ``from tinygrad_fa.draw import …``.
import_module(f"{__name__}.draw")
del globals()["draw"]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        found: Any = import_module(f"{__name__}.{_MODULES[name]}")
    elif name in _ROOM_OF:
        found = getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = found  # found once, it is an ordinary name
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
