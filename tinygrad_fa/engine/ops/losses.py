"""Losses that are computed in one op, because in pieces they would overflow."""

from tinygrad_fa.engine.op import Op, call, library
from tinygrad_fa.engine.ops.reductions import softmax


class CrossEntropy(Op):
    """Mean of −ln softmax(logits)[label] over a batch: logits (N, classes), labels (N,).

    ∂/∂logits = (softmax − one-hot) / N: what was predicted minus what was true.
    Computed from ln Σ eˣ with the largest logit taken out, so logits of ±1000 are fine.
    """

    symbol, tex = "CE", r"-\frac{{1}}{{N}} \sum_i \ln \operatorname{{softmax}}({logits})_{{i, y_i}}"
    partials = (r"\frac{{1}}{{N}}(\operatorname{{softmax}}({logits}) - \mathbf{{1}}_y)",)

    def forward(logits, *, labels):
        lib = library(logits)
        shifted = logits - logits.max(axis=1, keepdims=True)
        log_sums = lib.log(lib.exp(shifted).sum(axis=1))
        return (log_sums - shifted[lib.arange(len(labels)), labels]).mean()

    def grad_logits(g, out, logits, *, labels):
        array = logits.data if hasattr(logits, "requires_grad") else logits
        truth = labels[:, None] == library(array).arange(array.shape[1])
        predicted = softmax(logits, axis=1)
        return (predicted - truth.astype(array.dtype)) * (g / len(labels))


def cross_entropy(logits, labels):
    """Return the mean cross-entropy of logits (N, classes) and integer labels (N,)."""
    return call(CrossEntropy, logits, labels=labels)
