"""The op table: every function here is also a method of the nodes it works on."""

from tinygrad_fa.engine.ops.activations import (
    elu,
    hardsigmoid,
    hardswish,
    hardtanh,
    log_sigmoid,
    mish,
    relu6,
    selu,
    silu,
    softsign,
)
from tinygrad_fa.engine.ops.arithmetic import (
    add,
    div,
    exp,
    log,
    maximum,
    minimum,
    mul,
    neg,
    pow,
    sub,
)
from tinygrad_fa.engine.ops.comparisons import argmax, argmin
from tinygrad_fa.engine.ops.convolution import conv1d, conv2d, conv_transpose2d
from tinygrad_fa.engine.ops.functions import (
    abs,
    clip,
    cos,
    gelu,
    leaky_relu,
    relu,
    sigmoid,
    sin,
    softplus,
    sqrt,
    tanh,
    where,
)
from tinygrad_fa.engine.ops.joining import concatenate, getitem, split, stack
from tinygrad_fa.engine.ops.losses import clamped_log, cross_entropy
from tinygrad_fa.engine.ops.lrn import lrn
from tinygrad_fa.engine.ops.lstm import lstm
from tinygrad_fa.engine.ops.matrices import dot, outer, trace, tril, triu
from tinygrad_fa.engine.ops.normalisation import scale_shift, standardise
from tinygrad_fa.engine.ops.pooling import avg_pool2d, max_pool2d
from tinygrad_fa.engine.ops.products import einsum, linear, matmul
from tinygrad_fa.engine.ops.recurrence import gru, rnn
from tinygrad_fa.engine.ops.reductions import (
    cumsum,
    log_softmax,
    logsumexp,
    max,
    mean,
    min,
    norm,
    prod,
    softmax,
    std,
    sum,
    var,
)
from tinygrad_fa.engine.ops.resampling import adaptive_avg_pool2d, upsample
from tinygrad_fa.engine.ops.selection import (
    argsort,
    embedding,
    gather,
    scatter,
    scatter_add,
    sort,
    topk,
)
from tinygrad_fa.engine.ops.shapes import (
    astype,
    broadcast_to,
    flatten,
    flip,
    pad,
    permute,
    repeat,
    reshape,
    squeeze,
    transpose,
    unsqueeze,
)

__all__ = [name for name in dir() if not name.startswith("_") and callable(globals()[name])]
