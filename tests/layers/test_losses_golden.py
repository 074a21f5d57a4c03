"""Losses against the numbers of torch and Keras: values and every gradient."""

import json
from pathlib import Path

import numpy as np
import pytest

from tinygrad_fa import layers
from tinygrad_fa.engine.tensor import Tensor

GOLDEN = Path(__file__).parent.parent / "data" / "torch_keras"
LOSSES = json.loads((GOLDEN / "losses.json").read_text())
MORE = json.loads((GOLDEN / "more_losses.json").read_text())["cases"]
NAMES = {  # torch's functions, and the settings that the recorded names speak of
    "mse_loss": layers.MSELoss,
    "l1_loss": layers.L1Loss,
    "huber_loss": layers.HuberLoss,
    "smooth_l1_loss": layers.SmoothL1Loss,
    "binary_cross_entropy": layers.BCELoss,
    "binary_cross_entropy_with_logits": layers.BCEWithLogitsLoss,
    "cross_entropy": layers.CrossEntropyLoss,
    "cross_entropy_soft_targets": layers.CrossEntropyLoss,
    "cross_entropy_ignore_index": layers.CrossEntropyLoss,
    "cross_entropy_2d": layers.CrossEntropyLoss,
    "nll_loss": layers.NLLLoss,
    "kl_div(input=log-probs,target=probs)": layers.KLDivLoss,
    "soft_margin_loss": layers.SoftMarginLoss,
    "hinge_embedding_loss": layers.HingeEmbeddingLoss,
    "multi_margin_loss(multiclass hinge, CS231n SVM / K)": layers.MultiMarginLoss,
    "poisson_nll_loss": layers.PoissonNLLLoss,
}


def check(loss, inputs, target, case, value, grads, dtype="float64", **tolerance):
    """Compare with the recorded value and gradients, for targets that are arrays and Tensors."""
    up = case.get("upstream")
    targets = [] if target is None else [np.array(target)]
    for given in (targets, [Tensor(array) for array in targets]):
        leaves = [Tensor(np.array(x, dtype), requires_grad=True) for x in inputs]
        out = loss(*leaves, *given)
        assert out.dtype == dtype
        np.testing.assert_allclose(out.data, value, **tolerance)
        out.backward(None if up is None else np.array(up, dtype))
        for leaf, grad in zip(leaves, grads):
            assert leaf.grad.dtype == dtype
            np.testing.assert_allclose(leaf.grad.data, grad, **tolerance)


EXACT = {"rtol": 1e-9, "atol": 1e-12}
CLOSE = {"dtype": "float32", "rtol": 1e-4, "atol": 1e-4}


def each(cases):
    return pytest.mark.parametrize("case", cases, ids=lambda case: case["id"])


@pytest.mark.parametrize("how", [EXACT, CLOSE], ids=["float64", "float32"])
@each(LOSSES["torch"])
def test_torchs_losses(case, how):
    settings = {"reduction": case["reduction"], **case["kwargs"]}
    loss = NAMES[case["loss"]](**settings)
    inputs, grads = [case["input"]], [case["grad_input"]]
    check(loss, inputs, case["target"], case, case["value"], grads, **how)


@pytest.mark.parametrize("how", [EXACT, CLOSE], ids=["float64", "float32"])
@each(MORE)
def test_more_of_torchs_losses(case, how):
    settings = {"reduction": case["reduction"], **case["settings"]}
    loss = getattr(layers, case["loss"])(**settings)
    if how is CLOSE and case["loss"] == "BCEWithLogitsLoss":
        how = {**CLOSE, "rtol": 2e-4}  # scores of thousands
    check(loss, case["inputs"], case["target"], case, case["value"], case["grads"], **how)


def of_keras(case):
    """Return our form of a Keras loss: a function of the prediction, and the target for it."""
    kind, config = case["cls"], case["config"]
    target = np.array(case["y_true"])
    if kind in ("MeanSquaredError", "MeanAbsoluteError", "Huber", "LogCosh"):
        ours = {"MeanSquaredError": "MSE", "MeanAbsoluteError": "L1"}.get(kind, kind)
        return getattr(layers, f"{ours}Loss")(), target
    if kind == "Hinge(0/1 labels)":
        return layers.HingeLoss(), 2 * target - 1
    if kind in ("Hinge", "SquaredHinge"):
        return layers.HingeLoss(squared=kind == "SquaredHinge"), target
    if kind == "CategoricalHinge":
        return layers.CategoricalHingeLoss(), target.argmax(axis=1)
    if kind == "KLDivergence":
        return lambda q, p: layers.KLDivLoss("batchmean")(q.log(), p), target
    if kind == "Poisson":
        return layers.PoissonNLLLoss(log_input=False, eps=1e-7), target
    if kind == "BinaryCrossentropy":
        return (layers.BCEWithLogitsLoss if config["from_logits"] else layers.BCELoss)(), target
    entropy = layers.CrossEntropyLoss(label_smoothing=config.get("label_smoothing", 0.0))
    if kind == "SparseCategoricalCrossentropy":
        return entropy, target.astype(int)
    assert kind == "CategoricalCrossentropy"
    # Keras divides probabilities by their sum: so does softmax with their logarithms.
    return entropy if config["from_logits"] else lambda p, t: entropy(p.log(), t), target


@each(LOSSES["keras"])
def test_the_losses_of_keras(case):
    loss, target = of_keras(case)
    recorded = np.array([case["value"], *np.ravel(case["grad_y_pred"])])
    # Most of these were computed by Keras in float32, whatever its inputs were.
    in_float32 = (recorded.astype("float32") == recorded).mean() > 0.5
    how = {"rtol": 3e-7, "atol": 1e-7} if in_float32 else {"rtol": 2e-7, "atol": 1e-9}
    check(loss, [case["y_pred"]], target, case, case["value"], [case["grad_y_pred"]], **how)


def test_all_of_them_are_here():
    assert [len(LOSSES["torch"]), len(LOSSES["keras"]), len(MORE)] == [75, 15, 81]
    assert {case["loss"] for case in LOSSES["torch"]} == set(NAMES)
